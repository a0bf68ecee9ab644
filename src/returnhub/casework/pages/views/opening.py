"""Opening a case, correcting who it is about, and who may see or represent the person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from returnhub.casework import actions
from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import may, role_for
from returnhub.casework.actions import Done, Person, Reasons, Responsibility
from returnhub.casework.pages.forms import Question, reasons
from returnhub.casework.pages.views.serving import ask, ask_service, officer, open_record, page
from returnhub.casework.scheme_in_use import in_use

SYSTEMS = {"home office": "Home Office reference", "tribunal": "Tribunal reference"}


@page
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case for a person who has none."""
    by = officer(request)
    role_for(by, "open")
    stages = tuple((s.name, s.says) for s in in_use().scheme.stages.values() if s.entry or s.outside)
    questions = [
        *_person(),
        Question("stage", "Where does the person stand?", "radios", options=stages),
        Question("since", "Since which day?", "date", "For example, 31 3 2026"),
        Question("evidence", "What is this based on?", "line", "A file, a decision, a message", longest=200),
        Question("next_action", "What is to be done next?", "line", longest=200),
        Question("by", "By when? (optional)", "date", "For example, 31 3 2026", required=False),
    ]

    def act(answers: dict[str, str], key: str) -> str:
        came = date.fromisoformat(answers["since"])
        whose = Responsibility(by.username, str(by.team or ""), answers["next_action"], _day(answers["by"]))
        at = None if came == datetime.now(UTC).date() else datetime.combine(came, time(12), UTC)
        done = actions.open_case(
            by, _read(answers), stage=answers["stage"], occurred_at=at, responsibility=whose,
            evidence=answers["evidence"], client_key=key,
        )  # fmt: skip
        return reverse("case", kwargs={"reference": done.reference})

    intro = "Search first: the person may have a case under another spelling or number."
    return ask_service(
        request, questions, act, title="Open a case", button="Open the case", done="The case is open",
        intro=intro,
    )  # fmt: skip


@page
def identity(request: HttpRequest, reference: str) -> HttpResponse:
    """Replace the names, date of birth and references that a case is known under."""
    by = officer(request)
    role_for(by, "open")
    view = open_record(request, reference, "identity")
    questions = [*_person(), *reasons()]
    if request.method == "GET":
        held = {"names": "\n".join(view.row.names), "born": view.row.born}
        held |= {_field(system): view.row.references.get(system, "") for system in SYSTEMS}
        for question in questions:
            question.value = held.get(question.name, "")

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        person = _read(answers)
        kept = {s: n for s, n in view.row.references.items() if s not in SYSTEMS}
        person = Person(person.names, person.born, {**kept, **person.references})
        why = Reasons(answers["because"], answers["text"])
        return actions.record_identity(by, reference, person, reasons=why, version=version, client_key=key)

    return ask(
        request, view, questions, act, title="Change names, date of birth or references", button="Save",
        done="Names, date of birth and references are changed",
    )  # fmt: skip


@page
def restrict(request: HttpRequest, reference: str) -> HttpResponse:
    """Limit a case to named officers, or open it again."""
    by = officer(request)
    role_for(by, "restrict")
    view = open_record(request, reference, "access")
    others = Officer.objects.filter(is_active=True).exclude(pk=by.pk).order_by("username")
    people = [other for other in others if may(other, "read")]
    which = (
        ("limit", "Only you, the monitor and the officers named below"),
        ("open", "Everybody by their role"),
    )
    questions = [
        Question("which", "Who may see this case?", "radios", options=which),
        Question(
            "officers", "Which officers, apart from you? (optional)", "checkboxes",
            options=tuple((o.username, str(o)) for o in people), required=False,
        ),
        *reasons(),
    ]  # fmt: skip
    if request.method == "GET":
        questions[1].value = ",".join(sorted(view.state.access))

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        names = [name for name in answers["officers"].split(",") if name]
        why = Reasons(answers["because"], answers["text"])
        limit = answers["which"] == "limit"
        return actions.restrict(
            by, reference, names, restricted=limit, reasons=why, version=version, client_key=key
        )

    warning = (
        "Those without access find no trace of a limited case: not in lists, counts, searches or errors."
    )
    return ask(
        request, view, questions, act, title="Limit who may see this case", button="Save",
        done="Who may see this case is changed", warning=warning,
    )  # fmt: skip


@page
def represent(request: HttpRequest, reference: str) -> HttpResponse:
    """Record who acts for the person, or that somebody no longer does."""
    by = officer(request)
    role_for(by, "represent")
    view = open_record(request, reference, "representation")
    lawyers = [o for o in Officer.objects.filter(is_active=True) if o.holds("legal_representative")]
    which = (("begins", "Acts for the person from now"), ("ends", "No longer acts for the person"))
    questions = [
        Question("officer", "Which legal representative?", "radios",
                 options=tuple((o.username, str(o)) for o in lawyers)),
        Question("which", "What changes?", "radios", options=which),
        *reasons(),
    ]  # fmt: skip

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        why = Reasons(answers["because"], answers["text"])
        ends = answers["which"] == "ends"
        return actions.represent(
            by, reference, answers["officer"], ends=ends, reasons=why, version=version, client_key=key
        )

    return ask(
        request, view, questions, act, title="Who represents the person", button="Save",
        done="Representation is recorded",
        intro="A legal representative sees the status, reasons and deadlines of their own clients.",
    )  # fmt: skip


def _person() -> list[Question]:
    names = "One a line, the name as the person writes it first; other spellings and scripts below it"
    born = "As much as is known: 1990, 1990-04 or 1990-04-17"
    numbers = [
        Question(_field(system), f"{says} (optional)", "line", required=False, longest=60)
        for system, says in SYSTEMS.items()
    ]
    return [
        Question("names", "What is the person called?", "words", names, rows=3, longest=1000),
        Question("born", "When was the person born? (optional)", "line", born, required=False, longest=10),
        *numbers,
    ]


def _read(answers: dict[str, str]) -> Person:
    numbers = {system: answers[_field(system)] for system in SYSTEMS}
    return Person(tuple(answers["names"].splitlines()), answers["born"], numbers)


def _field(system: str) -> str:
    return "number_" + system.replace(" ", "_")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
