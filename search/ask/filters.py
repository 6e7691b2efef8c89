"""Turn what may and may not be shown into filters: choices of facets, days and moments, geography, wishes of a text."""

from datetime import date, datetime
from typing import Any

from search.criteria import Criteria, Place, Position, Wish
from search.geo.geometry import point
from search.index.calendar import SEASONS, minute_of_week
from search.tour_bands import by_name

Clause = dict[str, Any]

OVERSEAS = "97"
"""Départements whose codes have three digits begin so."""
NEAR_PLACE_M = 15_000
"""So far around a place "near Amboise" looks."""


def any_of(clauses: list[Clause]) -> Clause:
    """Return a clause that holds when any of `clauses` does."""
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses, "minimum_should_match": 1}}


def base_filters(criteria: Criteria, *, today: date) -> list[Clause]:
    """Return what every answer obeys: events that are not over, what a tour must be, the day and moment asked for, the area."""
    coming = {"range": {"event_dates": {"gte": today.isoformat()}}}
    filters: list[Clause] = [
        {"bool": {"must_not": {"term": {"gone": True}}}},
        any_of([{"bool": {"must_not": {"term": {"kind": "event"}}}}, coming]),
    ]
    filters += [{"terms": {"tour": list(keys)}} for keys in by_name(criteria.tours).values()]
    if criteria.open_on:
        filters.append(open_on(criteria.open_on))
    if criteria.open_at:
        filters.append(open_at(criteria.open_at))
    if criteria.near and criteria.radius_m:
        filters.append(within(criteria.near, criteria.radius_m))
    if criteria.box:
        south, west, north, east = criteria.box
        box = {"top": north, "left": west, "bottom": south, "right": east}
        filters.append({"geo_bounding_box": {"point": box}})
    if criteria.polygon:
        ring = [[lon, lat] for lat, lon in (*criteria.polygon, criteria.polygon[0])]
        filters.append(_in_shape({"type": "Polygon", "coordinates": [ring]}))
    if criteria.outline:
        filters.append(_in_shape(criteria.outline))
    return filters


def _in_shape(shape: dict[str, Any] | str) -> Clause:
    """Return who lies in a shape, GeoJSON or WKT."""
    return {"geo_shape": {"point": {"shape": shape, "relation": "intersects"}}}


def facet_filters(criteria: Criteria) -> dict[str, Clause]:
    """Return the clause of each facet that has a choice; several values of one facet are alternatives.

    Region, département and commune are one facet: they are levels of the same tree.
    """
    found: dict[str, Clause] = {}
    if criteria.categories:
        found["category"] = {"terms": {"category": list(criteria.categories)}}
    places = {"region": criteria.regions, "department": criteria.departments, "commune": criteria.communes}
    if levels := [{"terms": {name: list(codes)}} for name, codes in places.items() if codes]:
        found["location"] = any_of(levels)
    for name, keys in (("feature", criteria.features), ("label", criteria.labels), ("language", criteria.languages)):
        if keys:
            found[name] = {"terms": {name: list(keys)}}
    if criteria.price:
        found["price"] = {"term": {"price": criteria.price}}
    if criteria.is_accessible:
        found["accessible"] = {"term": {"accessible": "yes"}}
    return found


def branches(criteria: Criteria) -> tuple[str, ...]:
    """Return the départements in which communes are a choice: those chosen, and those of chosen communes (theirs by their code)."""
    of_communes = (code[:3] if code.startswith(OVERSEAS) else code[:2] for code in criteria.communes)
    return tuple(dict.fromkeys((*criteria.departments, *of_communes)))


def branch_filter(criteria: Criteria) -> list[Clause]:
    """Return what communes are counted under: of the whole country the fullest ones would say nothing of the département that is open."""
    places = {"region": criteria.regions, "department": branches(criteria)}
    levels = [{"terms": {name: list(codes)}} for name, codes in places.items() if codes]
    return [any_of(levels)] if levels else []


def open_on(day: date) -> Clause:
    """Return who is open on a day, as far as they say, and events of that day."""
    text = day.isoformat()
    return any_of([{"term": {name: text}} for name in (f"open.day_{day.isoweekday()}", "event_dates")])


def open_at(moment: datetime) -> Clause:
    """Return whose doors are open at a moment; hours that are not known do not count."""
    day, minute = moment.date().isoformat(), minute_of_week(moment)
    return any_of(
        [
            {"bool": {"filter": [{"term": {f"moment.season_{n}": day}}, {"term": {f"moment.week_{n}": minute}}]}}
            for n in range(SEASONS)
        ]
    )


def within(origin: Position, metres: int) -> Clause:
    """Return who lies within some metres."""
    return {"geo_distance": {"distance": f"{metres}m", "point": point(origin)}}


def inside(place: Place) -> Clause:
    """Return who lies in a place, or around it when the text says near."""
    if place.outline:
        return _in_shape(place.outline)
    if place.is_near and place.point:
        return within(place.point, NEAR_PLACE_M)
    return {"terms": {place.kind: list(place.codes)}}


def fits(wish: Wish) -> Clause:
    """Return who fits a wish."""
    ways: list[Clause] = []
    if wish.categories:
        ways.append({"terms": {"category": list(wish.categories)}})
    if wish.concepts:
        ways += [{"terms": {name: list(wish.concepts)}} for name in ("feature", "label", "concept")]
    if wish.price:
        ways.append({"term": {"price": wish.price}})
    if wish.is_accessible:
        ways.append({"term": {"accessible": "yes"}})
    if wish.pets:
        ways.append({"term": {"pets": "yes"}})
    if wish.internet:
        ways.append({"term": {"internet": "yes"}})
    if wish.language:
        ways.append({"term": {"language": wish.language}})
    ways += [open_on(day) for day in wish.open_on]
    ways += [{"term": {"event_dates": day.isoformat()}} for day in wish.happens_on]
    if wish.open_at:
        ways.append(open_at(wish.open_at))
    return any_of(ways)
