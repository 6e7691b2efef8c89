"""This file cuts vector tiles: places one by one or from clusters, zones from their outlines."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from portal.services.basic_spots import WORLD_X, WORLD_Y
from portal.services.map_clusters import CLOSEST, NOT_OVER, WORLD_BITS
from search.mercator import tile_box
from search.spots import CELLS_BITS

MAX_ZOOM = 14
"""Closer maps enlarge these tiles."""
MOST_FEATURES = {9: 1_500, 12: 2_000}
"""By the zoom from which on it holds. Where no names are drawn yet, fewer will do: twelve full tiles are a view of less than 400 KB."""
EXTENT, MARGIN = 4096, 64
EXTENT_BITS = EXTENT.bit_length() - 1
LAYERS = ("places", "zones")

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
    0: ("region",), 6: ("region", "department"), 8: ("region", "department", "park"), 10: ("region", "department", "park", "commune"),
}  # fmt: skip
"""From which zoom on outlines of these kinds are drawn."""
AROUND = "ST_MakeEnvelope(:around_west, :around_south, :around_east, :around_north, 4326)"
ZONES = f"""
    SELECT kind, name, ST_AsMVTGeom(ST_Transform(outline, 3857), ST_TileEnvelope(:z, :x, :y), {EXTENT}, {MARGIN}, true) AS geom
      FROM (SELECT kind, name, ST_Simplify(ST_ClipByBox2D(outline, {AROUND}), :tolerance, true) AS outline
              FROM zone WHERE kind = ANY(:kinds) AND outline && {AROUND} ORDER BY kind DESC, id) cut
"""
"""What lies outside is cut off before it is simplified and projected: a region has ten thousand corners."""
ZONE_NAMES = f"""
    SELECT kind, name, {GEOM}
      FROM (SELECT kind, name, {WORLD_X.format(point="middle")} AS x, {WORLD_Y.format(point="middle")} AS y
              FROM (SELECT kind, name, ST_Centroid(outline) AS middle FROM zone
                     WHERE kind = ANY(:kinds) AND outline && ST_MakeEnvelope(:west, :south, :east, :north, 4326)) z
             WHERE middle && ST_MakeEnvelope(:west, :south, :east, :north, 4326)) named
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
        tile = f"{_encoded('zones', ZONES)} || {_encoded('names', ZONE_NAMES)}"
    else:
        tile = _encoded("places", PLACES.format(most=_most(zoom)) if zoom > CLOSEST else CLUSTERS)
    return text(f"SELECT generation, {tile} AS tile FROM map_state")


def _most(zoom: int) -> int:
    return MOST_FEATURES[max(least for least in MOST_FEATURES if least <= zoom)]


def _encoded(layer: str, features: str) -> str:
    return f"(SELECT ST_AsMVT(f, '{layer}', {EXTENT}, 'geom') FROM ({features}) f WHERE geom IS NOT NULL)"


def _values(place: tuple[int, int, int], today: date) -> dict[str, Any]:
    zoom, x, y = place
    south, west, north, east = tile_box(zoom, x, y)
    wide, high = (east - west) * 2 * MARGIN / EXTENT, (north - south) * 2 * MARGIN / EXTENT
    return {
        "z": zoom, "x": x, "y": y, "tiles": 2**zoom, "cell_x": x << CELLS_BITS, "cell_y": y << CELLS_BITS,
        "south": south, "west": west, "north": north, "east": east,
        "around_south": south - high, "around_west": west - wide, "around_north": north + high, "around_east": east + wide,
        "tolerance": (east - west) / EXTENT * 4, "kinds": list(KINDS[max(least for least in KINDS if least <= zoom)]),
        "today": today, **_units(zoom, x, y),
    }  # fmt: skip


def _units(zoom: int, x: int, y: int) -> dict[str, int]:
    """Say where the tile lies in the units of `map_place`."""
    bits = WORLD_BITS - zoom
    first = max(zoom - CLOSEST - 1, 0)
    return {
        "tile": (x >> first) * 2 ** (CLOSEST + 1) + (y >> first),
        "left": x << bits, "top": y << bits, "wide": 1 << bits, "unit": bits - EXTENT_BITS,
    }  # fmt: skip
