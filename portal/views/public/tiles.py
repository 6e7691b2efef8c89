"""Serve vector tiles: the same for everybody, for good under their generation, without session or cookie."""

import gzip

from flask import Blueprint, Response, abort, jsonify, request

from portal import clock
from portal.auth.guards import public
from portal.db import db
from portal.services.maps import tiles as map_tiles

tiles = Blueprint("tiles", __name__, url_prefix="/tiles")

ONE_YEAR_S = 365 * 24 * 3600
FOR_GOOD = f"public, max-age={ONE_YEAR_S}, immutable"
FOR_NOW = "public, max-age=60"
"""Of a generation that is not the one of now: who asks has an old map open, or makes numbers up."""
LATEST = "public, max-age=10"
MIME_TYPE = "application/vnd.mapbox-vector-tile"
LEVEL = 5


@tiles.get("/latest.json")
@public
def latest() -> Response:
    """Tell the generation of now, where its tiles are, and what part of the world is worth showing."""
    with db.session() as session:
        found = map_tiles.get_latest(session)
    answer = jsonify(
        generation=found.generation,
        **{layer: f"/tiles/{found.generation}/{layer}/{{z}}/{{x}}/{{y}}.mvt" for layer in map_tiles.LAYERS},
        maxzoom=map_tiles.MAX_ZOOM,
        bounds=found.bounds,
        reach=found.reach,
        home=found.home,
        sources=found.sources,
    )
    answer.headers["Cache-Control"] = LATEST
    return answer


@tiles.get("/<int:generation>/<any(places, zones):layer>/<int:z>/<int:x>/<int:y>.mvt")
@public
def show(*, generation: int, layer: str, z: int, x: int, y: int) -> Response:
    """Answer with a tile, 204 where there is nothing; a generation that is not the one of now gets today's tile for a minute."""
    if not map_tiles.is_tile(z, x, y):
        abort(404)
    with db.session() as session:
        tile = map_tiles.find_tile(session, layer, (z, x, y), today=clock.today())
    answer = _encoded(tile.data) if tile.data else Response(status=204)
    answer.headers["Cache-Control"] = FOR_GOOD if generation == tile.generation else FOR_NOW
    return answer


def _encoded(data: bytes) -> Response:
    answer = Response(data, mimetype=MIME_TYPE)
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        answer.set_data(gzip.compress(data, LEVEL, mtime=0))
        answer.content_encoding = "gzip"
    return answer
