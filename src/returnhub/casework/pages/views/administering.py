"""Accounts, for the administrator; and what is established of the scheme and its host, for all."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from returnhub.casework import actions
from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.access.roles import role_for, titles
from returnhub.casework.actions import Reasons, Refused
from returnhub.casework.cases.scheme_facts import SchemeFact, scheme_facts
from returnhub.casework.cases.viewing import FactView
from returnhub.casework.pages.forms import Question, question_of, reasons
from returnhub.casework.pages.showing import day as day_of
from returnhub.casework.pages.showing import fact_line, role_titles
from returnhub.casework.pages.views.serving import ask_service, officer, page
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.vocabulary import load_vocabulary


@page
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts and roles, for the administrator: no case data is on this page."""
    role_for(officer(request), "administer")
    people = Officer.objects.select_related("team").order_by("username")
    rows = [(person, role_titles(person.roles)) for person in people]
    return render(request, "pages/accounts.html", {"rows": rows, "teams": Team.objects.count()})


@page
def appoint(request: HttpRequest, username: str = "") -> HttpResponse:
    """Make an account, or give an officer other roles."""
    by = officer(request)
    role_for(by, "administer")
    held = Officer.objects.select_related("team").filter(username=username).first() if username else None
    if username and held is None:
        raise Refused("not-found", "there is no such account")
    name = Question(
        "username",
        "Name to sign in with",
        "line",
        "Small letters, figures and . - _ @; with single sign-on, the name that the provider gives",
        longest=60,
    )
    teams = ", ".join(Team.objects.order_by("name").values_list("name", flat=True))
    questions = [
        Question("display_name", "Name as others see it", "line", longest=120),
        Question("team", "Team", "line", f"Teams there are: {teams}" if teams else "", longest=80),
        Question("roles", "Which roles?", "checkboxes", options=tuple(titles().items())),
        *reasons(),
    ]
    if held is None:
        questions.insert(0, name)
    elif request.method == "GET":
        questions[0].value, questions[1].value = held.display_name, str(held.team or "")
        questions[2].value = ",".join(held.roles)

    def act(answers: dict[str, str], key: str) -> str:
        who = held.username if held else answers["username"].lower()
        if held is None and Officer.objects.filter(username=who).exists():
            raise Refused("not-a-value", f"there is an account `{who}` already", field="username")
        actions.appoint(
            by, who, answers["roles"].split(","), team=answers["team"], display_name=answers["display_name"],
            reasons=Reasons(answers["because"], answers["text"]),
        )  # fmt: skip
        return reverse("accounts")

    title = f"Change the account {held.username}" if held else "Make an account"
    return ask_service(
        request, questions, act, title=title, button="Save", done="The account is saved", back="accounts"
    )


@page
def dismiss(request: HttpRequest, username: str) -> HttpResponse:
    """Close an account."""
    by = officer(request)
    role_for(by, "administer")

    def act(answers: dict[str, str], key: str) -> str:
        actions.dismiss(by, username, reasons=Reasons(answers["because"], answers["text"]))
        return reverse("accounts")

    return ask_service(
        request, reasons(), act, title=f"Close the account {username}", button="Close the account",
        done="The account is closed", back="accounts",
        warning="They are signed out at once. Their cases stay theirs until somebody assigns them.",
    )  # fmt: skip


@page
def password(request: HttpRequest, username: str) -> HttpResponse:
    """Give an account a new password, shown once."""
    by = officer(request)
    role_for(by, "administer")

    def act(answers: dict[str, str], key: str) -> HttpResponse:
        made = actions.new_password(by, username, reasons=Reasons(answers["because"], answers["text"]))
        # Shown in this answer alone: a message would lie in the session.
        return render(request, "pages/new_password.html", {"account": username, "made": made})

    return ask_service(
        request, reasons(), act, title=f"A new password for {username}", button="Make a password",
        back="accounts", warning="The old password and every passkey stop working, and they are signed out at once.",
    )  # fmt: skip


@page
def tokens(request: HttpRequest, username: str) -> HttpResponse:
    """The tokens of an account."""
    role_for(officer(request), "administer")
    account, today = _account(username), datetime.now(UTC).date()
    rows = [
        (token, role_titles([token.role]), token.revoked or token.ends_on < today)
        for token in account.tokens.order_by("-pk")
    ]
    return render(request, "pages/tokens.html", {"account": account, "tokens": rows})


@page
def make_token(request: HttpRequest, username: str) -> HttpResponse:
    """Make a token; the secret is shown once."""
    by = officer(request)
    role_for(by, "administer")
    account = _account(username)
    roles = tuple((role, role_titles([role])) for role in account.roles)
    questions = [
        Question("name", "Which machine is it for?", "line", longest=80),
        Question("role", "In which role does it act?", "radios", options=roles),
        Question("ends_on", "Until which day?", "date", "A year from now at most"),
        *reasons(),
    ]

    def act(answers: dict[str, str], key: str) -> HttpResponse:
        _, secret = actions.make_token(
            by, username, answers["role"], answers["name"], date.fromisoformat(answers["ends_on"]),
            reasons=Reasons(answers["because"], answers["text"]),
        )  # fmt: skip
        return render(request, "pages/new_token.html", {"account": account, "secret": secret})

    return ask_service(
        request, questions, act, title=f"A token for {username}", button="Make the token", back="accounts"
    )


@page
def revoke_token(request: HttpRequest, username: str, token: int) -> HttpResponse:
    """Take a token back."""
    by = officer(request)
    role_for(by, "administer")
    _account(username)

    def act(answers: dict[str, str], key: str) -> str:
        actions.revoke_token(by, token, reasons=Reasons(answers["because"], answers["text"]))
        return reverse("tokens", kwargs={"username": username})

    return ask_service(
        request, reasons(), act, title="Take a token back", button="Take it back",
        done="The token no longer works", back="accounts",
    )  # fmt: skip


def _account(username: str) -> Officer:
    found = Officer.objects.filter(username=username).first()
    if found is None:
        raise Refused("not-found", "there is no such account")
    return found


@page
def scheme(request: HttpRequest) -> HttpResponse:
    """The scheme in use and what is established of it and its host: the same for every case."""
    by, used, today = officer(request), in_use().scheme, datetime.now(UTC).date()
    lines = [fact_line(by, held, today) for held in _held().values()]
    mine = {f.name for f in load_vocabulary().facts.values() if f.settled_by in by.roles}
    context = {
        "scheme": used,
        "facts": lines,
        "mine": mine,
        "promises": list(used.promises.values()),
        "notes": used.notes,
        "period": used.in_force,
    }
    return render(request, "pages/scheme.html", context)


@page
def scheme_fact(request: HttpRequest, fact: str) -> HttpResponse:
    """Establish a fact of the scheme or its host, with evidence and reasons."""
    by, asked = officer(request), load_vocabulary().facts.get(fact)
    if asked is None or asked.about not in ("host", "scheme"):
        raise Refused("not-found", f"there is no question `{fact}` about the scheme")
    if asked.settled_by not in by.roles:
        title = load_vocabulary().settled_by[asked.settled_by]
        raise Refused("not-yours-to-settle", f"this question is settled by: {title}")
    today = datetime.now(UTC).date()
    questions = [
        question_of("answer", asked.ask, asked.type, required=True, unknown=True),
        Question("evidence", "What does the answer rest on?", "line", "A document and its reference", longest=200),
        Question("on", "On which day was this established?", "date", f"Not after {day_of(today)}"),
        *reasons(),
    ]  # fmt: skip

    def act(answers: dict[str, str], key: str) -> str:
        value = None if answers["answer"] == "not known" else answers["answer"]
        why = Reasons(answers["because"], answers["text"])
        day = date.fromisoformat(answers["on"])
        actions.establish_scheme_fact(by, fact, value, source=answers["evidence"], reasons=why, on=day)
        return reverse("scheme")

    return ask_service(
        request, questions, act, title=asked.ask, button="Record", done="The answer is recorded", back="scheme",
        warning="The answer counts for every case from this moment.",
    )  # fmt: skip


def _held() -> dict[str, FactView]:
    """Every fact of the scheme and its host: what the service holds, or else what the scheme's file says."""
    rows = {row.name: row for row in SchemeFact.objects.all()}
    values, file = scheme_facts(), in_use().scheme.established
    found = {}
    for name, fact in load_vocabulary().facts.items():
        if fact.about not in ("host", "scheme"):
            continue
        if name in rows:
            row, known = rows[name], values.get(name)
            value = known.value if known else None
            found[name] = FactView(fact, value, row.on.isoformat(), row.source, row.actor, "", row.seq)
        elif name in file:
            said = file[name]
            on = said.on.isoformat() if said.on else ""
            found[name] = FactView(fact, said.value, on, said.source, "", "", 0)
        else:
            found[name] = FactView(fact, None, "", "", "", "", 0)
    return found
