"""Cut vector tiles: places one by one or from clusters, zones from their outlines."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from portal.services.maps.clusters import CLOSEST, NOT_OVER, WORLD_BITS
from search.ask.spots import CELLS_BITS

T = TypeVar("T")
MAX_ZOOM = 14
"""Closer maps enlarge these tiles."""
MOST_FEATURES = {9: 1_500, 12: 2_000}
"""By the zoom from which on it holds. Where no names are drawn yet, fewer will do: twelve full tiles are a view of less than 400 KB."""
EXTENT, MARGIN = 4096, 64
WORLD_M = 2 * math.pi * 6_378_137
"""How wide Web Mercator is."""
EXTENT_BITS = EXTENT.bit_length() - 1
LAYERS = ("places", "zones")

CELL = 0.2
"""In degrees. `bounds` are those of the middles of cells: what is in a cell may lie further out."""

LATEST = text(
    """
    SELECT generation, bounds, home,
           ARRAY(SELECT DISTINCT outline_source FROM zone WHERE outline IS NOT NULL AND outline_source <> '' ORDER BY 1) AS sources
      FROM map_state
    """
)
GEOM = f"ST_MakePoint(floor((x * :tiles - :x) * {EXTENT}), floor((y * :tiles - :y) * {EXTENT})) AS geom"
"""In the units of the tile: without projecting, a point costs half as much."""
PLACES = f"""
    SELECT id, category, name, ST_MakePoint((x >> :unit) & {EXTENT - 1}, (y >> :unit) & {EXTENT - 1}) AS geom
      FROM (SELECT resource_id AS id, category, name, x, y
              FROM map_place
             WHERE tile = :tile AND x >= :left AND x < :left + :wide AND y >= :top AND y < :top + :wide AND {NOT_OVER}
             ORDER BY quality DESC, resource_id LIMIT {{most}}) best
"""
"""Read from one index in this very order; a closer tile passes over what else lies in the tile of zoom 9."""
CLUSTERS = f"""
    SELECT resource_id AS id, category, name, CASE WHEN resources > 1 THEN resources END AS count, {GEOM}
      FROM map_cluster
     WHERE zoom = :z AND cell_x >= :cell_x AND cell_x < :cell_x + {2**CELLS_BITS}
       AND cell_y >= :cell_y AND cell_y < :cell_y + {2**CELLS_BITS}
"""
KINDS: dict[int, tuple[str, ...]] = {
    0: ("region",),
    6: ("region", "department"),
    8: ("region", "department", "park"),
    10: ("region", "department", "park", "commune"),
}
"""From which zoom on outlines of these kinds are drawn."""
DRAWN = {0: "drawn_world", 6: "drawn_far", 9: "drawn"}
"""From which zoom on they are drawn from this column of `Zone`."""
ENVELOPE, AROUND = "ST_TileEnvelope(:z, :x, :y)", f"ST_TileEnvelope(:z, :x, :y, margin => {MARGIN / EXTENT})"
TO_UNITS = "ST_SnapToGrid(ST_Affine({drawn}, :units_a_metre, 0, 0, -:units_a_metre, :shift_x, :shift_y), 1)"
"""From Web Mercator. ST_AsMVTGeom does the same and makes every outline valid again, which took three times as long as all the rest."""
ZONES = f"""
    SELECT kind, name, ST_ForcePolygonCCW(ST_CollectionExtract({TO_UNITS.format(drawn="cut")}, 3)) AS geom
      FROM (SELECT id, kind, name, ST_Simplify(ST_ClipByBox2D({{drawn}}, {AROUND}), :tolerance, true) AS cut
              FROM zone WHERE kind = ANY(:kinds) AND {{drawn}} && {AROUND}) near
     ORDER BY kind DESC, id
"""
"""What lies outside is cut off before it is simplified: a region has ten thousand corners."""
ZONE_NAMES = f"""
    SELECT kind, name, {TO_UNITS.format(drawn="middle")} AS geom FROM zone WHERE kind = ANY(:kinds) AND middle && {ENVELOPE}
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile as it is now; data: Mapbox Vector Tile, empty where there is nothing. generation: which it belongs to."""

    generation: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Latest:
    """The generation of now; bounds, home as in `MapState`; sources: whom to name for the outlines, nobody where there are none."""

    generation: int
    bounds: list[float]
    home: list[float]
    sources: list[str]

    @property
    def reach(self) -> list[float]:
        """Return (west, south, east, north) of all there is, in degrees; empty while there is nothing."""
        if not self.bounds:
            return []
        west, south, east, north = self.bounds
        widened = (max(west - CELL, -180), max(south - CELL, -90), min(east + CELL, 180), min(north + CELL, 90))
        return [round(edge, 2) for edge in widened]


def get_latest(session: Session) -> Latest:
    """Return the generation that tiles are asked for under."""
    row = session.execute(LATEST).one()
    return Latest(row.generation, row.bounds, row.home, row.sources)


def is_tile(zoom: int, x: int, y: int) -> bool:
    """Say whether there is such a tile."""
    return 0 <= zoom <= MAX_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom


def find_tile(session: Session, layer: str, place: tuple[int, int, int], *, today: date) -> Tile:
    """Return the tile of `layer` at (z, x, y); one statement, so that generation and content belong together."""
    row = session.execute(_statement(layer, place[0]), _values(place, today)).one()
    return Tile(row.generation, bytes(row.tile))


def _statement(layer: str, zoom: int) -> TextClause:
    if layer == "zones":
        tile = f"{_encoded('zones', ZONES.format(drawn=_at(zoom, DRAWN)))} || {_encoded('names', ZONE_NAMES)}"
    else:
        tile = _encoded("places", PLACES.format(most=_at(zoom, MOST_FEATURES)) if zoom > CLOSEST else CLUSTERS)
    return text(f"SELECT generation, {tile} AS tile FROM map_state")


def _at(zoom: int, by_zoom: Mapping[int, T]) -> T:
    return by_zoom[max(least for least in by_zoom if least <= zoom)]


def _encoded(layer: str, features: str) -> str:
    once = f"{features} OFFSET 0"  # else PostgreSQL works every shape out twice: to see whether it is empty, and to write it
    return f"(SELECT ST_AsMVT(f, '{layer}', {EXTENT}, 'geom') FROM ({once}) f WHERE NOT ST_IsEmpty(geom))"


def _values(place: tuple[int, int, int], today: date) -> dict[str, Any]:
    zoom, x, y = place
    unit_m = WORLD_M / 2**zoom / EXTENT
    return {
        "z": zoom,
        "x": x,
        "y": y,
        "tiles": 2**zoom,
        "cell_x": x << CELLS_BITS,
        "cell_y": y << CELLS_BITS,
        "units_a_metre": 1 / unit_m,
        "shift_x": (2**zoom / 2 - x) * EXTENT,
        "shift_y": (2**zoom / 2 - y) * EXTENT,
        "tolerance": unit_m * 4,
        "kinds": list(_at(zoom, KINDS)),
        "today": today,
        **_units(zoom, x, y),
    }


def _units(zoom: int, x: int, y: int) -> dict[str, int]:
    """Say where the tile lies in the units of `map_place`."""
    bits = WORLD_BITS - zoom
    first = max(zoom - CLOSEST - 1, 0)
    return {
        "tile": (x >> first) * 2 ** (CLOSEST + 1) + (y >> first),
        "left": x << bits,
        "top": y << bits,
        "wide": 1 << bits,
        "unit": bits - EXTENT_BITS,
    }
