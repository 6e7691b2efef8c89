"""Find what a map shows of a search: the resources themselves while they are few, else how many stand together."""

from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

from elasticsearch import Elasticsearch

from search.ask.engine import responses_of
from search.ask.filters import Clause, base_filters, facet_filters
from search.ask.queries import build_count, words_of
from search.ask.spelling import unread_words
from search.client import translated_errors
from search.criteria import Criteria, Position
from search.geo.mercator import WHOLE_WORLD, Box, to_world

FEW = 300
"""So many are shown one by one."""
CELLS_BITS = 3
"""A tile is 2³ cells wide and high: 64 pixels each."""
MAX_CELLS = 16_384
MAX_ZOOM = 22


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the world a map shows, and how closely; box None = all of it."""

    zoom: int = 0
    box: Box | None = None

    @property
    def precision(self) -> int:
        """Return the zoom of the tiles that are as large as a cell: less close when there would be too many of them."""
        bits = min(self.zoom, MAX_ZOOM) + CELLS_BITS
        while bits and _cells(self.box or WHOLE_WORLD, bits) > MAX_CELLS:
            bits -= 1
        return bits


@dataclass(frozen=True, slots=True)
class Spot:
    """Resources that stand together, and the middle of them; id: of one that stands alone."""

    resources: int
    position: Position
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Spots:
    """Answer what a map shows; engine as in `SearchResult`."""

    spots: tuple[Spot, ...]
    engine: str = "elasticsearch"

    @property
    def total(self) -> int:
        """Return how many resources there are in the frame."""
        return sum(spot.resources for spot in self.spots)


def find_spots(client: Elasticsearch, *, alias: str, criteria: Criteria, frame: Frame, today: date) -> Spots:
    """Return where the results of `criteria` are; raise SearchUnavailable when Elasticsearch cannot tell.

    As in the list, what is written almost so is shown when nothing is found as it is written.
    """
    bodies = [build_count(criteria, today=today), build_spots(criteria, frame, today=today)]
    counted, found = _ask(client, alias, bodies)
    if not counted["hits"]["total"]["value"] and unread_words(criteria):
        (found,) = _ask(client, alias, [build_spots(criteria, frame, today=today, is_fuzzy=True)])
    if found["hits"]["total"]["value"] <= FEW:
        return Spots(tuple(Spot(1, _point(hit), int(hit["_id"])) for hit in found["hits"]["hits"]))
    return Spots(tuple(_spot(bucket) for bucket in found["aggregations"]["cells"]["buckets"]))


def build_spots(criteria: Criteria, frame: Frame, *, today: date, is_fuzzy: bool = False) -> Clause:
    """Build the search for a few points, and for the cells that stand for many."""
    text = words_of(criteria, is_fuzzy=is_fuzzy)
    filters = [*([text] if text else []), *base_filters(criteria, today=today), *facet_filters(criteria).values()]
    filters.append({"exists": {"field": "point"}})
    if frame.box:
        south, west, north, east = frame.box
        box = {"top": north, "left": west, "bottom": south, "right": east}
        filters.append({"geo_bounding_box": {"point": box}})
    return {
        "query": {"bool": {"filter": filters}},
        "size": FEW,
        "sort": [{"id": "asc"}],
        "track_total_hits": True,
        "_source": False,
        "docvalue_fields": ["point"],
        "aggs": {
            "cells": {
                "geotile_grid": {"field": "point", "precision": frame.precision, "size": MAX_CELLS},
                "aggs": {"middle": {"geo_centroid": {"field": "point"}}, "alone": {"min": {"field": "id"}}},
            }
        },
    }


def _ask(client: Elasticsearch, alias: str, bodies: list[Clause]) -> list[dict[str, Any]]:
    searches = [part for body in bodies for part in ({"index": alias}, body)]
    with translated_errors():
        return responses_of(client.msearch(searches=searches).body)


def _point(hit: dict[str, Any]) -> Position:
    latitude, longitude = hit["fields"]["point"][0].split(",")
    return float(latitude), float(longitude)


def _spot(bucket: dict[str, Any]) -> Spot:
    middle, number = bucket["middle"]["location"], bucket["doc_count"]
    return Spot(number, (middle["lat"], middle["lon"]), int(bucket["alone"]["value"]) if number == 1 else None)


def _cells(box: Box, bits: int) -> int:
    south, west, north, east = box
    (left, top), (right, bottom) = to_world((north, west)), to_world((south, east))
    cells = 1 << bits
    return (floor(right * cells) - floor(left * cells) + 1) * (floor(bottom * cells) - floor(top * cells) + 1)
