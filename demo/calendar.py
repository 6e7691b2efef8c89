"""Lay the demo's rules of time onto the calendar, relative to the day of the build."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKS_SHOWN = 12
Period = tuple[date, date, str, str]
"""First and last day, start and end hour as "08:00" or ""."""


def build_periods(rules: list[dict[str, Any]], *, today: date) -> list[Period]:
    """Return the periods of an event from its rules, in order."""
    return sorted(period for rule in rules for period in _periods(rule, today))


def build_opening_entries(rule: dict[str, Any], *, today: date) -> list[tuple[date, date, str | None]]:
    """Return (first day, last day, weekday) of a yearly opening rule for last, this and the next year; weekday None = every day."""
    days = rule.get("days") or [None]
    entries = []
    for year in (today.year - 1, today.year, today.year + 1):
        first, last = _day(year, rule["from"]), _day(year, rule["to"])
        if last < first:
            last = _day(year + 1, rule["to"])
        if last >= today:
            entries += [(first, last, day) for day in days]
    return entries


def _periods(rule: dict[str, Any], today: date) -> Iterator[Period]:
    start, _, end = rule.get("time", "").partition("-")
    days = timedelta(days=rule.get("days", 1) - 1)
    if "weekly" in rule:
        yield from ((day, day, start, end) for day in _weekly(rule, today))
    elif "in_days" in rule:
        first = today + timedelta(days=rule["in_days"])
        yield first, first + days, start, end
    else:
        for year in (today.year, today.year + 1):
            first = _nth(year, *rule["yearly_nth"]) if "yearly_nth" in rule else _day(year, rule["yearly"])
            if first + days >= today:
                yield first, first + days, start, end
                return


def _weekly(rule: dict[str, Any], today: date) -> Iterator[date]:
    """Return the next twelve such weekdays that fall into the rule's months."""
    ahead = (WEEKDAYS.index(rule["weekly"]) - today.weekday()) % 7
    first, last = (int(month) for month in rule.get("months", "01-12").split("-"))
    months = set(range(first, last + 1)) if first <= last else {*range(first, 13), *range(1, last + 1)}
    found = 0
    for week in range(53):
        day = today + timedelta(days=ahead + 7 * week)
        if day.month in months:
            yield day
            found += 1
        if found == WEEKS_SHOWN:
            return


def _nth(year: int, nth: int, weekday: str, month: int) -> date:
    """Return e.g. the third Saturday of September; nth -1 is the last one."""
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - WEEKDAYS.index(weekday)) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(WEEKDAYS.index(weekday) - first.weekday()) % 7 + 7 * (nth - 1))


def _day(year: int, month_day: Any) -> date:  # noqa: ANN401 - YAML reads 04-01 as a text
    """Return a day of a year; the end of February is its last day, leap year or not."""
    month, day = (int(part) for part in str(month_day).split("-"))
    if month == 2 and day >= 28:
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)
