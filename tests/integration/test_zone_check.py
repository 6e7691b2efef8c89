"""Check positions against communes: five kilometres on the spheroid, merged communes, what editors see."""

import pytest
from sqlalchemy import text

from portal.db import db
from portal.importers.geojson import Fields
from portal.services.imports import position_check
from portal.services.imports import run as import_run
from portal.services.imports import zones as zone_import
from tests.factories.datatourisme import build_place, place_at, write_flux
from tests.factories.outlines import BLOIS, VENDOME, box, build_feature
from tests.own_portal import empty_tables

NORTH_OF_BLOIS_4900_M = str(BLOIS[3] + 0.04406)
NORTH_OF_BLOIS_5100_M = str(BLOIS[3] + 0.04587)
"""At this latitude a degree is 111 184 m long on the spheroid; on a sphere 111 195 m."""


@pytest.fixture(autouse=True)
def outlined(app):
    with db.transaction() as session:
        empty_tables(session, "resource, import_run, zone, concept, outbox")
    features = [build_feature("41018", "Blois", box(*BLOIS)), build_feature("41269", "Vendôme", box(*VENDOME))]
    zone_import.run(db.transaction, features, Fields("commune"), path="communes.geojson")


def bring(tmp_path, *places):
    """Import places of Blois at (latitude, longitude)."""
    objects = [build_place(n, isLocatedAt=[place_at(*place)]) for n, place in enumerate(places)]
    return import_run.run(db.transaction, (write_flux(tmp_path / "a.zip", objects),))


def execute(statement, **values):
    with db.transaction() as session:
        session.execute(text(statement), values)


def test_only_what_lies_more_than_five_kilometres_off_is_a_finding(tmp_path):
    bring(tmp_path, ("47.58", "1.33"), (NORTH_OF_BLOIS_4900_M, "1.33"), (NORTH_OF_BLOIS_5100_M, "1.33"))
    with db.session() as session:
        (finding,) = position_check.find_misplaced(session)
    assert finding.value == "5.1 km · Blois (41018)"
    assert (finding.effect, finding.source_id) == ("doubted", build_place(2)["@id"].rsplit("/", 1)[1])


def test_finding_names_the_commune_it_lies_in_and_the_farthest_comes_first(tmp_path):
    bring(tmp_path, (NORTH_OF_BLOIS_5100_M, "1.33"), ("47.79", "1.06"))
    with db.session() as session:
        findings = position_check.find_misplaced(session)
    assert [finding.value for finding in findings] == [
        "22.8 km · Blois (41018) → Vendôme (41269)",
        "5.1 km · Blois (41018)",
    ]


def test_import_reports_what_it_brings_with_its_other_findings(tmp_path):
    outcome = bring(tmp_path, ("47.58", "1.33"), ("47.79", "1.06"))
    assert outcome.findings["doubted", position_check.CODE] == 1
    with db.session() as session:
        assert session.execute(text("SELECT run_id FROM import_finding")).scalar_one() == outcome.run_id


def test_merged_commune_reaches_as_far_as_what_it_took_in(tmp_path):
    bring(tmp_path, ("47.79", "1.06"))
    execute("UPDATE resource SET former_commune_codes = '{41269}'")
    with db.session() as session:
        assert position_check.find_misplaced(session) == []


def test_archived_ones_and_those_without_outline_or_position_are_left_alone(tmp_path):
    bring(tmp_path, ("47.79", "1.06"), ("47.79", "1.06"), ("47.79", "1.06"), ("47.79", "1.06"))
    execute("UPDATE resource SET status = 'archived' WHERE source_id LIKE '%0000'")
    execute("UPDATE resource SET point = NULL WHERE source_id LIKE '%0001'")
    execute("UPDATE resource SET commune_code = '37261' WHERE source_id LIKE '%0002'")
    outcome = position_check.run(db.transaction)
    assert (outcome.counts["read"], outcome.counts["without_outline"], outcome.counts["doubted"]) == (1, 1, 1)


def test_command_counts_them_and_shows_examples(app, tmp_path):
    bring(tmp_path, ("47.58", "1.33"), ("47.79", "1.06"))
    told = app.test_cli_runner().invoke(args=["zones", "check"]).output
    assert "Checked 2 positions" in told
    assert "1 lie more than 5 km" in told
    assert "22.8 km · Blois (41018) → Vendôme (41269)" in told


def test_command_without_outlines_says_how_to_get_them(app):
    execute("UPDATE zone SET outline = NULL")
    assert "flask zones import" in app.test_cli_runner().invoke(args=["zones", "check"]).output
