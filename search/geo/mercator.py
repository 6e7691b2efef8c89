"""Count in worlds: 0 to 1 from the north-west corner of Web Mercator, which tiles and cells of a map are parts of."""

from math import atan, degrees, log, pi, radians, sinh, tan

from search.criteria import Position

Box = tuple[float, float, float, float]
"""(south, west, north, east) in degrees."""
MAX_LATITUDE = 85.05112878
WHOLE_WORLD: Box = (-MAX_LATITUDE, -180.0, MAX_LATITUDE, 180.0)


def to_world(position: Position) -> tuple[float, float]:
    """Return (x, y) of a position; what lies beyond the edge counts as lying on it."""
    latitude = max(-MAX_LATITUDE, min(MAX_LATITUDE, position[0]))
    return (position[1] + 180) / 360, 0.5 - log(tan(pi / 4 + radians(latitude) / 2)) / (2 * pi)


def to_position(x: float, y: float) -> Position:
    """Return the position at (x, y)."""
    return degrees(atan(sinh(pi * (1 - 2 * y)))), x * 360 - 180


def tile_box(zoom: int, x: int, y: int) -> Box:
    """Return the degrees a tile covers."""
    tiles = 2**zoom
    north, west = to_position(x / tiles, y / tiles)
    south, east = to_position((x + 1) / tiles, (y + 1) / tiles)
    return south, west, north, east
