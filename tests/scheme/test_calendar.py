"""Working days counted by hand; bank holidays as GOV.UK publishes them."""

from datetime import date

import pytest

from returnhub.scheme.calendar import Calendar, calendar_names, load_calendar
from returnhub.scheme.problems import UserError

CHRISTMAS = date(2026, 12, 25)  # a Friday


@pytest.fixture
def year() -> Calendar:
    return Calendar("test", (date(2026, 1, 1), CHRISTMAS))


def test_it_covers_the_whole_of_its_years_and_nothing_else(year):
    assert date.fromordinal(year.first) == date(2026, 1, 1)
    assert date.fromordinal(year.last) == date(2026, 12, 31)
    assert year.count(year.first) == 0
    assert year.count(year.first - 1) is None
    assert year.count(year.last + 1) is None
    # 261 weekdays in 2026, less the two holidays
    assert year.count(year.last) == 259
    assert len(year.counts) == 365


def test_several_years_from_the_first_holiday_to_the_last():
    both = Calendar("test", (date(2025, 5, 5), date(2025, 12, 25), date(2026, 5, 25)))
    assert date.fromordinal(both.first) == date(2025, 1, 1)
    assert date.fromordinal(both.last) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 7, 1), date(2026, 7, 1), 0),
        (date(2026, 7, 1), date(2026, 7, 2), 1),  # Wednesday to Thursday
        (date(2026, 7, 3), date(2026, 7, 4), 0),  # Friday to Saturday
        (date(2026, 7, 3), date(2026, 7, 5), 0),
        (date(2026, 7, 3), date(2026, 7, 6), 1),
        (date(2026, 7, 5), date(2026, 7, 6), 1),
        (date(2026, 7, 1), date(2026, 7, 8), 5),
        (date(2026, 7, 8), date(2026, 7, 1), -5),
        (date(2026, 12, 24), CHRISTMAS, 0),
        (date(2026, 12, 24), date(2026, 12, 28), 1),
        (date(2026, 12, 31), date(2027, 1, 1), None),
        (date(2025, 12, 31), date(2026, 1, 1), None),
    ],
)
def test_working_days_after_the_first_up_to_and_including_the_last(year, first, last, days):
    assert year.between(first.toordinal(), last.toordinal()) == days


@pytest.mark.parametrize(
    ("name", "closed", "working"),
    [
        ("england-and-wales", date(2025, 8, 25), date(2025, 12, 1)),  # summer bank holiday
        ("scotland", date(2025, 12, 1), date(2025, 8, 25)),  # St Andrew's Day (substitute)
        ("northern-ireland", date(2025, 7, 14), date(2025, 12, 1)),  # Battle of the Boyne (substitute)
    ],
)
def test_each_part_of_the_kingdom_has_its_own_holidays(name, closed, working):
    load_calendar.cache_clear()
    calendar = load_calendar(name)
    assert calendar.name == name
    assert closed in calendar.holidays
    assert working not in calendar.holidays
    assert list(calendar.holidays) == sorted(calendar.holidays)


def test_the_calendars_that_ship():
    assert calendar_names() == ["england-and-wales", "northern-ireland", "scotland"]


def test_a_calendar_that_does_not_ship_is_refused_with_the_nearest():
    with pytest.raises(UserError) as caught:
        load_calendar("england-and-walls")
    assert (
        str(caught.value)
        == "there is no calendar `england-and-walls`\nhint: did you mean `england-and-wales`?"
    )
