"""Check that "open at a moment" is told to the index just as the rules say it."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from search.index.calendar import DAY_MIN, SEASONS, build_moments, minute_of_week
from search.index.source import EventSource, OpeningSource

JAN, JUN, JUL, DEC = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)
NINE, NOON, SIX = 9 * 60, 12 * 60, 18 * 60


def is_open(fields, moment: datetime) -> bool:
    """Read the fields as Elasticsearch does."""
    day, minute = moment.date().isoformat(), minute_of_week(moment)
    return any(
        any(span["gte"] <= day <= span["lte"] for span in fields.get(f"season_{n}", ()))
        and any(week["gte"] <= minute < week["lt"] for week in fields.get(f"week_{n}", ()))
        for n in range(SEASONS)
    )


def test_lunch_break_is_closed():
    fields = build_moments(
        (OpeningSource(JAN, DEC, 1, False, NINE, NOON), OpeningSource(JAN, DEC, 1, False, 14 * 60, SIX)), ()
    )
    monday = datetime(2026, 3, 2)
    assert [is_open(fields, monday.replace(hour=h)) for h in (8, 9, 11, 12, 13, 14, 17, 18)] == [
        False,
        True,
        True,
        False,
        False,
        True,
        True,
        False,
    ]
    assert not is_open(fields, datetime(2026, 3, 3, 10))


def test_bar_that_closes_after_midnight_is_open_the_next_day_and_not_before_its_first():
    fields = build_moments((OpeningSource(JUL, DEC, 3, False, 20 * 60, 2 * 60),), ())
    assert is_open(fields, datetime(2026, 7, 1, 23))
    assert is_open(fields, datetime(2026, 7, 2, 1))
    assert not is_open(fields, datetime(2026, 7, 2, 3))
    assert not is_open(fields, datetime(2026, 7, 1, 1)), "the night before was not in the season"


def test_a_week_that_is_the_same_for_months_is_one_season_and_so_is_a_weekly_market():
    week = tuple(OpeningSource(JAN, JUN, day, False, NINE, SIX) for day in range(1, 8))
    assert set(build_moments(week, ())) == {"season_0", "week_0"}
    mondays = [date(2026, 1, 5) + timedelta(days=7 * n) for n in range(50)]
    market = tuple(EventSource(day, day, 8 * 60, 13 * 60) for day in mondays)
    assert set(build_moments((), market)) == {"season_0", "week_0"}


def test_day_off_and_unknown_hours_say_nothing():
    rules = (
        OpeningSource(JAN, DEC, None, False, NINE, SIX),
        OpeningSource(date(2026, 5, 1), date(2026, 5, 1), None, True),
    )
    assert not is_open(build_moments(rules, ()), datetime(2026, 5, 1, 10))
    assert build_moments((OpeningSource(JAN, DEC), OpeningSource(JAN, DEC, 2, False, NINE, None)), ()) == {}


minutes = st.integers(0, DAY_MIN - 1)
days = st.dates(JAN, DEC)


@given(
    st.lists(st.tuples(days, st.integers(0, 60), st.sampled_from([None, *range(1, 8)]), minutes, minutes), max_size=3),
    st.datetimes(datetime(2026, 1, 2), datetime(2027, 1, 1)),
)
def test_fields_say_what_the_rules_say(raw, moment):
    rules = [OpeningSource(d, d + timedelta(days=n), weekday, False, o, c) for d, n, weekday, o, c in raw if o != c]
    fields = build_moments(rules, ())
    if sum(name.startswith("season") for name in fields) == SEASONS:
        return  # what lies further off is left out on purpose

    def on(rule: OpeningSource, day: date) -> bool:
        return rule.valid_from <= day <= rule.valid_through and rule.weekday in (None, day.isoweekday())

    now, today = moment.hour * 60 + moment.minute, moment.date()
    expected = any(
        (on(r, today) and r.opens_min <= now and (now < r.closes_min or r.closes_min < r.opens_min))
        or (on(r, today - timedelta(days=1)) and r.closes_min < r.opens_min and now < r.closes_min)
        for r in rules
    )
    assert is_open(fields, moment) == expected
