"""Fetch tiles as a map does and read what is in them."""

from datetime import date
from itertools import pairwise

import mapbox_vector_tile
import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.maps import clusters as map_clusters
from portal.services.maps import tiles as map_tiles
from search.geo.mercator import tile_box
from tests.map_client import features, fetch, generation, placed, read, tile_at
from tests.outbox_client import execute

pytestmark = pytest.mark.usefixtures("filled")

BLOIS = (47.5857, 1.3316)
SQUARE = "MULTIPOLYGON((({w} {s},{e} {s},{e} {n},{w} {n},{w} {s})))"


@pytest.fixture(scope="module")
def client(filled):
    with db.transaction() as session:
        map_clusters.refresh(session, today=date.today(), is_forced=True)
    return filled.test_client()


def counted(found: list[dict]) -> int:
    return sum(feature["properties"].get("count", 1) for feature in found)


@pytest.mark.parametrize("zoom", [0, 1, 5, 8])
def test_tiles_of_a_zoom_hold_every_place_once(client, zoom):
    around = {tile_at(lat / 10, lon / 10, zoom) for lat in range(460, 490) for lon in range(-10, 30)}
    assert sum(counted(features(fetch(client, "places", place), "places")) for place in around) == placed()


@pytest.mark.parametrize("zoom", [9, 12, 14])
def test_close_tile_holds_the_places_themselves(client, zoom):
    found = features(fetch(client, "places", tile_at(*BLOIS, zoom)), "places")
    assert found
    assert all(set(feature["properties"]) == {"id", "category", "name"} for feature in found)
    assert all(0 <= number <= 4096 for feature in found for number in feature["geometry"]["coordinates"])
    assert "Château royal de Blois" in {feature["properties"]["name"] for feature in found}


def test_place_stands_where_it_is(client):
    place = tile_at(*BLOIS, 14)
    found = {
        f["properties"]["name"]: f["geometry"]["coordinates"]
        for f in features(fetch(client, "places", place), "places")
    }
    with db.session() as session:
        wanted = session.execute(
            text(
                "SELECT t.name, ST_AsText(ST_AsMVTGeom(ST_Transform(r.point, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 0, false)) AS place"
                " FROM resource r JOIN resource_text t ON t.resource_id = r.id AND t.lang = 'fr' WHERE t.name = ANY(:names)"
            ),
            {"z": place[0], "x": place[1], "y": place[2], "names": list(found)},
        ).all()
    assert wanted
    for name, point in wanted:
        x, y = (float(part) for part in point.removeprefix("POINT(").removesuffix(")").split())
        assert found[name] == pytest.approx((x, y), abs=1)


@pytest.mark.parametrize("zoom", [9, 10, 11])
def test_best_places_are_kept_when_there_are_too_many(client, monkeypatch, zoom):
    monkeypatch.setattr(map_tiles, "MOST_FEATURES", {9: 3})
    place = tile_at(*BLOIS, zoom)
    found = [feature["properties"]["id"] for feature in features(fetch(client, "places", place), "places")]
    assert len(found) == 3
    south, west, north, east = tile_box(*place)
    with db.session() as session:
        best = session.execute(
            text(
                "SELECT r.id FROM resource r WHERE status = 'published' AND point && ST_MakeEnvelope(:w, :s, :e, :n, 4326) AND (kind <> 'event'"
                " OR EXISTS (SELECT FROM event_date WHERE resource_id = r.id AND ends_on >= current_date)) ORDER BY quality DESC, id LIMIT 3"
            ),
            {"w": west, "s": south, "e": east, "n": north},
        ).scalars()
        assert set(found) == set(best)


@pytest.mark.parametrize(("zoom", "most"), [(9, 1_500), (11, 1_500), (12, 2_000), (14, 2_000)])
def test_tile_never_holds_more_than_its_zoom_allows(client, zoom, most):
    with db.transaction() as session, session.begin_nested() as trial:
        session.execute(
            text(
                "INSERT INTO resource (source, source_id, kind, category, classes, status, point, quality) SELECT 'crowd', n, 'place', 'stay', '{}',"
                " 'published', ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 100 FROM generate_series(1, 2100) n"
            ),
            {"lat": BLOIS[0], "lon": BLOIS[1]},
        )
        session.execute(
            text(
                "INSERT INTO resource_text (resource_id, lang, name) SELECT id, 'fr', 'Gîte' FROM resource WHERE source = 'crowd'"
            )
        )
        tile = map_tiles.find_tile(session, "places", tile_at(*BLOIS, zoom), today=date.today())
        trial.rollback()
    found = mapbox_vector_tile.decode(tile.data)["places"]["features"]
    assert len(found) == most


def test_tile_is_kept_for_good_under_its_generation_only(client):
    for layer, zoom in (("places", 5), ("places", 12), ("zones", 5)):
        response = fetch(client, layer, tile_at(*BLOIS, zoom))
        assert response.cache_control.immutable
        assert response.cache_control.max_age >= 31_536_000
        for other in (0, generation() - 1, 10**30):
            old = fetch(client, layer, tile_at(*BLOIS, zoom), of=other)
            assert old.cache_control.max_age <= 60
            assert old.data == response.data
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("place", ["15/0/0", "3/8/0", "3/0/8", "0/0/1", "-1/0/0", "a/0/0", "3/99999999999999999999/0"])
def test_tile_that_cannot_be_is_not_found(client, place):
    assert client.get(f"/tiles/1/places/{place}.mvt").status_code == 404
    assert client.get("/tiles/1/accounts/0/0/0.mvt").status_code == 404


def test_sea_is_empty(client):
    for zoom in (8, 14):
        response = fetch(client, "places", tile_at(0.0, -30.0, zoom))
        assert (response.status_code, response.data) == (204, b"")
        assert response.cache_control.immutable


def test_browser_without_gzip_gets_the_plain_tile(client):
    url = "/tiles/{}/places/{}/{}/{}.mvt".format(generation(), *tile_at(*BLOIS, 12))
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert b"places" in plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_latest_generation_tells_where_to_look(client):
    response = client.get("/tiles/latest.json")
    found = response.json
    assert found["places"] == f"/tiles/{generation()}/places/{{z}}/{{x}}/{{y}}.mvt"
    west, south, east, north = found["home"]
    assert west < BLOIS[1] < east
    assert south < BLOIS[0] < north
    assert response.cache_control.max_age <= 10
    execute("UPDATE zone SET outline = NULL")
    assert client.get("/tiles/latest.json").json["sources"] == [], "nobody is to be thanked for outlines"


def test_outlines_come_by_zoom_with_name_and_kind(client):
    execute("UPDATE zone SET outline = NULL")
    for kind, code, name, half in (
        ("region", "R1", "Centre", 1.5),
        ("department", "D1", "Loir", 0.5),
        ("park", "P1", "Chambord", 0.2),
        ("commune", "C1", "Blois-ville", 0.05),
    ):
        corners = {"w": BLOIS[1] - half, "e": BLOIS[1] + half, "s": BLOIS[0] - half, "n": BLOIS[0] + half}
        execute(
            "INSERT INTO zone (kind, code, name, outline) VALUES (:kind, :code, :name, ST_GeomFromText(:outline, 4326))",
            kind=kind,
            code=code,
            name=name,
            outline=SQUARE.format(**corners),
        )
    for zoom, kinds in (
        (4, {"region"}),
        (7, {"region", "department"}),
        (9, {"region", "department", "park"}),
        (11, {"region", "department", "park", "commune"}),
    ):
        layers = read(fetch(client, "zones", tile_at(*BLOIS, zoom)))
        outlines = layers["zones"]["features"]
        assert {feature["properties"]["kind"] for feature in outlines} == kinds
        assert all(set(feature["properties"]) == {"kind", "name"} for feature in outlines)
        assert {feature["geometry"]["type"] for feature in outlines} == {"Polygon"}
        assert {feature["properties"]["name"] for feature in layers["names"]["features"]} >= {"Centre"}
    assert fetch(client, "zones", tile_at(0.0, -30.0, 6)).status_code == 204


def test_odd_outlines_are_drawn_as_far_as_they_go(client):
    execute("UPDATE zone SET outline = NULL")
    ring = "({w} {s},{e} {s},{e} {n},{w} {n},{w} {s})"
    lake = ring.format(w=0.3, e=0.4, s=47.2, n=47.3)
    for code, outline in (
        ("pole", "MULTIPOLYGON((" + ring.format(w=-180, e=180, s=70, n=90) + "))"),
        ("antarctic", "MULTIPOLYGON((" + ring.format(w=-180, e=180, s=-90, n=-88) + "))"),
        ("islet", "MULTIPOLYGON((" + ring.format(w=0.5, e=0.50001, s=47.5, n=47.50001) + "))"),
        ("shore", "MULTIPOLYGON((" + ring.format(w=0.0, e=1.0, s=47.0, n=48.0) + "," + lake + "))"),
    ):
        execute(
            "INSERT INTO zone (kind, code, name, outline) VALUES ('region', :code, :code, ST_GeomFromText(:outline, 4326))",
            code=code,
            outline=outline,
        )
    whole = read(fetch(client, "zones", (0, 0, 0)))["zones"]["features"]
    assert "pole" in {feature["properties"]["name"] for feature in whole}
    north = read(fetch(client, "zones", (1, 0, 0)))
    assert {"pole", "shore"} <= {feature["properties"]["name"] for feature in north["zones"]["features"]}
    for zoom in (8, 9):
        (shore,) = read(fetch(client, "zones", tile_at(47.25, 0.35, zoom)))["zones"]["features"][-1:]
        assert shore["properties"]["name"] == "shore"
        outer, lake = shore["geometry"]["coordinates"]
        assert _area(outer) * _area(lake) < 0, "a lake runs the other way round, as the format wants it"
    assert fetch(client, "zones", tile_at(-84.0, 0.0, 4)).status_code == 204


def _area(ring):
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))
