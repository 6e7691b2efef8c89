"""Map event dates and the facts of tours."""

from portal.importers.datatourisme.values import Json, clock, day, key_of, many, number, objects, string, translations
from portal.importers.records import EventDateRecord, TourRecord
from portal.importers.report import Report

LOOP, OPEN_TOUR = "Loop", "OpenJaw"
MINUTES_PER_DAY = 24 * 60


def map_event_dates(data: Json, report: Report) -> tuple[EventDateRecord, ...]:
    """Return the periods of an event in order; schema:startDate and endDate are an unordered copy, used only alone."""
    periods = objects(data.get("takesPlaceAt"))
    if not periods:
        starts, ends = many(data.get("schema:startDate")), many(data.get("schema:endDate"))
        if len(starts) == 1 and len(ends) <= 1:
            periods = [{"startDate": starts[0], "endDate": ends[0] if ends else starts[0]}]
    found = (_event_date(period, report) for period in periods)
    unique = {repr(period): period for period in found if period}
    return tuple(sorted(unique.values(), key=lambda p: (p.starts_on, p.ends_on, str(p.start_time))))


def _event_date(period: Json, report: Report) -> EventDateRecord | None:
    raw = (period.get("startDate"), period.get("endDate"))
    try:
        starts_on, ends_on = day(raw[0]), day(raw[1])
    except ValueError:
        starts_on = ends_on = None
    if starts_on is None:
        report.dropped("event.date", "takesPlaceAt", "The period's dates cannot be used.", raw)
        return None
    ends_on = ends_on or starts_on
    if ends_on < starts_on:
        report.dropped(
            "event.inverted", "takesPlaceAt", "The period ends before it begins.", f"{starts_on} – {ends_on}"
        )
        return None
    try:
        start_time, end_time = clock(period.get("startTime")), clock(period.get("endTime"))
    except ValueError:
        report.dropped("event.date", "takesPlaceAt", "The hours cannot be used; the days are kept.", period)
        start_time = end_time = None
    note = translations(period.get("openingDetails")) or None
    return EventDateRecord(starts_on, ends_on, start_time, end_time, note)


def map_tour(data: Json, report: Report) -> TourRecord | None:
    """Return the facts of a tour, None when it has none."""
    kinds = {key_of(item) for item in objects(data.get("hasTourType"))}
    minutes = _number(data, "duration", report)
    days = _number(data, "durationDays", report)
    if minutes is None and days is not None:
        minutes = days * MINUTES_PER_DAY
    tour = TourRecord(
        distance_m=_number(data, "tourDistance", report),
        climb_m=_first(_number(data, "positiveCumulDifference", report), _number(data, "highDifference", report)),
        descent_m=_number(data, "negativeCumulDifference", report),
        duration_min=round(minutes) if minutes is not None else None,
        difficulty=key_of(next(iter(objects(data.get("hasDifficultyLevel"))), {})) or string(data.get("difficulty")),
        is_loop=True if LOOP in kinds else False if OPEN_TOUR in kinds else None,
    )
    return None if tour == TourRecord() else tour


def _number(data: Json, name: str, report: Report) -> float | None:
    try:
        found = number(data.get(name))
    except ValueError:
        report.dropped("tour.number", name, "This is no number.", data.get(name))
        return None
    return abs(float(found)) if found is not None else None


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)
