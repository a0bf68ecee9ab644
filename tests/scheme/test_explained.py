"""A verdict in words for a caseworker, and as data for a machine."""

from datetime import date, timedelta

import pytest

from returnhub.scheme.case import Case, Known
from returnhub.scheme.explain import because, explain_move, sentence, value_in_words
from returnhub.scheme.language.interpret import evaluate
from returnhub.scheme.problems import UserError
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money
from returnhub.scheme.verdict import Screener, UsedFact, verdict
from tests.scheme import small

TODAY = date(2026, 7, 1)
ALL = {
    "appeal_pending": Known(False, TODAY),
    "claim_open": Known(False),
    "fit_until": Known(date(2026, 7, 2)),
    "move_on": Known(date(2026, 7, 2)),
    "born": Known(date(2008, 7, 1)),
    "claims_minor": Known(False),
    "notice_on": Known(date(2026, 6, 24)),
}


def explained(move: str = "go", **changes: Known | None) -> list[str]:
    facts = {name: known for name, known in {**ALL, **changes}.items() if known is not None}
    scheme = small.scheme()
    return explain_move(scheme, Screener(scheme).verdict(Case("A1", facts), TODAY), move)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Boolean(), True, "yes"),
        (Boolean(), False, "no"),
        (Boolean(), None, "not known"),
        (Boolean(), (True, False, None), "yes, no, not known"),
        (Boolean(), (), "nobody"),
        (Integer(0, 5000), 1234, "1,234"),
        (Integer(0, 1), 0, "0"),
        (Money(0, 500_000), 300_050, "£3,000.50"),
        (Money(0, 500_000), 7, "£0.07"),
        (Code({"none": "No referral"}), "none", "No referral"),
        (Code({"none": "No referral"}), "gone", "gone"),
        (Date(), date(2026, 7, 1), "1 July 2026"),
        (Date(), date(2026, 12, 31), "31 December 2026"),
    ],
)
def test_a_value_is_said_as_a_person_would_say_it(kind, value, words):
    assert value_in_words(kind, value) == words


def test_an_open_move_says_so_and_asks_nothing():
    assert explained() == ["OPEN TO DECISION  go: Go; 5 of 5 conditions met"]


def test_a_move_that_needs_nothing_is_open():
    assert explained("close") == ["OPEN TO DECISION  close: Close; 0 of 0 conditions met"]


def test_what_is_not_known_is_asked_next_of_the_one_who_can_settle_it():
    assert explained(fit_until=None, claims_minor=None) == [
        "WAITING FOR FACTS  go: Go; 3 of 5 conditions met",
        "NOT KNOWN  The person is fit on the day  [[S1]]",
        "           because fit_until is not known",
        "NOT KNOWN  Protection: The person is or may be a child  [[S1]]",
        "           because claims_minor is not known",
        "ASK NEXT   Until when is the person fit?  (Clinician)",
        "ASK NEXT   Does the person say they are under 18?  (Caseworker)",
    ]


def test_a_person_whom_a_protection_covers_is_said_to_be_protected():
    assert explained(claims_minor=Known(True), fit_until=Known(date(2026, 7, 1)), born=None) == [
        "BLOCKED  go: Go; 2 of 5 conditions met",
        "VIOLATED   The person is fit on the day  [[S1]]",
        "           because fit_until is 1 July 2026",
        "           because move_on is 2 July 2026",
        "PROTECTED  Protection: The person is or may be a child  [[S1]]",
        "           because claims_minor is yes",
        "NOT KNOWN  The person is 18 or over  [[S1]]",
        "           because born is not known",
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Known(False), "answered, but nobody noted when; an answer counts for 28 days"),
        (
            Known(False, TODAY - timedelta(days=29)),
            "established on 2026-06-02, too long ago: it counts for 28 days",
        ),
        (
            Known(False, TODAY + timedelta(days=1)),
            "established on 2026-07-02, after the day that is asked about",
        ),
    ],
)
def test_an_answer_that_does_not_count_says_why(answer, why):
    assert explained(appeal_pending=answer)[2] == f"           because appeal_pending is not known ({why})"


def test_only_a_protection_is_called_one():
    rules = small.scheme().rules
    assert sentence(rules["fit"]) == "The person is fit on the day"
    assert sentence(rules["child"]) == "Protection: The person is or may be a child"


@pytest.mark.parametrize(
    ("condition", "facts", "names"),
    [
        ("claim_open AND claims_minor", {"claim_open": False, "claims_minor": True}, ["claim_open"]),
        ("claim_open AND claims_minor", {"claim_open": True}, ["claims_minor"]),
        ("claim_open AND claims_minor", {"claim_open": True, "claims_minor": True}, ["claim_open", "claims_minor"]),
        ("claim_open OR size > 2", {"claim_open": True, "size": 2}, ["claim_open"]),
        ("claim_open OR size > 2", {"claim_open": True, "size": 3}, ["claim_open", "size"]),
        ("claim_open OR size > 2", {"claim_open": False}, ["size"]),
        ("NOT (claim_open OR size > 2)", {"claim_open": False, "size": 1}, ["claim_open", "size"]),
        ("move_on - notice_on > 5", {"move_on": date(2026, 7, 1)}, ["notice_on"]),
        ("move_on - notice_on > 5", {"move_on": date(2026, 7, 1), "notice_on": date(2026, 7, 1)}, ["move_on", "notice_on"]),
        ("working_days_between(notice_on, move_on) > 5", {"move_on": date(2150, 7, 1), "notice_on": date(2150, 7, 1)}, ["notice_on", "move_on"]),
        ("CASE WHEN claim_open THEN size ELSE 0 END > 2", {"claim_open": True, "size": 3}, ["claim_open", "size"]),
        ("CASE WHEN claim_open THEN size ELSE 0 END > 2", {"claim_open": False, "size": 3}, ["claim_open"]),
        ("CASE WHEN claim_open THEN size ELSE 0 END > 2", {"size": 3}, ["claim_open"]),
        ("CASE WHEN claim_open THEN 0 WHEN claims_minor THEN 1 ELSE size END > 2", {"claim_open": False, "claims_minor": False}, ["size"]),
        ("CASE WHEN claim_open THEN 0 WHEN claims_minor THEN 1 ELSE size END > 0", {"claim_open": False, "claims_minor": True}, ["claim_open", "claims_minor"]),
        ("every(family, together)", {"together": (True, None)}, ["together"]),
        ("every(family, together) AND claim_open", {"together": (), "claim_open": True}, ["together"]),
        ("some(family, together) OR claim_open", {"together": (False,), "claim_open": False}, ["together", "claim_open"]),
        ("every(family, together) OR size = 1", {"together": (False, True), "size": 1}, ["size"]),
        ("nrm IN ('none', 'positive')", {"nrm": "none"}, ["nrm"]),
        ("noticed AND claim_open", {"notice_on": date(2026, 6, 24), "move_on": date(2026, 7, 1), "claim_open": True}, ["notice_on", "move_on", "claim_open"]),
        ("NOT noticed OR claim_open", {"notice_on": date(2026, 6, 24), "move_on": date(2026, 7, 1), "claim_open": True}, ["claim_open"]),
        ("NOT noticed OR claim_open", {"notice_on": date(2026, 6, 24), "move_on": date(2026, 7, 1), "claim_open": False}, ["notice_on", "move_on", "claim_open"]),
        ("CASE WHEN noticed THEN size ELSE 0 END > 2", {"notice_on": date(2026, 6, 24), "move_on": date(2026, 7, 1), "size": 3}, ["notice_on", "move_on", "size"]),
        ("CASE WHEN claim_open THEN CASE WHEN noticed THEN size ELSE 0 END ELSE 1 END > 2", {"notice_on": date(2026, 6, 24), "move_on": date(2026, 7, 1), "size": 3, "claim_open": True}, ["claim_open", "notice_on", "move_on", "size"]),
        ("CASE WHEN claim_open THEN 1 ELSE CASE WHEN fit_until < today THEN size ELSE 0 END END > 2", {"fit_until": date(2026, 6, 30), "size": 3, "claim_open": False}, ["claim_open", "fit_until", "size"]),
        ("CASE WHEN claim_open THEN CASE WHEN fit_until < today THEN size ELSE 0 END ELSE 1 END > 2", {"fit_until": date(2026, 6, 30), "size": 3, "claim_open": True}, ["claim_open", "fit_until", "size"]),
        ("size + CASE WHEN noticed THEN 1 ELSE size END > 2", {"notice_on": date(2026, 6, 24), "move_on": date(2026, 7, 1), "size": 3}, ["size", "notice_on", "move_on"]),
        ("size + CASE WHEN fit_until < today THEN 1 ELSE 2 END > 2", {"fit_until": date(2026, 6, 30), "size": 3}, ["size", "fit_until"]),
        ("exhausted AND claims_minor", {"appeal_pending": True, "claim_open": False, "claims_minor": True}, ["appeal_pending"]),
    ],
)  # fmt: skip
def test_the_facts_that_decide_are_named_and_no_others(condition, facts, names):
    scheme = small.with_rule(condition)
    known = {name: Known(value, TODAY if name == "appeal_pending" else None) for name, value in facts.items()}
    outcome = verdict(scheme, Case("A1", known), TODAY).rules["subject"]
    assert list(outcome.decisive) == names
    assert [line.split(" is ")[0] for line in because(scheme, outcome)] == names


def test_the_verdict_as_data_for_machines():
    facts = {
        "appeal_pending": Known(True, TODAY, "tribunal"),
        "claim_open": Known(False, date(2026, 6, 2)),
        "born": Known(date(2008, 7, 1)),
        "size": Known(3),
        "together": Known((True, None)),
    }
    scheme = small.scheme()
    told = verdict(scheme, Case("A1", facts, "waiting"), TODAY).as_json()
    assert (told["case"], told["at"], told["stage"]) == ("A1", "2026-07-01", "waiting")
    assert told["scheme"] == {"name": "small", "version": "1", "digest": scheme.digest}
    assert list(told["rules"]) == list(scheme.rules)
    assert told["rules"]["exhausted"] == {
        "status": "violated",
        "says": "No appeal is pending and no claim is open",
        "cite": "[S1]",
        "used": [
            {"fact": "appeal_pending", "value": True, "on": "2026-07-01", "source": "tribunal", "why_not": None},
            {"fact": "claim_open", "value": False, "on": "2026-06-02", "source": None, "why_not": None},
        ],
        "decisive": ["appeal_pending"],
    }  # fmt: skip
    assert told["rules"]["adult"]["used"] == [
        {"fact": "born", "value": "2008-07-01", "on": None, "source": None, "why_not": None}
    ]
    assert told["rules"]["fit"]["used"][0] == {
        "fact": "fit_until", "value": None, "on": None, "source": None, "why_not": None
    }  # fmt: skip
    assert told["rules"]["family_together"]["used"][1]["value"] == [True, None]
    assert told["moves"] == {
        "go": {"status": "blocked", "violated": ["exhausted"], "not_known": ["fit", "child", "noticed"], "establish": None},
        "close": {"status": "open", "violated": [], "not_known": [], "establish": []},
    }  # fmt: skip


def test_an_answer_that_was_given_but_does_not_count_is_in_the_data_with_its_reason():
    told = verdict(small.scheme(), Case("A1", {"appeal_pending": Known(False)}), TODAY).as_json()
    assert told["rules"]["exhausted"]["used"][0]["why_not"] == (
        "answered, but nobody noted when; an answer counts for 28 days"
    )
    assert told["moves"]["go"]["establish"] == [
        "appeal_pending", "claim_open", "fit_until", "move_on", "born", "claims_minor", "notice_on"
    ]  # fmt: skip
    assert told["stage"] is None
    assert list(told["moves"]) == ["go", "close", "bring_back"]


@pytest.mark.parametrize(
    ("condition", "pending", "answer"),
    [
        ("exhausted", False, True),
        ("exhausted", True, False),
        ("exhausted", None, None),
        ("NOT exhausted", False, False),
        ("NOT exhausted", True, True),
        ("NOT exhausted", None, None),
        ("exhausted OR adult", True, True),
        ("NOT (exhausted AND adult)", True, True),
        ("NOT (exhausted AND adult)", False, False),
        ("noticed AND NOT exhausted", True, True),
        ("CASE WHEN exhausted THEN 1 ELSE 2 END = 2", True, True),
        ("CASE WHEN noticed AND adult THEN 1 ELSE 2 END = 1", None, True),
    ],
)
def test_a_rule_named_in_another_has_its_own_answer_there(condition, pending, answer):
    scheme = small.with_rule(condition)
    facts = {name: known.value for name, known in ALL.items()} | {"move_on": date(2026, 7, 1)}
    facts = {**facts, "appeal_pending": pending} if pending is not None else {
        name: value for name, value in facts.items() if name != "appeal_pending"
    }  # fmt: skip
    assert evaluate(scheme.rules["subject"].condition, facts, TODAY, scheme.calendar) is answer
    place = list(scheme.rules).index("subject")
    assert Screener(scheme).answers(facts, TODAY)[place] is answer


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("together", True, "A1: `together` takes one answer for each member"),
        ("claim_open", (True,), "A1: `claim_open` takes one answer"),
        ("together", (None, "x"), "A1: `together`: `x` is not yes or no"),
        ("nrm", "None", "A1: `nrm`: `None` is not in the list"),
        ("size", None, "A1: `size`: `None` is not a whole number"),
        ("clam_open", True, "A1: `clam_open` is not a fact\nhint: did you mean `claim_open`?"),
    ],
)
def test_a_value_that_a_fact_cannot_have_is_refused_with_the_reference_of_the_case(name, value, message):
    with pytest.raises(UserError) as caught:
        verdict(small.scheme(), Case("A1", {name: Known(value)}), TODAY)
    assert str(caught.value) == message


def test_what_a_scheme_establishes_is_known_of_every_case_that_says_nothing_else():
    text = small.SCHEME.replace(
        "always:",
        "  agreed: {says: Agreed, when: agreement, cite: x}\n"
        "established: {agreement: {value: no, on: 2026-06-01, source: The treaty}}\nalways:",
    )
    scheme = small.scheme(text=text)
    (used,) = verdict(scheme, Case("A1"), TODAY).rules["agreed"].used
    assert used == UsedFact("agreement", False, date(2026, 6, 1), "The treaty")
    (used,) = verdict(scheme, Case("A1", {"agreement": Known(True)}), TODAY).rules["agreed"].used
    assert used == UsedFact("agreement", True)


def test_bare_answers_come_in_the_order_of_the_rules():
    screener = Screener(small.scheme())
    facts = {
        "appeal_pending": False,
        "claim_open": True,
        "claims_minor": False,
        "size": 1,
        "born": date(2008, 7, 1),
    }
    assert screener.answers(facts, TODAY) == (False, None, True, False, None, None, True)
    assert screener.answers(facts, TODAY - timedelta(days=1)) == (False, None, False, False, None, None, True)
