"""This file lists the tours that pass near a place, and reads what records call their difficulty."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.importers.gpx.estimates import EASY, HARD, MEDIUM
from portal.services.cards import Card, list_cards

NEAR_M = 10_000
NEAR_SHOWN = 4
LEVELS = {EASY: "easy|facile", MEDIUM: "medium|moyen|intermediate|modéré", HARD: "hard|diffi|sportif"}
"""What a stated difficulty has in it, by level; records write it in words of their own."""
LEVEL = "CASE " + " ".join(f"WHEN t.difficulty ~* '{words}' THEN '{level}'" for level, words in LEVELS.items()) + " END"
"""The same as `level_of` in SQL, of a tour `t`."""

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


def list_tours_near(session: Session, resource_id: int, *, lang: str, today: date) -> list[Card]:
    """Return the tours that pass within NEAR_M of a resource, with the metres to their line on the spheroid, nearest first."""
    rows = session.execute(NEAR, {"id": resource_id, "near_m": NEAR_M, "shown": NEAR_SHOWN}).all()
    distances = {row.id: row.distance_m for row in rows}
    return list_cards(session, list(distances), lang=lang, today=today, distances_m=distances)


def level_of(difficulty: str) -> str:
    """Return "easy", "medium" or "hard" for a stated difficulty, "" when its words are not known."""
    folded = difficulty.lower()
    return next((level for level, words in LEVELS.items() if any(word in folded for word in words.split("|"))), "")
