"""Work out what stands together at each zoom, so that tiles that show half a country are as quick as others."""

from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from search.ask.spots import CELLS_BITS
from search.geo.mercator import to_position

CLOSEST = 8
"""From the next zoom on, tiles show the resources themselves."""
WORLD_BITS = 30
"""A world is so many bits wide in `map_place`."""
WORLD, CELL_SHIFT = 2**WORLD_BITS, WORLD_BITS - CLOSEST - CELLS_BITS
NOT_OVER = "(last_day IS NULL OR last_day >= :today)"

STATE = text("SELECT generation, day, snapshot FROM map_state FOR UPDATE SKIP LOCKED")
SNAPSHOT = text("SELECT pg_current_snapshot()::text")
HAS_CHANGED = text(
    """
    SELECT EXISTS (SELECT FROM outbox
                    WHERE transaction_id >= (pg_snapshot_xmin(CAST(:snapshot AS pg_snapshot))::text)::bigint
                      AND NOT pg_visible_in_snapshot(transaction_id::text::xid8, CAST(:snapshot AS pg_snapshot)))
    """
)
"""Sequences are not in the order of commits; a snapshot says exactly which transactions were seen."""
EMPTY = text("DELETE FROM map_cluster")
FILL = text(
    f"""
    INSERT INTO map_cluster (zoom, cell_x, cell_y, resources, x, y, resource_id, category, name)
    SELECT {CLOSEST}, x >> {CELL_SHIFT}, y >> {CELL_SHIFT}, count(*), avg(x) / {WORLD}, avg(y) / {WORLD},
           CASE WHEN count(*) = 1 THEN min(resource_id) END, CASE WHEN count(*) = 1 THEN min(category) END,
           CASE WHEN count(*) = 1 THEN min(name) END
      FROM map_place WHERE {NOT_OVER} GROUP BY 2, 3
    """
)
SUM_UP = text(
    """
    INSERT INTO map_cluster (zoom, cell_x, cell_y, resources, x, y, resource_id, category, name)
    SELECT :zoom, cell_x / 2, cell_y / 2, sum(resources), sum(x * resources) / sum(resources), sum(y * resources) / sum(resources),
           CASE WHEN sum(resources) = 1 THEN min(resource_id) END, CASE WHEN sum(resources) = 1 THEN min(category) END,
           CASE WHEN sum(resources) = 1 THEN min(name) END
      FROM map_cluster WHERE zoom = :zoom + 1 GROUP BY cell_x / 2, cell_y / 2
    """
)
EXTENT = text(
    f"""
    SELECT min(x) AS left, min(y) AS top, max(x) AS right, max(y) AS bottom,
           percentile_cont(ARRAY[0.02, 0.98]) WITHIN GROUP (ORDER BY x) AS home_x,
           percentile_cont(ARRAY[0.02, 0.98]) WITHIN GROUP (ORDER BY y) AS home_y
      FROM map_cluster WHERE zoom = {CLOSEST}
    """
)
"""Of all there is, and of most cells there is something in: islands far away do not make the map show the whole world."""
DONE = text(
    """
    UPDATE map_state SET generation = greatest(generation + 1, extract(epoch FROM clock_timestamp())::bigint), day = :today,
           snapshot = :snapshot, bounds = :bounds, home = :home
    """
)
"""By the clock, so that a database that is set up anew does not use the generations browsers remember again."""


def refresh(session: Session, *, today: date, is_forced: bool = False) -> int:
    """Work the clusters out anew when something has changed since, or another day has begun; return how many there are, else 0."""
    state = session.execute(STATE).one_or_none()
    if state is None:
        return 0  # another process is at it
    is_old = state.day != today or not state.snapshot
    if not (is_old or is_forced or session.execute(HAS_CHANGED, {"snapshot": state.snapshot}).scalar_one()):
        return 0
    snapshot = session.execute(
        SNAPSHOT
    ).scalar_one()  # before the resources are read: what is committed meanwhile counts as unseen
    session.execute(EMPTY)
    session.execute(FILL, {"today": today})
    for zoom in range(CLOSEST - 1, -1, -1):
        session.execute(SUM_UP, {"zoom": zoom})
    extent = session.execute(EXTENT).one()
    session.execute(DONE, {"today": today, "snapshot": snapshot, "bounds": _bounds(extent), "home": _home(extent)})
    return int(session.execute(text("SELECT count(*) FROM map_cluster")).scalar_one())


def _bounds(extent: Row[Any]) -> list[float]:
    return _degrees((extent.left, extent.right), (extent.top, extent.bottom)) if extent.left is not None else []


def _home(extent: Row[Any]) -> list[float]:
    return _degrees(extent.home_x, extent.home_y) if extent.left is not None else []


def _degrees(x: tuple[float, float], y: tuple[float, float]) -> list[float]:
    (north, west), (south, east) = to_position(x[0], y[0]), to_position(x[1], y[1])
    return [west, south, east, north]
