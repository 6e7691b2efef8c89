"""List the tours that pass near a place, and read what records call their difficulty."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services.cards import Card, list_cards

NEAR_M = 10_000
NEAR_SHOWN = 4

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
