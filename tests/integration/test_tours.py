"""Check lines of tours in a real database: attaching, what stays over a new delivery, projections, the command."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.db import db
from portal.errors import InvalidInput, NotFound
from portal.services.tours import attach as tour_attach
from portal.services.tours.lines import LAMBERT_93, get_line
from tests.factories.gpx import gpx, hill, mapped, ring, track
from tests.tour_places import attach, deliver, id_of, lay, row, walk

SHARED = Path(os.environ.get("ESCALE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "gpx"


@pytest.fixture(autouse=True)
def places(app, tmp_path):
    lay(tmp_path)


def test_line_is_stored_and_missing_facts_are_computed():
    done = attach("Côte numéro 1", track(hill()))
    stored = row("Côte numéro 1")
    assert (stored.points, stored.dims, stored.srid, stored.has_heights) == (21, 3, 4326, True)
    assert done.computed == tuple(stored.computed) == tour_attach.FACTS
    assert (stored.difficulty, stored.is_loop, stored.duration_min) == ("easy", False, 75)
    with db.session() as session:
        length = session.execute(
            text("SELECT ST_Length(geography(ST_Force2D(line))) FROM tour WHERE line IS NOT NULL")
        ).scalar_one()
    assert stored.distance_m == pytest.approx(length, abs=0.1)


def test_stated_facts_are_kept_and_doubted():
    done = attach("cote numero 2", track(hill()))
    stored = row("Côte numéro 2")
    assert (stored.distance_m, stored.climb_m) == (9000, 150)
    assert set(stored.computed) == {"duration_min", "difficulty", "is_loop"}
    assert set(done.doubtful) == {"distance_m"}, "a climb of 150 m may well be one of 180"
    assert stored.descent_m is None, "of another length"


@pytest.mark.parametrize(
    ("climb", "descent", "computed"),
    [("150", None, True), ("280", None, True), ("900", None, False), (None, "5", False)],
)
def test_descent_is_taken_only_from_a_line_that_agrees_with_the_stated_climb(tmp_path, climb, descent, computed):
    stated = {"positiveCumulDifference": climb, "negativeCumulDifference": descent, "tourDistance": "2200"}
    deliver(tmp_path, walk(1, lastUpdate="2026-10-05", **{key: value for key, value in stated.items() if value}))
    done = attach("Côte numéro 1", track(hill()))
    assert ("descent_m" in done.computed) is (computed and not descent)
    assert ("climb_m" in done.computed) is False


def test_line_of_another_place_or_length_is_doubted():
    assert attach("Côte numéro 1", track(hill())).doubts == ()
    (far,) = attach("Côte numéro 1", track(hill(start=(14.3, 45.8)))).doubts
    assert far.code == "gpx.far"
    assert far.metres["away"] == pytest.approx(1_015_000, rel=0.02)
    (long,) = attach("Côte numéro 2", track(hill())).doubts
    assert (long.code, long.metres) == ("gpx.length", {"stated": 9000, "measured": pytest.approx(2224, abs=5)})


@pytest.mark.parametrize(("north", "is_far"), [(0.17, False), (0.19, True)])
def test_line_is_far_from_20_km_on(north, is_far):
    with db.session() as session:
        lon, lat = session.execute(
            text("SELECT ST_X(point), ST_Y(point) FROM resource WHERE id = :id"), {"id": id_of("Côte numéro 1")}
        ).one()
    done = attach("Côte numéro 1", track(hill(start=(lon, lat + north))))
    assert ("gpx.far" in [doubt.code for doubt in done.doubts]) is is_far


def test_second_line_replaces_the_first_and_its_facts():
    assert not attach("Côte numéro 1", track(hill())).is_replaced
    again = attach("Côte numéro 1", track(ring()))
    assert again.is_replaced
    assert (again.facts["is_loop"], row("Côte numéro 1").points) == (True, 5)


def test_line_without_heights_takes_the_stated_climb_for_its_estimates():
    flat = [(lon, lat, None) for lon, lat, _ in hill()]
    assert attach("Côte numéro 1", track(flat)).computed == ("distance_m", "is_loop")
    assert "duration_min" in attach("Côte numéro 2", track(flat)).computed


def test_new_delivery_keeps_the_line_and_what_was_computed(tmp_path):
    attach("Côte numéro 1", track(hill()), '<wpt lat="47.6" lon="1.3"><name>Puits</name></wpt>')
    deliver(tmp_path, walk(1, lastUpdate="2026-10-01"))
    kept = row("Côte numéro 1")
    assert (kept.points, set(kept.computed), kept.duration_min) == (21, set(tour_attach.FACTS), 75)
    assert kept.waypoints[0]["name"] == "Puits"
    deliver(tmp_path, walk(1, lastUpdate="2026-10-02", tourDistance="2500", difficulty="Facile"))
    stated = row("Côte numéro 1")
    assert (stated.distance_m, stated.difficulty, stated.points) == (2500, "Facile", 21)
    assert set(stated.computed) == set(tour_attach.FACTS) - {"distance_m", "difficulty"}
    deliver(tmp_path, walk(2, lastUpdate="2026-10-01"))
    assert row("Côte numéro 2") is None, "a tour without a line is delivered as before"


def test_only_tours_get_a_line_and_names_must_be_clear(tmp_path):
    with db.transaction() as session:
        with pytest.raises(tour_attach.NotATour, match="“Château numéro 0” is no tour"):
            tour_attach.get_tour(session, str(id_of("Château numéro 0")))
        for wanted in ("999999999", "9" * 30, "nowhere", "", "Château numéro 0"):
            with pytest.raises(NotFound):
                tour_attach.get_tour(session, wanted)
    deliver(tmp_path, walk(3, **{"rdfs:label": {"fr": ["Côte numéro 1"]}}))
    with db.transaction() as session, pytest.raises(tour_attach.SeveralTours, match="several"):
        tour_attach.get_tour(session, "Côte numéro 1")


def test_change_of_a_line_is_noted_for_cache_and_search():
    with db.transaction() as session:
        session.execute(text("DELETE FROM outbox"))
    attach("Côte numéro 1", track(hill()))
    with db.session() as session:
        noted = session.execute(text("SELECT entity_id FROM outbox WHERE entity = 'resource'")).scalars().all()
    assert noted == [id_of("Côte numéro 1")]


def test_lambert_93_is_as_postgis_has_it_and_only_where_it_is_made_for():
    attach("Côte numéro 1", track(hill()), '<wpt lat="47.585" lon="1.331"/><wpt lat="0" lon="1"/>')
    with db.session() as session:
        found = get_line(session, id_of("Côte numéro 1"), lang="fr", srid=LAMBERT_93)
    assert found.points[0][:2] == pytest.approx((574_700, 6_723_000), abs=3000)
    assert found.points[0][2] == 100
    assert [(w.longitude, w.latitude) for w in found.waypoints] == [pytest.approx(found.points[0][:2])]
    attach("Côte numéro 1", track(hill(start=(14.3, 45.8))))
    with db.session() as session, pytest.raises(InvalidInput):
        get_line(session, id_of("Côte numéro 1"), lang="fr", srid=LAMBERT_93)


def test_command_reports_as_the_others_do(app, tmp_path):
    path = tmp_path / "a.gpx"
    path.write_bytes(gpx(track([], hill())))
    runner = app.test_cli_runner()
    command = ["tours", "import", str(path), "--resource", str(id_of("Côte numéro 2"))]
    tried = runner.invoke(args=[*command, "--dry-run"])
    assert "Would have stored 21 points" in tried.output
    assert row("Côte numéro 2").line is None
    done = runner.invoke(args=command)
    assert done.exit_code == 0
    assert "left out: Parts without a line" in done.output
    assert "stated are 9000 m" in done.output
    assert "Lines much longer or shorter than stated: Stated are 9.0 km, the line has 2.2 km." in done.output
    assert row("Côte numéro 2").points == 21


@pytest.mark.parametrize("data", [b"", gpx(prolog="<!DOCTYPE gpx>"), b"<kml/>", gpx()])
def test_command_refuses_with_a_reason(app, tmp_path, data):
    path = tmp_path / "a.gpx"
    path.write_bytes(data)
    done = app.test_cli_runner().invoke(args=["tours", "import", str(path), "--resource", str(id_of("Côte numéro 1"))])
    assert done.exit_code == 1
    assert "file refused" in done.output
    assert row("Côte numéro 1") is None


def test_command_names_an_unknown_tour(app, tmp_path):
    path = tmp_path / "a.gpx"
    path.write_bytes(gpx(track(hill())))
    done = app.test_cli_runner().invoke(args=["tours", "import", str(path), "--resource", "Nowhere"])
    assert (done.exit_code, done.output) == (1, "Error: there is no tour 'Nowhere'\n")


@pytest.mark.parametrize("name", ["cerknicko-without-times", "gpx1.1_with_all_fields", "route"])
def test_real_files_are_stored(name):
    path = SHARED / f"{name}.gpx"
    if not path.exists():
        pytest.skip(f"{path} is not here (ESCALE_SHARED_DATA): real GPX files are not tried")
    with db.transaction() as session:
        track_ = mapped(path.read_bytes()).track
        tour_attach.attach(session, tour_attach.get_tour(session, "Côte numéro 1"), track_)
    assert row("Côte numéro 1").points == len(track_.points)
