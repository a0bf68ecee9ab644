"""The main journey of roles in a real browser with the keyboard alone, and axe-core on the pages on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from returnhub.casework.access.officers import Officer
from returnhub.casework.actions import hold_place, hold_seat, set_places
from returnhub.casework.cases.models import Case
from returnhub.casework.demo.answers import open_answers
from returnhub.casework.demo.caseload import HUB, WHY, Maker
from returnhub.casework.ledger.models import Entry
from returnhub.casework.moves.texts import same_answer
from tests.casework.pages.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database_of_the_service")]
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def case_after(*moves: str) -> str:
    """A new case of the demonstration with every answer given, after these moves on the way to the hub."""
    maker = Maker({o.username: o for o in Officer.objects.select_related("team")}, seed=7)
    reference, answers = maker.open(900, "appeal_rights_exhausted"), open_answers(maker.today)
    maker.answer(reference, answers)
    who = {"refer": "caseworker", "accept_by_host": "host", "serve_notice": "caseworker",
           "approve": "approver", "transfer": "escort"}  # fmt: skip
    for move in moves:
        if move == "transfer":
            hold_seat(maker.officers["escort"], reference, f"DEMO-{TODAY:%d%m}")
        maker.move(reference, move, who[move])
        if move == "refer":
            maker.answer(reference, answers, in_hub_leg=True)
            hold_place(maker.officers["hub"], reference, HUB)
    return reference


def test_signing_in_with_the_keyboard(service, chromium):
    desk = Desk(chromium, service.address)
    desk.go("/sign-in/")
    assert desk.violations() == []
    desk.sign_in("caseworker", service.password)
    assert "Your work" in desk.words()


def test_a_caseworker_records_an_answer_and_a_hold(at_desk):
    desk, reference = at_desk("caseworker"), case_after()
    desk.open_case(reference)
    assert (
        desk.page.inner_text(".rh-today .govuk-body-l")
        == "Nothing stands against it today. An officer decides."
    )
    assert desk.violations() == []
    desk.go(f"/cases/{reference}/questions/in_contact/")
    desk.send()
    assert desk.page.locator(".govuk-error-summary").is_visible()
    assert desk.violations() == []
    desk.choose("answer", 1)
    desk.write("#evidence", "Reporting event, demonstration")
    desk.day("on", TODAY)
    desk.send()
    assert desk.page.locator(".govuk-notification-banner").is_visible()
    desk.go(f"/cases/{reference}/hold/")
    desk.choose("kind", 1)
    desk.write("#says", "Order of a court, demonstration")
    desk.send()
    assert desk.page.inner_text(".rh-today .govuk-body-l") == "No."
    assert "Order of a court, demonstration" in desk.page.inner_text(".rh-today")
    assert desk.violations() == []


def test_a_caseworker_opens_a_case_and_limits_who_may_see_it(at_desk):
    desk = at_desk("caseworker")
    desk.go("/cases/new/")
    assert desk.violations() == []
    desk.write("#names", "Zuleika Exampleova")
    desk.write("#born", "1988")
    desk.choose("stage", 1)
    desk.day("since", YESTERDAY)
    desk.write("#evidence", "Screening form")
    desk.write("#next_action", "Read the file")
    desk.send()
    desk.choose("purpose", 1)
    desk.send()
    reference = desk.page.url.split("/")[-2]
    assert "Zuleika Exampleova" in desk.words()
    desk.go(f"/cases/{reference}/access/")
    assert desk.violations() == []
    desk.choose("which", 1)
    desk.give_reasons()
    desk.send()
    assert "Restricted: limited access" in desk.words()
    other = at_desk("caseworker2")
    other.go("/search/?text=Zuleika")
    assert "Exampleova" not in other.words()
    other.go(f"/cases/{reference}/")
    assert "Not found" in other.words()
    monitor = at_desk("monitor")
    monitor.go("/search/?text=Zuleika")
    assert "Zuleika Exampleova" in monitor.words()


def test_a_move_is_asked_for_countersigned_by_another_team_and_its_verdict_replayed(at_desk):
    reference = case_after("refer", "accept_by_host")
    caseworker = at_desk("caseworker")
    caseworker.open_case(reference)
    caseworker.go(f"/cases/{reference}/moves/serve_notice/")
    assert caseworker.violations() == []
    caseworker.give_reasons()
    caseworker.send()
    assert "Move made: Serve written notice of the transfer" in caseworker.words()
    caseworker.go(f"/cases/{reference}/moves/approve/")
    caseworker.give_reasons()
    caseworker.send()
    assert "This cannot be done" in caseworker.words()

    approver = at_desk("approver")
    approver.open_case(reference)
    approver.go(f"/cases/{reference}/moves/approve/")
    approver.give_reasons()
    approver.send()
    assert "Waits for a second officer" in approver.words()
    approver.click("text=Take this request back")
    assert approver.page.locator("input[name=decision]").count() == 1

    senior = at_desk("senior")
    senior.go("/queues/countersign/?sort=-reference")
    assert reference in senior.words()
    senior.open_case(reference)
    senior.click("text=Countersign or decline")
    assert senior.violations() == []
    senior.choose("decision", 1)
    senior.give_reasons()
    senior.send()
    assert "The transfer was approved" in senior.words()
    senior.click("text=What was known, and the verdict >> nth=0")
    assert (
        "Judged again just now, with the facts and the text of the scheme of that day: the same answer"
        in senior.words()
    )
    assert senior.violations() == []
    made = Entry.objects.filter(stream=reference, kind="move_made").order_by("-seq")[0]
    assert made.actor == "senior"
    assert same_answer(made.data["verdict"])


def test_the_hub_manager_records_an_arrival_and_sees_only_the_hub_leg(at_desk):
    on_the_way, elsewhere = (
        case_after("refer", "accept_by_host", "serve_notice", "approve", "transfer"),
        case_after(),
    )
    hub = at_desk("hub")
    hub.go(f"/cases/{elsewhere}/")
    assert "Not found" in hub.words()
    hub.open_case(on_the_way)
    hub.go(f"/cases/{on_the_way}/moves/arrive/")
    hub.give_reasons()
    hub.send()
    assert "Move made: Arrive in the hub" in hub.words()
    assert "The longest stay here, 180 days, ends. Then: Bring the person back" in hub.words()
    assert hub.violations() == []


def test_the_hub_manager_holds_nights_and_is_told_of_a_promise(at_desk):
    first, second = case_after("refer"), case_after("refer")
    set_places(Officer.objects.get(username="hub"), "one-bed", 1, says="Hub of one bed", reasons=WHY)
    hub = at_desk("hub")
    for reference, begins, ends in ((first, 0, 4), (second, 5, 9)):
        hub.open_case(reference)
        hub.go(f"/cases/{reference}/place/")
        hub.give_reasons()
        hub.send()
        hub.go(f"/cases/{reference}/place/")
        assert hub.violations() == []
        hub.page.check("input[value='one-bed']")
        hub.day("first_night", TODAY + timedelta(days=begins))
        hub.day("last_night", TODAY + timedelta(days=ends))
        hub.send()
        assert "place 1 of one-bed, the nights of" in hub.words()
        assert hub.violations() == []
    hub.go(f"/cases/{first}/place/nights/")
    hub.day("last_night", TODAY + timedelta(days=6))
    hub.choose("which", 1)
    hub.give_reasons()
    hub.send()
    assert f"{first} holds place 1 of one-bed until the night of" in hub.words()
    assert f"it is promised to {second} from the night of" in hub.words()
    assert hub.violations() == []


def test_over_capacity_is_asked_for_countersigned_and_seen(at_desk):
    hub, senior = at_desk("hub"), at_desk("senior")
    set_places(Officer.objects.get(username="hub"), "full", 1, says="Full hub", reasons=WHY)
    hub.go("/places/hubs/full/over-capacity/")
    hub.write("#name", "The east wing is repaired")
    hub.write("#more", "2")
    hub.day("first_night", TODAY)
    hub.day("last_night", TODAY + timedelta(days=3))
    hub.give_reasons()
    hub.send()
    assert "It waits for a second officer" in hub.words()
    assert "Waits for a second officer" in hub.words()
    assert hub.violations() == []
    senior.go("/places/hubs/full/")
    senior.press("a[href*='over-capacity']")
    assert senior.violations() == []
    senior.choose("decision", 1)
    senior.give_reasons()
    senior.send()
    assert "Countersigned by Senior officer (demo)" in senior.words()
    assert senior.page.locator("td[data-label='Free']").first.inner_text() == "3"
    assert senior.violations() == []


def test_the_escort_lead_plans_a_flight_and_fills_it_to_the_last_seat(at_desk):
    first, second = case_after("refer"), case_after("refer")
    escort = at_desk("escort")
    escort.go("/places/flights/")
    escort.write("#name", "ONE-SEAT")
    escort.choose("hub", 1)
    escort.day("departs_on", TODAY + timedelta(days=3))
    escort.write("#seats", "1")
    escort.give_reasons()
    escort.send()
    assert "0 of 1 seats are held" in escort.words()
    for reference, said in ((first, "The manifest is changed"), (second, "Every seat of ONE-SEAT is taken")):
        escort.open_case(reference)
        escort.go(f"/cases/{reference}/seat/")
        escort.page.check("input[value='seat ONE-SEAT']")
        escort.give_reasons()
        escort.click("main button[type=submit]")
        assert said in escort.words()
    assert escort.violations() == []
    escort.go("/places/flights/ONE-SEAT/")
    assert first in escort.words()
    assert second not in escort.words()
    assert escort.violations() == []


def test_what_a_clinician_finds_stays_in_the_medical_lane(at_desk):
    reference = case_after()
    clinician = at_desk("clinician")
    clinician.open_case(reference)
    clinician.go(f"/cases/{reference}/events/fitness_examined/")
    clinician.day("examined_on", TODAY)
    clinician.choose("in_person", 1)
    clinician.choose("full_history", 1)
    clinician.choose("fit", 2)
    clinician.write("#findings", "Findings that only clinicians read")
    assert clinician.violations() == []
    clinician.send()
    assert "Findings that only clinicians read" in clinician.page.content()
    caseworker = at_desk("caseworker")
    caseworker.open_case(reference)
    assert "Findings that only clinicians read" not in caseworker.page.content()
    assert "An entry in a lane that is closed to you" in caseworker.words()
    caseworker.go(f"/cases/{reference}/events/fitness_examined/")
    assert "Not found" in caseworker.words()


def test_the_monitor_stops_a_case_and_sees_who_read_it(at_desk):
    reference, monitor = case_after(), at_desk("monitor")
    monitor.open_case(reference)
    monitor.go(f"/cases/{reference}/observation/")
    monitor.write("#observation", "The notice was in the wrong language")
    monitor.send()
    assert "The notice was in the wrong language" in monitor.words()
    monitor.go(f"/cases/{reference}/stop/")
    monitor.write("#says", "The interpreter was not there")
    monitor.send()
    assert "The interpreter was not there" in monitor.page.inner_text(".rh-today")
    monitor.go(f"/cases/{reference}/readers/")
    assert "Independent monitor (demo)" in monitor.words()
    assert monitor.violations() == []
    caseworker = at_desk("caseworker")
    caseworker.open_case(reference)
    assert caseworker.page.locator("text=Lift this hold").count() == 0


def test_a_lawyer_lodges_further_submissions_and_a_hold_stands_from_the_same_moment(at_desk):
    lawyer = at_desk("lawyer")
    lawyer.go("/")
    lawyer.open_first_case()
    reference = lawyer.page.url.split("/")[-2]
    lawyer.go(f"/cases/{reference}/submissions/")
    lawyer.write("#summary", "New evidence from the country of origin, demonstration")
    lawyer.send()
    assert "Further submissions not yet decided" in lawyer.page.inner_text(".rh-today")
    assert lawyer.violations() == []
    event, hold = Entry.objects.filter(stream=reference).order_by("-seq")[:2][::-1]
    assert (event.kind, hold.kind) == ("event_recorded", "hold_raised")
    assert event.recorded_at == hold.recorded_at
    stranger = Case.objects.exclude(representations__officer__username="lawyer").order_by("pk")[0]
    lawyer.go(f"/cases/{stranger.reference}/")
    assert "Not found" in lawyer.words()


def test_the_analyst_sees_counts_and_nobody(at_desk):
    analyst = at_desk("analyst")
    analyst.go("/")
    assert "Cases in each stage" in analyst.words()
    someone = Case.objects.order_by("pk")[0]
    assert someone.name not in analyst.page.content()
    for path in (f"/cases/{someone.reference}/", "/queues/all/", f"/search/?text={someone.reference}"):
        analyst.go(path)
        assert someone.name not in analyst.page.content()
        assert "This cannot be done" in analyst.words() or "Not found" in analyst.words()


def test_the_administrator_makes_an_account_that_works_and_sees_no_case(at_desk, service, chromium):
    administrator = at_desk("administrator")
    administrator.go("/accounts/new/")
    assert administrator.violations() == []
    administrator.write("#username", "new.person")
    administrator.write("#display_name", "New Person")
    administrator.write("#team", "Returns North")
    administrator.press("#roles-" + str(_place(administrator, "caseworker")), "Space")
    administrator.give_reasons()
    administrator.send()
    assert "new.person" in administrator.words()
    administrator.go("/accounts/new.person/password/")
    administrator.give_reasons()
    administrator.send()
    assert administrator.violations() == []
    made = administrator.page.inner_text(".govuk-panel__body strong")
    new = Desk(chromium, service.address)
    new.sign_in("new.person", made)
    assert "Your work" in new.words()
    administrator.go("/accounts/new.person/close/")
    administrator.give_reasons()
    administrator.send()
    new.go("/")
    assert "Sign in" in new.words()
    administrator.go(f"/cases/{Case.objects.order_by('pk')[0].reference}/")
    assert "Not found" in administrator.words()


def test_the_scheme_owner_answers_for_every_case(at_desk):
    reference, owner, caseworker = case_after("refer"), at_desk("owner"), at_desk("caseworker")

    def answer(number: int) -> None:
        owner.go("/scheme/agreement_in_force/")
        owner.choose("answer", number)
        owner.write("#evidence", "Demonstration")
        owner.day("on", TODAY)
        owner.give_reasons()
        owner.send()

    owner.go("/")
    assert owner.violations() == []
    answer(2)
    assert "Is a legally binding agreement with the host in force?" in owner.words()
    caseworker.open_case(reference)
    assert "conditions, 1 is not met" in caseworker.page.inner_text(".rh-today")
    answer(1)
    caseworker.open_case(reference)
    assert "Nothing stands against it today" in caseworker.page.inner_text(".rh-today")


def test_a_stale_page_is_refused_with_both_values(at_desk):
    reference, desk = case_after(), at_desk("caseworker")
    desk.open_case(reference)
    desk.go(f"/cases/{reference}/responsibility/")
    desk.page.fill("#next_action", "What I wrote first")
    second = desk.context.new_page()
    second.goto(f"{desk.address}/cases/{reference}/note/")
    second.fill("#note", "What somebody else wrote meanwhile")
    with second.expect_navigation():
        second.click("main button[type=submit]")
    desk.send()
    assert "What I wrote first" in desk.words()
    assert "What somebody else wrote meanwhile" in desk.words()
    assert desk.violations() == []


def test_everything_works_without_javascript(at_desk):
    desk = at_desk("caseworker", script=False)
    page = desk.page
    desk.go("/queues/mine/")
    desk.click("tbody th a")
    if "/purpose/" in page.url:
        page.check("#purpose-1")
        desk.click("main button")
    page.goto(page.url + "note/")
    page.fill("#note", "Written without JavaScript")
    desk.click("main button")
    assert "Written without JavaScript" in page.inner_text("main")
    page.goto(page.url + "events/lost_contact/")
    page.check("#tracing-unknown")
    page.check("#happened_on-unknown")
    desk.click("main form button")
    assert "What is being done to trace them? Not known" in page.inner_text("main")


def _place(desk: Desk, value: str) -> int:
    """Which of the boxes has this value, from 1."""
    values = desk.page.eval_on_selector_all("input[name=roles]", "boxes => boxes.map(b => b.value)")
    return values.index(value) + 1
