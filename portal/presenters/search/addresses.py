"""Build the addresses of one search as list and as map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from flask import url_for

from portal.forms.search_form import to_arguments
from portal.presenters.search.links import search_url
from search.criteria import Criteria

CLOSE_ENOUGH = 6
"""The zoom whose cells are small enough for their middles to tell how far what is found reaches."""


@dataclass(frozen=True, slots=True)
class Views:
    """The addresses of the same search as list and as map.

    points: where the map gets what is found, "" when nothing is filtered; start: where it learns how far that reaches,
    "" when it knows where to begin: in the area searched in.
    """

    list: str
    map: str
    points: str
    start: str


def build_views(criteria: Criteria, reach: Sequence[float]) -> Views:
    """Return the addresses; the map shows also what lies outside the part of it that was searched in.

    reach: (west, south, east, north) of all there is, in degrees; empty = nobody knows.
    """
    whole = replace(
        criteria, box=None, near=criteria.near if criteria.radius_m else None, sort="relevance", page=1, view="list"
    )
    arguments = cast("dict[str, Any]", to_arguments(whole))
    is_placed = criteria.box or criteria.polygon or criteria.near
    return Views(
        list=search_url(replace(criteria, view="list")),
        map=search_url(replace(criteria, view="map")),
        points=_points(criteria.lang, arguments) if arguments else "",
        start=_points(criteria.lang, {**arguments, **_whole(reach)}) if arguments and not is_placed else "",
    )


def _points(lang: str, arguments: dict[str, Any]) -> str:
    return url_for("maps.points", lang=lang, **arguments)


def _whole(reach: Sequence[float]) -> dict[str, Any]:
    return {"z": CLOSE_ENOUGH, "frame": ",".join(map(str, reach))} if reach else {}
