"""Load the demo into an empty database: every zone gets its official outline, and an outline of one's own stays."""

import pytest
from sqlalchemy import text

from portal.cli.demo import COARSE, SOURCE
from portal.db import db
from portal.importers.geojson import Fields
from portal.services.imports import zones as zone_import
from tests.factories.outlines import BLOIS, LOIR_ET_CHER, box, build_feature


def rows(statement, **values):
    with db.session() as session:
        return [tuple(row) for row in session.execute(text(statement), values)]


def bring(kind, source, feature):
    zone_import.run(db.transaction, [feature], Fields(kind, source=source), path="own.geojson")


@pytest.fixture(scope="module")
def load(app, tmp_path_factory):
    archive = tmp_path_factory.mktemp("demo") / "flux.zip"

    def invoke():
        result = app.test_cli_runner().invoke(args=["demo", "load", "--archive", str(archive)])
        assert result.exit_code == 0, result.output

    return invoke


def test_zones_of_the_demo_have_official_outlines_that_hold_its_places(load):
    load()
    assert rows("SELECT kind, count(*), count(outline) FROM zone GROUP BY kind ORDER BY kind") == [
        ("commune", 73, 73),
        ("department", 2, 2),
        ("region", 1, 1),
    ]
    assert rows("SELECT DISTINCT outline_source FROM zone") == [(SOURCE,)]
    assert rows("SELECT code, source_id FROM import_finding") == []
    outside = """
        SELECT z.name, r.id FROM zone z JOIN zone p ON p.id = z.parent_id JOIN resource r ON r.commune_code = z.code
         WHERE z.kind = 'commune' AND NOT ST_DWithin(geography(p.outline), geography(r.point), 500)
    """
    assert rows(outside) == []


def test_second_load_replaces_coarse_outlines_only(load):
    load()
    bring("commune", "Nous", build_feature("41018", "Blois", box(*BLOIS)))
    bring("department", COARSE, build_feature("41", "Loir-et-Cher", box(*LOIR_ET_CHER)))
    runs = rows("SELECT count(*) FROM import_run WHERE importer = 'zones'")
    load()
    assert rows("SELECT outline_source FROM zone WHERE code = '41018'") == [("Nous",)]
    assert rows("SELECT outline_source FROM zone WHERE code = '41'") == [(SOURCE,)]
    assert rows("SELECT count(*) - :before FROM import_run WHERE importer = 'zones'", before=runs[0][0]) == [(1,)]
