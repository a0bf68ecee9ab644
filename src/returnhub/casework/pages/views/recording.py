"""Forms that record: facts, events, notes, responsibility, links, further submissions."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from returnhub.casework import actions
from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.access.roles import role_for
from returnhub.casework.access.visibility import may_own
from returnhub.casework.actions import Done, Reasons, Refused, Responsibility
from returnhub.casework.cases.event_types import NOT_KNOWN, EventKind
from returnhub.casework.pages.forms import Question, question_of, question_of_field, reasons
from returnhub.casework.pages.showing import fact_line, may_settle
from returnhub.casework.pages.views.serving import ask, officer, open_record, page
from returnhub.scheme.types import Date
from returnhub.scheme.vocabulary import load_vocabulary


@page
def establish(request: HttpRequest, reference: str, fact: str) -> HttpResponse:
    """Ask one fact in its own words, with what was last established beside it."""
    by = officer(request)
    view = open_record(request, reference, f"question: {fact}")
    asked = load_vocabulary().facts.get(fact)
    if asked is None:
        raise Refused("not-found", f"there is no question `{fact}`")
    if not may_settle(by, asked):
        title = load_vocabulary().settled_by[asked.settled_by]
        raise Refused("not-yours-to-settle", f"this question is settled by: {title}")
    if asked.group:
        hint = "One answer for each member of the family, separated by commas: yes, no or not known"
        question = Question("answer", asked.ask, "line", hint)
    else:
        question = question_of("answer", asked.ask, asked.type, required=True, unknown=True)
    questions = [question, *_evidence("What does the answer rest on?")]
    held = view.facts[fact]
    correcting = request.GET.get("correct") == "1" or request.POST.get("correct") == "1"
    if correcting:
        questions += reasons()

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        why = Reasons(answers["because"], answers["text"]) if correcting else None
        value = _group(answers["answer"]) if asked.group else answers["answer"]
        try:
            return actions.establish_facts(
                by,
                reference,
                {fact: value},
                source=answers["evidence"],
                on=date.fromisoformat(answers["on"]),
                reasons=why,
                corrects=correcting,
                version=version,
                client_key=key,
            )
        except Refused as refused:
            if refused.details.get("field") == fact:
                refused.details["field"] = "answer"
            raise

    shown = {"title": asked.ask, "button": "Record", "done": "The answer is recorded"}
    return ask(
        request,
        view,
        questions,
        act,
        template="pages/establish.html",
        held=fact_line(by, held, view.at),
        correcting=correcting,
        **shown,
    )


@page
def events(request: HttpRequest, reference: str) -> HttpResponse:
    """What an officer can record as having happened, by group."""
    view = open_record(request, reference, "events")
    groups: dict[str, list[EventKind]] = {}
    for kind in actions.events_for(officer(request)):
        groups.setdefault(kind.group, []).append(kind)
    return render(request, "pages/events.html", {"view": view, "groups": groups})


@page
def event(request: HttpRequest, reference: str, event: str) -> HttpResponse:
    """Record one event: its questions, when it happened, and the evidence."""
    by = officer(request)
    view = open_record(request, reference, f"event: {event}")
    kind = next((k for k in actions.events_for(by) if k.name == event), None)
    if kind is None:
        raise Refused("not-found", f"there is no event `{event}` that you can record")
    questions = [question_of_field(f) for f in kind.fields]
    for asked, question in zip(kind.fields, questions, strict=True):
        for fact in (e.fact for e in kind.establishes if e.field == asked.name):
            question.hint = f"{question.hint}. {_held(by, view, fact)}".removeprefix(". ")
    if not kind.day:
        questions.append(
            question_of("happened_on", "On which day did it happen?", Date(), required=True, unknown=True)
        )
    hint = "A document, a reference, an interview"
    ask_evidence = "What is the evidence? (optional)"
    questions.append(Question("evidence", ask_evidence, "line", hint, required=False, longest=200))

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        happened = answers.get("happened_on", "")
        return actions.record_event(
            by,
            reference,
            event,
            {f.name: answers[f.name] for f in kind.fields},
            occurred_on=NOT_KNOWN
            if happened == NOT_KNOWN
            else date.fromisoformat(happened)
            if happened
            else None,
            evidence=answers["evidence"],
            version=None if kind.raises else version,  # no stale page loses what raises a hold
            client_key=key,
        )

    warning = ""
    if kind.raises:
        but = f", {kind.raises.but}" if kind.raises.but else ""
        warning = f"This stops every move towards removal from the moment it is recorded{but}."
    follows = dict.fromkeys(e.fact for e in kind.establishes if not e.field)
    return ask(
        request,
        view,
        questions,
        act,
        template="pages/event.html",
        held=[fact_line(by, view.facts[fact], view.at) for fact in follows],
        title=kind.says,
        intro="Where nobody knows, answer “Not known”: what would follow from it is then not known too, and blocks.",
        button="Record",
        warning=warning,
        done=f"Recorded: {kind.says}",
    )


@page
def lodge(request: HttpRequest, reference: str) -> HttpResponse:
    """Further submissions of a legal representative; a hold stands from that moment."""
    by = officer(request)
    role_for(by, "lodge")
    view = open_record(request, reference, "further submissions")
    summary = next(f for f in actions.EVENTS["further_submissions_lodged"].fields if f.name == "summary")
    questions = [question_of_field(summary)]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        return actions.lodge_further_submissions(by, reference, answers["summary"], client_key=key)

    return ask(
        request,
        view,
        questions,
        act,
        title="Lodge further submissions",
        button="Lodge",
        warning="This stops every move towards removal until an officer decides on the submissions.",
        done="The further submissions are lodged. A hold stands.",
    )


@page
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note; a clinician may put it in the medical lane."""
    by = officer(request)
    role_for(by, "note")
    view = open_record(request, reference, "note")
    questions = [Question("note", "Note", "words", rows=8)]
    if "clinician" in by.roles:
        options = (("medical", "Clinicians only"), ("case", "Everybody who works on this case"))
        questions.append(Question("lane", "Who can read it?", "radios", options=options))

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        medical = answers.get("lane") == "medical"
        return actions.add_note(by, reference, answers["note"], medical=medical, client_key=key)

    return ask(
        request, view, questions, act, title="Add a note", button="Add the note", done="The note is added"
    )


@page
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Whose case it is and what comes next, or what it waits for."""
    by = officer(request)
    role_for(by, "assign")
    view = open_record(request, reference, "responsibility")
    named = view.state.access if view.row.restricted else None
    everybody = Officer.objects.filter(is_active=True).order_by("username")
    owners = tuple((o.username, str(o)) for o in everybody if may_own(o, view.row.stage, named))
    teams = tuple((t.name, t.name) for t in Team.objects.order_by("name"))
    questions = [
        Question("owner", "Who owns the case?", "select", options=owners, required=False),
        Question("team", "Which team?", "select", options=teams, required=False),
        Question("next_action", "What is to be done next?", "line", required=False, longest=200),
        Question("by", "By when?", "date", "For example, 31 3 2026", required=False),
        Question(
            "waiting_for",
            "What does the case wait for, if nothing can be done?",
            "line",
            required=False,
            longest=200,
        ),
    ]
    if request.method == "GET":
        row = view.row
        held = (row.owner.username if row.owner else "", row.team.name if row.team else "", row.next_action)
        for question, value in zip(questions, held, strict=False):
            question.value = value
        questions[4].value = row.waiting_for
        if due := row.next_action_by:
            questions[3].day, questions[3].month, questions[3].year = (
                str(due.day),
                str(due.month),
                str(due.year),
            )

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        due = date.fromisoformat(answers["by"]) if answers["by"] else None
        whose = Responsibility(
            answers["owner"], answers["team"], answers["next_action"], due, answers["waiting_for"]
        )
        return actions.assign(by, reference, whose, version=version, client_key=key)

    return ask(
        request,
        view,
        questions,
        act,
        title="Change who is responsible",
        button="Save",
        done="Responsibility is changed",
    )


@page
def link(request: HttpRequest, reference: str) -> HttpResponse:
    """Link another case. People are linked, never merged."""
    by = officer(request)
    role_for(by, "link")
    view = open_record(request, reference, "link")
    sure = (("doubt", "Not yet: this blocks moves towards removal in both cases"), ("sure", "Yes"))
    questions = [
        Question("other", "Reference of the other case", "line", longest=40),
        Question("kind", "What links them?", "radios", options=tuple(actions.LINK_KINDS.items())),
        Question("certain", "Is this certain?", "radios", options=sure),
        Question("says", "What is it based on?", "line", longest=200),
    ]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        return actions.link_cases(
            by,
            reference,
            answers["other"],
            answers["kind"],
            in_doubt=answers["certain"] == "doubt",
            says=answers["says"],
            client_key=key,
        )

    return ask(
        request, view, questions, act, title="Link another case", button="Link", done="The cases are linked"
    )


@page
def settle(request: HttpRequest, reference: str, link: int) -> HttpResponse:
    """Confirm a link that was in doubt, or undo it."""
    by = officer(request)
    role_for(by, "link")
    view = open_record(request, reference, "link")
    options = (("keep", "Keep the link: it is right"), ("undo", "Undo the link: it is wrong"))
    questions = [Question("which", "What is to happen with the link?", "radios", options=options), *reasons()]

    def act(answers: dict[str, str], version: int, key: str) -> Done:
        why = Reasons(answers["because"], answers["text"])
        undo = answers["which"] == "undo"
        return actions.settle_link(
            by, reference, link, undo=undo, reasons=why, version=version, client_key=key
        )

    return ask(
        request, view, questions, act, title="Settle a link", button="Settle", done="The link is settled"
    )


def _held(by: Officer, view: actions.CaseView, fact: str) -> str:
    """What is held of the fact that an answer establishes: since when, by whom, and how long it counts."""
    held = fact_line(by, view.facts[fact], view.at)
    if not held.established:
        return f"Never established. {held.current}"
    return f"Held now: {held.value}. Established {held.established}. {held.current}"


def _evidence(says: str) -> list[Question]:
    today = datetime.now(UTC).date()
    example = f"For example, {today.day} {today.month} {today.year}"
    hint = "A document and its reference, an interview, a decision"
    return [
        Question("evidence", says, "line", hint, longest=200),
        Question("on", "On which day was this established?", "date", example),
    ]


def _group(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(",")]
