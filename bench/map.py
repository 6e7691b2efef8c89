"""Measure the map at national size: tiles over HTTP, what a view weighs, what is nearest, what lies in a drawn area.

`script/bench map`; it takes the 500 000 resources that `script/bench search` has left (BENCH_REUSE=1), or makes 50 000.
"""

import http.client
import random
import time
from datetime import date
from http import HTTPStatus
from itertools import product
from math import cos, pi, radians, sin

from sqlalchemy import text

from bench.measure import Row
from bench.portal import environment_of, prepare, serve
from bench.search import NAME
from portal.db import db
from portal.services.maps import clusters as map_clusters
from portal.services.maps.tiles import LAYERS
from portal.services.resources import nearby
from portal.services.searching import engines
from search.criteria import Criteria, Position
from search.geo.mercator import to_world

SAMPLES = 150
CLOSE, FAR = range(9, 15), range(9)
WIDE, HIGH = 4, 3
"""Tiles of a view on a large screen."""
AREA_M, CORNERS = 3_000, 24
METRES_PER_DEGREE = 111_320
KILOBYTE = 1024
NEAREST = 20
PLACES = text(
    "SELECT id, ST_Y(point) AS lat, ST_X(point) AS lon FROM resource WHERE point IS NOT NULL ORDER BY md5(id::text) LIMIT :samples"
)


def main() -> None:
    """Measure and print the table."""
    config = prepare(NAME, is_indexed=False)
    today = date.today()
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        started = time.perf_counter()
        map_clusters.refresh(session, today=today, is_forced=True)
        refreshed = time.perf_counter() - started
        total = session.execute(text("SELECT count(*) FROM resource WHERE status = 'published'")).scalar_one()
        outlines = session.execute(text("SELECT count(*) FROM zone WHERE outline IS NOT NULL")).scalar_one()
        places = session.execute(PLACES, {"samples": SAMPLES}).all()
    spots = [(row.lat, row.lon) for row in places]
    rows = [Row(f"clusters of {total} resources worked out anew", f"{refreshed:.1f} s", "", True)]
    rows.append(Row("zones with an outline", str(outlines), "", True))
    with serve("wsgi:app", environment_of(config)) as port:
        rows += _tiles(port, spots)
    rows.append(_nearest([row.id for row in places], today))
    rows += _searches(spots, today)
    print("| subject | measured | goal | reached |\n|---|---|---|---|")
    for row in rows:
        print(
            f"| {row.subject} | {row.measured} | {row.goal} | {'' if not row.goal else 'yes' if row.is_reached else 'NO'} |"
        )


def _tiles(port: int, spots: list[Position]) -> list[Row]:
    rows, weights, views = [], [], []
    for (zooms, goal), layer in product(((CLOSE, 25), (FAR, 5)), LAYERS):
        for zoom in zooms:
            addresses = sorted({_tile_of(spot, zoom) for spot in spots})
            _ask(port, layer, zoom, addresses[:3])
            answers = _ask(port, layer, zoom, addresses)
            took = [milliseconds for milliseconds, _ in answers]
            weights += [size for _, size in answers]
            late, median = share(took, 95), share(took, 50)
            subject = f"tiles of {layer}, zoom {zoom}, {len(took)} of them, over HTTP: p50, p95"
            rows.append(Row(subject, f"{median:.1f} ms, {late:.1f} ms", f"p95 ≤ {goal} ms", late <= goal))
            views += [_view_kilobytes(port, zoom, address) for address in addresses[:10]] if layer == "places" else []
    rows.append(
        Row("largest tile, packed", f"{max(weights) / KILOBYTE:.0f} KB", "≤ 100 KB", max(weights) <= 100 * KILOBYTE)
    )
    rows.append(
        Row(
            f"heaviest view of {WIDE} × {HIGH} tiles of both layers, packed",
            f"{max(views):.0f} KB",
            "≤ 400 KB",
            max(views) <= 400,
        )
    )
    return rows


def _tile_of(spot: Position, zoom: int) -> tuple[int, int]:
    x, y = to_world(spot)
    return int(x * 2**zoom), int(y * 2**zoom)


def _ask(port: int, layer: str, zoom: int, addresses: list[tuple[int, int]]) -> list[tuple[float, int]]:
    """Return milliseconds and packed bytes of each tile."""
    connection, found = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    for x, y in addresses:
        started = time.perf_counter()
        connection.request("GET", f"/tiles/1/{layer}/{zoom}/{x}/{y}.mvt", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        found.append(((time.perf_counter() - started) * 1000, len(body)))
        if answer.status not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            raise SystemExit(f"{answer.status} for tile {layer}/{zoom}/{x}/{y}: {body[:200]!r}")
    connection.close()
    return found


def _view_kilobytes(port: int, zoom: int, address: tuple[int, int]) -> float:
    tiles = 2**zoom
    around = [(address[0] + x, address[1] + y) for x, y in product(range(WIDE), range(HIGH))]
    wanted = [(x, y) for x, y in around if x < tiles and y < tiles]
    return sum(size for layer in LAYERS for _, size in _ask(port, layer, zoom, wanted)) / KILOBYTE


def _nearest(resource_ids: list[int], today: date) -> Row:
    took = []
    for resource_id in resource_ids:
        with db.session() as session:
            started = time.perf_counter()
            nearby.find_nearest(session, resource_id, today=today, most=NEAREST)
            took.append((time.perf_counter() - started) * 1000)
    late, median = share(took, 95), share(took, 50)
    subject = f"the {NEAREST} nearest to a place, as its page asks for them: p50, p95"
    return Row(subject, f"{median:.1f} ms, {late:.1f} ms", "p50 ≤ 5 ms", median <= 5)


def _searches(spots: list[Position], today: date) -> list[Row]:
    nearest = [_search_ms(Criteria(near=spot, sort="distance"), today) for spot in spots]
    areas = [_search_ms(Criteria(polygon=_ring(spot)), today) for spot in spots]
    median, late = share(nearest, 50), share(areas, 95)
    return [
        Row("a page of search results, nearest first, with the counts of facets: p50", f"{median:.1f} ms", "", True),
        Row(
            f"search in a drawn area of {CORNERS} corners, as large as a commune: p95",
            f"{late:.1f} ms",
            "≤ 60 ms",
            late <= 60,
        ),
    ]


def _search_ms(criteria: Criteria, today: date) -> float:
    with db.session() as session:
        started = time.perf_counter()
        found = engines.search(session, criteria, today=today)
        took = (time.perf_counter() - started) * 1000
    if found.engine != "elasticsearch":
        raise SystemExit("Elasticsearch did not answer")
    return took


def _ring(middle: Position) -> tuple[Position, ...]:
    chance = random.Random(str(middle))  # noqa: S311
    high, wide = AREA_M / METRES_PER_DEGREE, AREA_M / METRES_PER_DEGREE / cos(radians(middle[0]))
    corners = ((2 * pi * n / CORNERS, chance.uniform(0.7, 1.3)) for n in range(CORNERS))
    return tuple((middle[0] + high * r * sin(angle), middle[1] + wide * r * cos(angle)) for angle, r in corners)


def share(values: list[float], percent: int) -> float:
    """Return the value that so many per cent stay below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


if __name__ == "__main__":
    main()
