"""This file names what a search could do without, when nothing was found."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.criteria import Criteria, Reading

MOST = 8
Loose = tuple[str, str, Criteria]
"""Name of the filter, which choice of it, and the search without it."""


def list_looser(criteria: Criteria) -> list[Loose]:
    """Return the search without each of its filters in turn, those read from the text first."""
    return list(_looser(replace(criteria, page=1)))[:MOST]


def _looser(criteria: Criteria) -> Iterator[Loose]:
    reading = criteria.reading
    if reading and reading.place:
        yield "place", reading.place.name, replace(criteria, reading=replace(reading, place=None))
    for wish in reading.wishes if reading else ():
        if wish.is_required:
            wishes = tuple(other for other in reading.wishes if other != wish) if reading else ()
            yield "wish", wish.key, replace(criteria, reading=replace(reading or Reading(), wishes=wishes))
    for name in ("categories", "features", "labels", "languages", "tours", "zones"):
        for key in getattr(criteria, name):
            none: dict[str, Any] = {name: (), "outline": ""} if name == "zones" else {name: ()}
            yield name, key, replace(criteria, **none)
    if criteria.regions or criteria.departments or criteria.communes:
        codes = (*criteria.regions, *criteria.departments, *criteria.communes)
        yield "location", codes[0], replace(criteria, regions=(), departments=(), communes=())
    if criteria.open_on:
        yield "date", "", replace(criteria, open_on=None)
    if criteria.open_at:
        yield "open_at", "", replace(criteria, open_at=None)
    if criteria.price:
        yield "price", criteria.price, replace(criteria, price=None)
    if criteria.is_accessible:
        yield "accessible", "", replace(criteria, is_accessible=False)
    if criteria.radius_m or criteria.box or criteria.polygon:
        yield "near", "", replace(criteria, radius_m=None, box=None, polygon=())
    if criteria.text and (
        criteria.categories or criteria.departments or criteria.communes or criteria.regions or criteria.zones
    ):
        yield "q", criteria.text, replace(criteria, text="", reading=None, literal=())
