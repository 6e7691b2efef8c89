"""What tests of the map share: tiles fetched and read."""

import gzip
import math

import mapbox_vector_tile
from sqlalchemy import text

from portal.db import db
from portal.services.maps import tiles as map_tiles

PLACED = "FROM resource r WHERE r.status = 'published' AND r.point IS NOT NULL AND (r.kind <> 'event' OR EXISTS (SELECT FROM event_date WHERE resource_id = r.id AND ends_on >= current_date))"


def placed() -> int:
    """How many resources a map shows."""
    with db.session() as session:
        return session.execute(text(f"SELECT count(*) {PLACED}")).scalar_one()


def generation() -> int:
    with db.session() as session:
        return map_tiles.get_latest(session).generation


def tile_at(latitude: float, longitude: float, zoom: int) -> tuple[int, int, int]:
    x = (longitude + 180) / 360
    y = 0.5 - math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)
    return zoom, int(x * 2**zoom), int(y * 2**zoom)


def fetch(client, layer: str, place: tuple[int, int, int], *, of: int | None = None):
    url = "/tiles/{}/{}/{}/{}/{}.mvt".format(generation() if of is None else of, layer, *place)
    return client.get(url, headers={"Accept-Encoding": "gzip"})


def read(response) -> dict:
    """Return the layers of a tile, none of an empty one."""
    if response.status_code == 204:
        return {}
    assert response.headers["Content-Encoding"] == "gzip"
    return mapbox_vector_tile.decode(gzip.decompress(response.data), default_options={"y_coord_down": True})


def features(response, layer: str) -> list[dict]:
    return read(response).get(layer, {}).get("features", [])
