"""Turn opening rules into what a reader wants: seasons with a weekly pattern, and today."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Protocol

from portal.services.resources.page_data import DayHours, Season
from portal.texts import translated

WEEKDAYS = range(1, 8)


class Rule(Protocol):
    """What this file needs of an opening rule: a row of table opening_period."""

    valid_from: date
    valid_through: date
    weekday: int | None
    opens: time | None
    closes: time | None
    is_closed: bool
    note: dict[str, str] | None


def list_seasons(rules: Sequence[Rule], *, lang: str, today: date) -> tuple[Season, ...]:
    """Return the seasons that are not over, in order; rules with the same dates form one season."""
    by_dates: dict[tuple[date, date], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.valid_through >= today and not rule.is_closed:
            by_dates[rule.valid_from, rule.valid_through].append(rule)
    return tuple(
        Season(first, last, tuple(_day(weekday, group, lang) for weekday in WEEKDAYS))
        for (first, last), group in sorted(by_dates.items(), key=lambda item: item[0])
    )


def list_closures(rules: Iterable[Rule], *, today: date) -> tuple[tuple[date, date], ...]:
    """Return the coming days off, first and last day included."""
    return tuple(sorted({(r.valid_from, r.valid_through) for r in rules if r.is_closed and r.valid_through >= today}))


def find_today(rules: Sequence[Rule], *, lang: str, today: date) -> DayHours | None:
    """Return today's hours, or None when no rule speaks of today's date."""
    current = [rule for rule in rules if rule.valid_from <= today <= rule.valid_through]
    if not current:
        return None
    weekday = today.isoweekday()
    if any(rule.is_closed and rule.weekday in (None, weekday) for rule in current):
        return DayHours(weekday, is_open=False, spans=())
    return _day(weekday, [rule for rule in current if not rule.is_closed], lang)


def _day(weekday: int, rules: Sequence[Rule], lang: str) -> DayHours:
    own = [rule for rule in rules if rule.weekday in (None, weekday)]
    spans = sorted(
        {(r.opens, r.closes) for r in own if r.opens is not None}, key=lambda span: (span[0], span[1] or span[0])
    )
    notes = dict.fromkeys(note for note in (translated(rule.note, lang) for rule in own) if note)
    return DayHours(weekday, is_open=bool(own), spans=tuple(spans), notes=tuple(notes))
