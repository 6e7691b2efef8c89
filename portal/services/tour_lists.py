"""This file lists tours: those that pass near a place, and those of a length, climb, duration, difficulty or shape."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.importers.gpx.estimates import EASY, HARD, MEDIUM
from portal.services.cards import Card, list_cards

NEAR_M = 10_000
NEAR_SHOWN = 4
PAGE_SIZE = 20
LEVELS = {EASY: "easy|facile", MEDIUM: "medium|moyen|intermediate|modéré", HARD: "hard|diffi|sportif"}
"""What a stated difficulty has in it, by level; records write it in words of their own."""

DEGREE_M = 110_000.0
"""A little less than a degree of latitude has anywhere, so that the box is never too small."""
BOX = (
    f"ST_Expand(h.point, :near_m / ({DEGREE_M} * greatest(cos(radians(least(abs(ST_Y(h.point)) + 1, 90))), 0.01)),"
    f" :near_m / {DEGREE_M})"
)
NEAR = text(
    f"""
    SELECT r.id, ST_Distance(geography(t.line), geography(h.point)) AS distance_m
      FROM resource h
      JOIN tour t ON t.line && {BOX}
      JOIN resource r ON r.id = t.resource_id
     WHERE h.id = :id AND r.id <> h.id AND r.status = 'published'
       AND ST_DWithin(geography(t.line), geography(h.point), :near_m)
     ORDER BY distance_m, r.id
     LIMIT :shown
    """  # noqa: S608 - put together of constants
)
"""The box goes first: it has an index, the spheroid has none."""

RANGES = {
    "min_length_m": "t.distance_m >= :min_length_m",
    "max_length_m": "t.distance_m <= :max_length_m",
    "min_climb_m": "t.climb_m >= :min_climb_m",
    "max_climb_m": "t.climb_m <= :max_climb_m",
    "min_duration_min": "t.duration_min >= :min_duration_min",
    "max_duration_min": "t.duration_min <= :max_duration_min",
    "is_loop": "t.is_loop = :is_loop",
}


@dataclass(frozen=True, slots=True)
class TourFilter:
    """What a tour must be; None or () says nothing. difficulties: any of "easy", "medium", "hard". categories: leaf keys, any of them.

    A tour whose fact is not known is not found by a filter of that fact.
    """

    min_length_m: float | None = None
    max_length_m: float | None = None
    min_climb_m: float | None = None
    max_climb_m: float | None = None
    min_duration_min: int | None = None
    max_duration_min: int | None = None
    difficulties: tuple[str, ...] = ()
    is_loop: bool | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TourPage:
    """A page of tours, the shortest first; total: of all pages."""

    cards: tuple[Card, ...]
    total: int


def list_tours(session: Session, wanted: TourFilter, *, lang: str, today: date, page: int = 1) -> TourPage:
    """Return the published tours that fit, by length."""
    conditions, bound = _conditions(wanted)
    tours = f"FROM tour t JOIN resource r ON r.id = t.resource_id WHERE {' AND '.join(conditions)}"
    total = session.execute(text(f"SELECT count(*) {tours}"), bound).scalar_one()
    rows = session.execute(
        text(f"SELECT r.id {tours} ORDER BY t.distance_m NULLS LAST, r.id LIMIT :size OFFSET :offset"),
        {**bound, "size": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE},
    )
    return TourPage(tuple(list_cards(session, list(rows.scalars()), lang=lang, today=today)), total)


def list_tours_near(session: Session, resource_id: int, *, lang: str, today: date) -> list[Card]:
    """Return the tours that pass within NEAR_M of a resource, with the metres to their line on the spheroid, nearest first."""
    rows = session.execute(NEAR, {"id": resource_id, "near_m": NEAR_M, "shown": NEAR_SHOWN}).all()
    distances = {row.id: row.distance_m for row in rows}
    return list_cards(session, list(distances), lang=lang, today=today, distances_m=distances)


def level_of(difficulty: str) -> str:
    """Return "easy", "medium" or "hard" for a stated difficulty, "" when its words are not known."""
    folded = difficulty.lower()
    return next((level for level, words in LEVELS.items() if any(word in folded for word in words.split("|"))), "")


def _conditions(wanted: TourFilter) -> tuple[list[str], dict[str, Any]]:
    bound: dict[str, Any] = {name: value for name in RANGES if (value := getattr(wanted, name)) is not None}
    conditions = ["r.status = 'published'", *(RANGES[name] for name in bound)]
    if wanted.difficulties:
        conditions.append("t.difficulty ~* :levels")
        bound["levels"] = "|".join(LEVELS[level] for level in wanted.difficulties)
    if wanted.categories:
        conditions.append("r.category = ANY(:categories)")
        bound["categories"] = list(wanted.categories)
    return conditions, bound
