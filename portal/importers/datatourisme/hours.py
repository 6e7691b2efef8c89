"""Map opening hours: normally one entry per day, two where there is a lunch break."""

from datetime import date, time

from portal.importers.datatourisme.values import Json, clock, day, key_of, objects, one, string, translations
from portal.importers.records import OpeningRecord
from portal.importers.report import Report

WEEKDAYS = {
    name: number
    for number, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), 1)
}
FIELD = "schema:openingHoursSpecification"
OPEN_START, OPEN_END = date(1900, 1, 1), date(2100, 12, 31)
"""A rule without a first or last day holds from always or for ever."""


def map_openings(data: Json, report: Report) -> tuple[OpeningRecord, ...]:
    """Return the opening rules that can be used, without repeats."""
    place = one(data.get("isLocatedAt"))
    found: list[OpeningRecord] = []
    for entry in objects(place.get(FIELD) or place.get("openingHoursSpecification")):
        found.extend(_rules(entry, report))
    return _without_repeats(found)


def _without_repeats(rules: list[OpeningRecord]) -> tuple[OpeningRecord, ...]:
    seen: set[tuple[object, ...]] = set()
    kept = []
    for rule in rules:
        key = (rule.valid_from, rule.valid_through, rule.weekday, rule.opens, rule.closes, str(rule.note))
        if key not in seen:
            seen.add(key)
            kept.append(rule)
    return tuple(kept)


def _rules(entry: Json, report: Report) -> list[OpeningRecord]:
    dates = _dates(entry, report)
    if dates is None:
        return []
    opens, closes = _hours(entry, report)
    note = translations(entry.get("additionalInformation")) or None
    return [
        OpeningRecord(*dates, weekday=weekday, opens=opens, closes=closes, note=note)
        for weekday in _days(entry, report)
    ]


def _dates(entry: Json, report: Report) -> tuple[date, date] | None:
    raw = (
        entry.get("schema:validFrom", entry.get("validFrom")),
        entry.get("schema:validThrough", entry.get("validThrough")),
    )
    try:
        first, last = day(raw[0]), day(raw[1])
    except ValueError:
        report.dropped("hours.date", FIELD, "The period's dates cannot be used.", raw)
        return None
    if first and last and last < first:
        report.dropped("hours.inverted", FIELD, "The period ends before it begins.", f"{first} – {last}")
        return None
    return first or OPEN_START, last or OPEN_END


def _hours(entry: Json, report: Report) -> tuple[time | None, time | None]:
    """Return opens and closes; closes before opens means past midnight, both the same says nothing."""
    raw = (entry.get("schema:opens", entry.get("opens")), entry.get("schema:closes", entry.get("closes")))
    try:
        opens, closes = clock(raw[0]), clock(raw[1])
    except ValueError:
        report.dropped("hours.time", FIELD, "The hours cannot be used; the days are kept.", raw)
        return None, None
    if opens is None and closes is not None:
        report.dropped("hours.time", FIELD, "A closing hour without an opening hour; the days are kept.", raw)
        return None, None
    if opens == closes and opens is not None:
        report.mended("hours.time", FIELD, "Opens and closes at the same minute; kept as open, hours not known.", opens)
        return None, None
    return opens, closes


def _days(entry: Json, report: Report) -> list[int | None]:
    """Return the weekdays; none given = every day."""
    raw = entry.get("schema:dayOfWeek", entry.get("dayOfWeek"))
    names = [key_of(item).removeprefix("schema:") for item in objects(raw)] or [string(raw).removeprefix("schema:")]
    names = [name for name in names if name]
    if not names:
        return [None]
    for name in names:
        if name not in WEEKDAYS:
            report.dropped("hours.weekday", FIELD, "This is no weekday.", name)
    return [WEEKDAYS[name] for name in names if name in WEEKDAYS]
