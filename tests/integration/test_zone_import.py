"""Import zones into a real database: repaired, stored once, parents found, names kept, bad ones reported."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.db import db
from portal.importers.geojson import OFFICIAL, Fields, read_features
from portal.services.imports import zones as zone_import
from portal.services.maps import tiles as map_tiles
from portal.services.zones import store as zone_store
from tests.factories.outlines import BLOIS, CENTRE, LOIR_ET_CHER, VENDOME, box, build_feature, write_geojson
from tests.own_portal import empty_tables

SHARED = Path(os.environ.get("ESCALE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "boundaries"


@pytest.fixture(autouse=True)
def empty(app):
    with db.transaction() as session:
        empty_tables(session, "resource, import_run, zone, outbox")


def rows(statement, **values):
    with db.session() as session:
        return [tuple(row) for row in session.execute(text(statement), values)]


def execute(statement, **values):
    with db.transaction() as session:
        session.execute(text(statement), values)


def run(path, kind):
    fields = Fields(kind)
    return zone_import.run(db.transaction, read_features(path, fields), fields, path=path)


def bring(tmp_path, kind, *features):
    return run(write_geojson(tmp_path / f"{kind}.geojson", *features), kind)


def test_new_zones_come_with_name_and_outline_and_the_second_time_nothing_changes(tmp_path):
    features = [build_feature("41018", "Blois", box(*BLOIS)), build_feature("41269", "Vendôme", box(*VENDOME))]
    counts = bring(tmp_path, "commune", *features).counts
    assert (counts["read"], counts["added"], counts["skipped"], counts["orphans"]) == (2, 2, 0, 2)
    assert rows("SELECT code, name, ST_GeometryType(outline), ST_SRID(outline) FROM zone ORDER BY code") == [
        ("41018", "Blois", "ST_MultiPolygon", 4326),
        ("41269", "Vendôme", "ST_MultiPolygon", 4326),
    ]
    execute("DELETE FROM outbox")
    counts = bring(tmp_path, "commune", *features).counts
    assert (counts["added"], counts["updated"], counts["unchanged"]) == (0, 0, 2)
    assert rows("SELECT * FROM outbox") == []


def test_names_that_are_there_stay_and_outlines_are_replaced(tmp_path):
    execute("INSERT INTO zone (kind, code, name) VALUES ('commune', '41018', 'Blois')")
    assert bring(tmp_path, "commune", build_feature("41018", "BLOIS CEDEX", box(*VENDOME))).counts["updated"] == 1
    assert bring(tmp_path, "commune", build_feature("41018", "", box(*BLOIS))).counts["updated"] == 1
    assert rows("SELECT name, round(ST_XMin(outline)::numeric, 2)::float FROM zone") == [("Blois", 1.25)]


def test_own_territory_takes_the_name_it_is_delivered_with(tmp_path):
    bring(tmp_path, "custom", build_feature("PAYS", "Pays d’essai", box(*BLOIS)))
    execute("DELETE FROM outbox")
    assert bring(tmp_path, "custom", build_feature("PAYS", "Pays de Blois", box(*BLOIS))).counts["updated"] == 1
    assert bring(tmp_path, "custom", build_feature("PAYS", "", box(*BLOIS))).counts["unchanged"] == 1
    assert rows("SELECT name FROM zone") == [("Pays de Blois",)]


def test_bow_tie_and_overlap_are_repaired_and_reported(tmp_path):
    bow_tie = [[1.0, 47.0], [1.2, 47.2], [1.2, 47.0], [1.0, 47.2], [1.0, 47.0]]
    overlapping = [[box(1.0, 47.0, 1.2, 47.2)], [box(1.1, 47.1, 1.3, 47.3)]]
    outcome = bring(
        tmp_path,
        "commune",
        build_feature("41001", "Averdon", bow_tie),
        build_feature("41002", "Azé", type="MultiPolygon", coordinates=overlapping),
    )
    assert outcome.findings == {("mended", "zone.repaired"): 2}
    assert rows("SELECT bool_and(ST_IsValid(outline)) FROM zone") == [(True,)]
    assert rows("SELECT round(ST_Area(outline)::numeric, 3)::float FROM zone ORDER BY code") == [(0.02,), (0.07,)]
    assert rows("SELECT source, source_id FROM import_finding ORDER BY id") == [
        ("commune", "41001"),
        ("commune", "41002"),
    ]


def test_one_rotten_feature_never_stops_the_others(tmp_path):
    flat = [[1.0, 47.0], [1.1, 47.1], [1.2, 47.2], [1.0, 47.0]]
    outcome = bring(
        tmp_path,
        "commune",
        build_feature("41001", "Line", flat),
        build_feature("41002", "", box(*VENDOME)),
        None,
        build_feature("nowhere", "x", box(*BLOIS)),
        build_feature("41018", "Blois", box(*BLOIS)),
    )
    assert (outcome.counts["read"], outcome.counts["added"], outcome.counts["skipped"]) == (5, 1, 4)
    assert {code for _, code in outcome.findings} == {
        "zone.no_outline",
        "zone.no_name",
        "zone.not_feature",
        "zone.no_code",
    }
    assert rows("SELECT state, counts->>'skipped', importer FROM import_run") == [("finished", "4", "zones")]


def test_zone_the_database_refuses_is_found_and_reported_alone(tmp_path, monkeypatch):
    real = zone_store.store

    def poisoned(session, kind, records, **options):
        if any(record.code == "41003" for record in records):
            session.execute(text("SELECT 1 / 0"))
        return real(session, kind, records, **options)

    monkeypatch.setattr(zone_store, "store", poisoned)
    features = [build_feature(f"4100{n}", f"N{n}", box(1 + n / 10, 47, 1.1 + n / 10, 47.1)) for n in range(1, 8)]
    outcome = bring(tmp_path, "commune", *features)
    assert (outcome.counts["added"], outcome.counts["skipped"]) == (6, 1)
    assert rows("SELECT code, source_id, value FROM import_finding") == [
        ("zone.refused", "41003", "division by zero"),
    ]


def test_parents_come_from_codes_or_from_what_holds_them(tmp_path):
    bring(tmp_path, "commune", build_feature("41018", "Blois", box(*BLOIS)))
    bring(tmp_path, "custom", build_feature("quartier", "Quartier", box(1.30, 47.58, 1.32, 47.60)))
    bring(tmp_path, "department", build_feature("41", "Loir-et-Cher", box(*LOIR_ET_CHER)))
    bring(tmp_path, "park", build_feature("FR1", "Parc", box(1.0, 47.2, 1.5, 47.9)))
    bring(tmp_path, "park", build_feature("FR2", "Grand parc", box(0.2, 47.2, 1.5, 47.9)))
    assert bring(tmp_path, "region", build_feature("24", "Centre", box(*CENTRE))).counts["orphans"] == 0
    bring(tmp_path, "park", build_feature("FR2", "Grand parc", box(0.2, 47.2, 1.5, 47.9)))
    parents = dict(rows("SELECT z.code, p.code FROM zone z LEFT JOIN zone p ON p.id = z.parent_id"))
    assert parents == {"41018": "41", "41": "24", "24": None, "FR1": "41", "FR2": "24", "quartier": "41018"}


def test_new_outline_does_not_have_resources_indexed_anew_and_a_new_name_does(tmp_path):
    execute("INSERT INTO zone (kind, code, name) VALUES ('commune', '41018', 'Blois')")
    execute("DELETE FROM outbox")
    bring(tmp_path, "commune", build_feature("41018", "Blois", box(*BLOIS)))
    assert rows("SELECT details, revision FROM outbox") == [({"commune": "41018"}, 2)]
    execute("UPDATE zone SET outline = NULL")
    execute("UPDATE zone SET name = 'Blois-sur-Loire'")
    assert rows("SELECT details FROM outbox ORDER BY id")[-1] == ({"commune": "41018", "former_name": "Blois"},)


def test_interruption_leaves_whole_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(zone_import, "BATCH", 2)
    features = [build_feature(f"4100{n}", f"N{n}", box(1 + n / 10, 47, 1.1 + n / 10, 47.1)) for n in range(1, 8)]
    path = write_geojson(tmp_path / "communes.geojson", *features)

    def stop(number):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        zone_import.run(db.transaction, features, Fields("commune"), path=path, on_progress=stop)
    assert rows("SELECT count(*) FROM zone") == [(2,)]
    assert rows("SELECT state FROM import_run") == [("interrupted",)]


def test_command_says_what_it_did_and_what_it_cannot_read(app, tmp_path):
    runner = app.test_cli_runner()
    path = write_geojson(tmp_path / "communes-41.geojson", build_feature("41018", "Blois", box(*BLOIS)), None)
    told = runner.invoke(args=["zones", "import", str(path)]).output
    assert "kind commune" in told
    assert "2 read, 1 added, 0 updated, 0 unchanged, 1 skipped" in told
    assert "Entries that are no features" in told
    unnamed = write_geojson(tmp_path / "a.geojson")
    assert "Say --kind" in runner.invoke(args=["zones", "import", str(unnamed)]).output
    path.write_text("{")
    result = runner.invoke(args=["zones", "import", str(path)])
    assert (result.exit_code, "not readable as JSON" in result.output) == (1, True)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real boundaries do not lie beside the checkout (ESCALE_SHARED_DATA)"
)
def test_real_boundaries_become_a_whole_tree():
    for name, kind in (
        ("communes-33-gironde", "commune"),
        ("communes-41-loir-et-cher", "commune"),
        ("departements-avec-outre-mer", "department"),
        ("regions-avec-outre-mer", "region"),
    ):
        path = SHARED / f"{name}.geojson"
        outcome = run(path, kind)
        assert outcome.counts["added"] == len(json.loads(path.read_text("utf-8"))["features"])
    assert rows("SELECT bool_and(ST_IsValid(outline)) FROM zone") == [(True,)]
    assert rows("SELECT count(*) FROM zone WHERE kind = 'commune' AND parent_id IS NULL") == [(0,)]
    assert rows("SELECT count(*) FROM zone WHERE kind = 'department' AND parent_id IS NULL") == [(0,)]


def test_outline_is_credited_to_whoever_drew_it():
    feature = build_feature("41018", "Blois", box(*BLOIS))
    zone_import.run(db.transaction, [feature], Fields("commune", source="Quelqu’un"), path="communes.geojson")
    with db.session() as session:
        assert "Quelqu’un" in map_tiles.get_latest(session).sources
    zone_import.run(db.transaction, [feature], Fields("commune"), path="communes.geojson")
    with db.session() as session:
        assert "Quelqu’un" not in map_tiles.get_latest(session).sources


def test_kind_is_read_from_the_name_of_the_file_and_a_territory_needs_no_parent(app, tmp_path):
    path = write_geojson(tmp_path / "custom-pays.geojson", build_feature("PAYS", "Pays d’essai", box(*BLOIS)))
    said = app.test_cli_runner().invoke(args=["zones", "import", str(path), "--source", "Nous"]).output
    assert "zones of kind custom" in said
    assert "1 added" in said
    assert "no parent" not in said
    assert rows("SELECT kind, outline_source FROM zone WHERE code = 'PAYS'") == [("custom", "Nous")]


@pytest.mark.parametrize(("kind", "source"), [("custom", ""), ("region", OFFICIAL)])
def test_only_zones_of_insee_name_the_official_source_by_themselves(app, tmp_path, kind, source):
    path = write_geojson(tmp_path / "some.geojson", build_feature("98", "Essai", box(*BLOIS)))
    app.test_cli_runner().invoke(args=["zones", "import", str(path), "--kind", kind])
    assert rows("SELECT kind, outline_source FROM zone WHERE code = '98' AND kind = '" + kind + "'") == [(kind, source)]
