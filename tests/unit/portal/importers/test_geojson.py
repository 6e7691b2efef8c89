"""Check what the importer of zones takes, mends and refuses, without a database."""

import json
import os
from pathlib import Path

import pytest

from portal.errors import InvalidInput
from portal.importers import geojson
from portal.importers.geojson import TITLES, Fields, map_feature, map_features, read_features
from tests.factories.outlines import BLOIS, VENDOME, box, build_feature, write_geojson

COMMUNES = Fields("commune")
SHARED = Path(os.environ.get("ESCALE_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data")) / "boundaries"


def codes(feature: object, kind: str = "commune") -> list[tuple[str, str]]:
    _, findings = map_feature(feature, Fields(kind))
    assert {finding.code for finding in findings} <= set(TITLES)
    return [(finding.effect, finding.code) for finding in findings]


def test_ordinary_commune_comes_through_without_a_finding():
    record, findings = map_feature(build_feature("41018", " Blois ", box(*BLOIS)), COMMUNES)
    assert findings == []
    assert (record.code, record.name) == ("41018", "Blois")
    shape = json.loads(record.shape)
    assert (shape["type"], len(shape["coordinates"])) == ("MultiPolygon", 1)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("commune", 1004, "01004"),
        ("commune", "2a004", "2A004"),
        ("commune", "97105", "97105"),
        ("department", 1, "01"),
        ("department", "971", "971"),
        ("department", "2B", "2B"),
        ("region", 24, "24"),
        ("park", "FR8000039", "FR8000039"),
    ],
)
def test_codes_are_brought_to_their_usual_form(kind, given, kept):
    record, _ = map_feature(build_feature(given, "x", box(*BLOIS)), Fields(kind))
    assert record.code == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("commune", "41"),
        ("commune", "Blois"),
        ("commune", None),
        ("commune", ["41018"]),
        ("commune", True),
        ("department", "41018"),
        ("region", "2A"),
        ("park", "a-b"),
        ("park", ""),
        ("custom", "x" * 21),
        ("custom", "a\x00"),
    ],
)
def test_what_is_no_code_of_its_kind_is_skipped(kind, given):
    assert codes(build_feature(given, "x", box(*BLOIS)), kind) == [("skipped", "zone.no_code")]


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (None, "zone.not_feature"),
        ({"type": "Feature", "properties": None}, "zone.not_feature"),
        ({"properties": {"code": "41018"}, "geometry": None}, "zone.no_outline"),
        (build_feature("41018", "x", type="Point", coordinates=[1, 47]), "zone.other_geometry"),
        (build_feature("41018", "x", coordinates=[]), "zone.no_outline"),
        (build_feature("41018", "x", coordinates=None), "zone.coordinates"),
        (build_feature("41018", "x", [[179.5, -17], [-179.5, -17], [-179.5, -16], [179.5, -16]]), "zone.too_wide"),
        (build_feature("41018", "x", coordinates=[7]), "zone.coordinates"),
        (build_feature("41018", "x", [[652709, 6862305], [652800, 6862305], [652709, 6862400]]), "zone.coordinates"),
        (build_feature("41018", "x", [["1", "47"], [2, 47], [2, 48]]), "zone.coordinates"),
        (build_feature("41018", "x", [[1, 47], [True, 47], [2, 48]]), "zone.coordinates"),
        (build_feature("41018", "x", [[1, 47], [2, 48], [1, 47]]), "zone.no_outline"),
    ],
)
def test_a_rotten_feature_is_skipped_with_one_reason(feature, code):
    record, _ = map_feature(feature, COMMUNES)
    assert record is None
    assert codes(feature) == [("skipped", code)]


def test_open_ring_is_closed_and_a_hole_without_area_left_out():
    ring = box(*BLOIS)[:-1]
    record, _ = map_feature(build_feature("41018", "x", ring, [[1.3, 47.6], [1.3, 47.6]]), COMMUNES)
    (polygon,) = json.loads(record.shape)["coordinates"]
    assert [len(kept) for kept in polygon] == [5]
    assert codes(build_feature("41018", "x", ring, [[1.3, 47.6]])) == [
        ("mended", "zone.open_ring"),
        ("dropped", "zone.ring"),
    ]


def test_heights_are_left_out():
    ring = [[*corner, 72.5] for corner in box(*BLOIS)]
    record, findings = map_feature(build_feature("41018", "x", ring), COMMUNES)
    assert findings == []
    assert "72.5" not in record.shape


def test_outline_with_too_many_corners_is_skipped(monkeypatch):
    monkeypatch.setattr(geojson, "MOST_CORNERS", 4)
    assert codes(build_feature("41018", "x", box(*BLOIS))) == [("skipped", "zone.too_detailed")]


def test_same_code_twice_keeps_the_first():
    features = [build_feature("41018", name, box(*BLOIS)) for name in ("A", "B")]
    results = list(map_features(features, COMMUNES))
    assert [record and record.name for record, _ in results] == ["A", None]
    assert results[1][1][0].code == "zone.twice"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not readable as JSON"),
        ("[]", "no single object"),
        ('{"type": "Topology", "objects": {}}', "TopoJSON"),
        ('{"type": "Feature"}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": {}}', "FeatureCollection"),
        ("\x00", "not readable"),
    ],
)
def test_file_that_is_no_collection_says_what_it_is(tmp_path, content, words):
    path = tmp_path / "communes.geojson"
    path.write_text(content)
    with pytest.raises(InvalidInput, match=words):
        read_features(path, COMMUNES)


def test_file_in_another_projection_or_with_other_properties_is_refused_with_the_way_out(tmp_path):
    feature = build_feature("41018", "Blois", box(*BLOIS))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    with pytest.raises(InvalidInput, match="reproject"):
        read_features(write_geojson(tmp_path / "a.geojson", feature, crs=crs), COMMUNES)
    with pytest.raises(InvalidInput, match=r"--code-property, one of: code, nom"):
        read_features(write_geojson(tmp_path / "b.geojson", feature), Fields("commune", code="insee"))


def test_sizes_have_limits(tmp_path, monkeypatch):
    path = write_geojson(tmp_path / "a.geojson", *[build_feature("41018", "x", box(*VENDOME))] * 3)
    assert len(read_features(path, COMMUNES)) == 3
    monkeypatch.setattr(geojson, "MOST_FEATURES", 2)
    with pytest.raises(InvalidInput, match="split the file"):
        read_features(path, COMMUNES)
    monkeypatch.setattr(geojson, "MOST_BYTES", 10)
    with pytest.raises(InvalidInput, match="at most are read"):
        read_features(path, COMMUNES)
    with pytest.raises(InvalidInput, match="no such file"):
        read_features(tmp_path / "nowhere.geojson", COMMUNES)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real boundaries do not lie beside the checkout (ESCALE_SHARED_DATA)"
)
@pytest.mark.parametrize(
    ("name", "kind", "number"),
    [
        ("communes-41-loir-et-cher", "commune", 272),
        ("departements-avec-outre-mer", "department", 101),
        ("regions-version-simplifiee", "region", 13),
    ],
)
def test_real_boundaries_come_through_whole(name, kind, number):
    features = read_features(SHARED / f"{name}.geojson", Fields(kind))
    records = [record for record, findings in map_features(features, Fields(kind)) if record and not findings]
    assert len(records) == len(features) == number
