"""Fold opening rules and event dates into ranges, so that "open on a day" and "open at a moment" are a few fast terms.

Days: per weekday the ranges of dates it is open. Moments: seasons (ranges of dates) each with the ranges of minutes of its week.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from search.index.source import EventSource, OpeningSource

WEEKDAYS = range(1, 8)
DAY_MIN = 24 * 60
SEASONS = 6
"""So many different seasons of a resource are told to the index, the next ones; a rebuild every night moves on."""
Span = tuple[date, date]
Ranges = list[dict[str, str]]
Minutes = tuple[int, int]
"""From and until, in minutes since Monday 0:00."""
MinuteRanges = list[dict[str, int]]


def build_days(openings: Iterable[OpeningSource]) -> dict[str, Ranges]:
    """Return the days it is open as ranges per weekday ("day_1" …), days off taken out."""
    rules = tuple(openings)
    found: dict[str, Ranges] = {}
    if not rules:
        return found
    for weekday in WEEKDAYS:
        own = [rule for rule in rules if rule.weekday in (None, weekday) and not rule.is_closed]
        spans = _without_days_off(merge([(rule.valid_from, rule.valid_through) for rule in own]), rules, weekday)
        if spans:
            found[f"day_{weekday}"] = [_range(span) for span in spans]
    return found


def build_moments(openings: Iterable[OpeningSource], events: Iterable[EventSource]) -> dict[str, Ranges | MinuteRanges]:
    """Return "season_0" … with "week_0" …: when the doors are known to be open; hours that are not given say nothing."""
    rules = tuple(openings)
    days: dict[Minutes, list[Span]] = defaultdict(list)
    for rule in rules:
        if rule.is_closed or rule.opens_min is None or rule.closes_min is None or rule.opens_min == rule.closes_min:
            continue
        for weekday in WEEKDAYS if rule.weekday is None else (rule.weekday,):
            spans = _without_days_off([(rule.valid_from, rule.valid_through)], rules, weekday)
            _add(days, spans, weekday, (rule.opens_min, rule.closes_min))
    for event in events:
        if event.start_min is not None and event.end_min is not None and event.start_min != event.end_min:
            for weekday in _weekdays_of(event):
                _add(days, [(event.starts_on, event.ends_on)], weekday, (event.start_min, event.end_min))
    return _as_fields(days)


def _as_fields(days: dict[Minutes, list[Span]]) -> dict[str, Ranges | MinuteRanges]:
    """Join minutes that hold on the same days: a market of fifty Mondays is one season, and so is a week that is the same all summer."""
    weeks: dict[tuple[Span, ...], list[Minutes]] = defaultdict(list)
    for minutes, spans in days.items():
        weeks[tuple(merge(spans))].append(minutes)
    found: dict[str, Ranges | MinuteRanges] = {}
    for number, (dates, week) in enumerate(sorted(weeks.items())[:SEASONS]):
        found[f"season_{number}"] = [_range(span) for span in dates]
        found[f"week_{number}"] = [{"gte": first, "lt": last} for first, last in sorted(week)]
    return found


def minute_of_week(moment: datetime) -> int:
    """Return the minutes since Monday 0:00."""
    return (moment.isoweekday() - 1) * DAY_MIN + moment.hour * 60 + moment.minute


def merge(spans: list[Span]) -> list[Span]:
    """Join spans of days that touch or overlap."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= next_day(merged[-1][1]):
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def subtract(spans: list[Span], off: Span) -> list[Span]:
    """Take the days of `off` out of the spans."""
    left = []
    for first, last in spans:
        if off[1] < first or off[0] > last:
            left.append((first, last))
            continue
        if first < off[0]:
            left.append((first, off[0] - timedelta(days=1)))
        if last > off[1]:
            left.append((off[1] + timedelta(days=1), last))
    return left


def next_day(day: date) -> date:
    """Return the day after, the last one there is for itself."""
    return day + timedelta(days=1) if day < date.max else day


def _without_days_off(spans: list[Span], rules: tuple[OpeningSource, ...], weekday: int) -> list[Span]:
    for rule in rules:
        if rule.is_closed and rule.weekday in (None, weekday):
            spans = subtract(spans, (rule.valid_from, rule.valid_through))
    return spans


def _add(days: dict[Minutes, list[Span]], spans: list[Span], weekday: int, hours: Minutes) -> None:
    """Note the minutes of a weekday; what lies past midnight belongs to the day after, and so do its dates."""
    if not spans:
        return
    opens, closes = hours
    start = (weekday - 1) * DAY_MIN
    days[start + opens, start + (closes if closes > opens else DAY_MIN)] += spans
    if 0 < closes < opens:
        after = weekday % 7 * DAY_MIN
        days[after, after + closes] += [(next_day(first), next_day(last)) for first, last in spans]


def _weekdays_of(event: EventSource) -> Iterable[int]:
    days = (event.ends_on - event.starts_on).days + 1
    return (
        WEEKDAYS if days >= len(WEEKDAYS) else [(event.starts_on + timedelta(days=n)).isoweekday() for n in range(days)]
    )


def _range(span: Span) -> dict[str, str]:
    return {"gte": span[0].isoformat(), "lte": span[1].isoformat()}


def date_ranges(spans: list[Span]) -> Ranges:
    """Return spans of days as date ranges of the index, joined."""
    return [_range(span) for span in merge(spans)]
