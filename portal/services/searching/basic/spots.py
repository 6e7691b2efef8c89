"""Find what a map shows of a search in PostgreSQL: the same answer as `search/ask/spots.py`, for when Elasticsearch is away."""

from datetime import date

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from portal.services.searching.basic.filters import Bound, build_claims
from portal.services.searching.basic.search import ALIKE_ENOUGH, build_hits, build_values
from portal.services.searching.basic.text import build_ways
from search.ask.spots import FEW, Frame, Spot, Spots
from search.criteria import Criteria
from search.geo.mercator import MAX_LATITUDE, to_position

WORLD_X = "((ST_X({point}) + 180) / 360)"
WORLD_Y = f"(0.5 - ln(tan(pi() / 4 + radians(greatest(-{MAX_LATITUDE}, least({MAX_LATITUDE}, ST_Y({{point}})))) / 2)) / (2 * pi()))"
"""As in search/geo/mercator.py."""
FRAME = "r.point && ST_MakeEnvelope(:frame_west, :frame_south, :frame_east, :frame_north, 4326)"
SPOTS = """
    SELECT count(*) AS resources, min(id) AS id, avg(x) AS x, avg(y) AS y
      FROM shown, (SELECT count(*) > :few AS are_many FROM shown) all_of_them
     GROUP BY CASE WHEN NOT are_many THEN id END, CASE WHEN are_many THEN floor(x * :cells) END,
              CASE WHEN are_many THEN floor(y * :cells) END
     ORDER BY 2
"""


def find_spots(session: Session, criteria: Criteria, frame: Frame, *, today: date) -> Spots:
    """Return where the results of `criteria` are."""
    session.execute(ALIKE_ENOUGH)
    rows = session.execute(_statement(criteria, frame), _values(criteria, frame, today)).all()
    spots = (Spot(row.resources, to_position(row.x, row.y), row.id if row.resources == 1 else None) for row in rows)
    return Spots(tuple(spots), engine="postgresql")


def _statement(criteria: Criteria, frame: Frame) -> TextClause:
    inside = f" AND {FRAME}" if frame.box else ""
    shown = (
        f"SELECT hit.id, {WORLD_X.format(point='r.point')} AS x, {WORLD_Y.format(point='r.point')} AS y"
        f" FROM hit JOIN resource r ON r.id = hit.id WHERE {build_claims(criteria)} AND r.point IS NOT NULL{inside}"
    )
    ways, hits = build_ways(criteria), build_hits(criteria)
    return text(f"WITH {ways} hit AS MATERIALIZED ({hits}), shown AS MATERIALIZED ({shown}) {SPOTS}")


def _values(criteria: Criteria, frame: Frame, today: date) -> Bound:
    values = {**build_values(criteria, today), "few": FEW, "cells": 2**frame.precision}
    if frame.box:
        values |= dict(zip(("frame_south", "frame_west", "frame_north", "frame_east"), frame.box, strict=True))
    return values
