"""Check the files a tour is given away as."""

import json
from dataclasses import replace

import gpxpy
import pytest
from lxml import etree

from portal.errors import InvalidInput
from portal.importers.gpx.mapping import GpxFile, map_gpx
from portal.importers.gpx.reading import Waypoint
from portal.services.tours import files as tour_files
from portal.services.tours.lines import Line

URL = "https://example.org/fr/r/1-x"
KML = {"k": tour_files.KML}
LINE = Line(
    7,
    "cote",
    "Côte <1> & vigne",
    'Short "text"',
    "fr",
    "ADT 41",
    ((1.331, 47.585, 100.5), (1.3411234, 47.586, 120.0)),
    True,
    800.4,
    (Waypoint(1.34, 47.58, 90.0, "Source & puits", "Bonne eau"), Waypoint(1.3, 47.5)),
)


def test_gpx_comes_back_as_it_went():
    data = tour_files.build_gpx(LINE, url=URL)
    read = gpxpy.parse(data.decode())
    assert (read.version, read.name, read.creator, read.copyright_author) == ("1.1", LINE.name, "Escale", "ADT 41")
    assert [(p.longitude, p.latitude, p.elevation) for p in read.tracks[0].segments[0].points] == list(LINE.points)
    assert [(w.name, w.elevation) for w in read.waypoints] == [("Source & puits", 90.0), (None, None)]
    again = map_gpx([GpxFile("x.gpx", data)])
    assert (again.track.points, again.track.waypoints, again.findings) == (LINE.points, LINE.waypoints, ())


def test_files_are_the_same_every_time():
    for form in tour_files.MEDIA_TYPES:
        assert tour_files.build(LINE, form=form, url=URL) == tour_files.build(LINE, form=form, url=URL)


def test_kml_holds_line_and_places():
    root = etree.fromstring(tour_files.build_kml(LINE, url=URL))
    assert root.xpath("string(//k:Document/k:name)", namespaces=KML) == LINE.name
    assert (
        root.xpath("string(//k:LineString/k:coordinates)", namespaces=KML)
        == "1.331,47.585,100.5 1.3411234,47.586,120.0"
    )
    assert len(root.xpath("//k:Point", namespaces=KML)) == 2


def test_geojson_is_what_rfc_7946_says():
    found = json.loads(tour_files.build_geojson(LINE, url=URL))
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    assert found["bbox"] == [1.331, 47.585, 1.3411234, 47.586]
    first, *places = found["features"]
    assert first["geometry"] == {
        "type": "LineString",
        "coordinates": [[1.331, 47.585, 100.5], [1.3411234, 47.586, 120.0]],
    }
    assert first["properties"]["length_m"] == 800.4
    assert [place["geometry"]["coordinates"] for place in places] == [[1.34, 47.58, 90.0], [1.3, 47.5]]


def test_line_without_heights_claims_none():
    flat = replace(LINE, has_heights=False, points=tuple((x, y, 0.0) for x, y, _ in LINE.points), waypoints=())
    assert b"<ele>" not in tour_files.build_gpx(flat, url=URL)
    assert json.loads(tour_files.build_geojson(flat, url=URL))["features"][0]["geometry"]["coordinates"][0] == [
        1.331,
        47.585,
    ]
    assert b"1.331,47.585 1.34" in tour_files.build_kml(flat, url=URL)


def test_projection_is_named_in_the_file():
    found = json.loads(tour_files.build_geojson(replace(LINE, srid=2154), url=URL))
    assert found["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::2154"


@pytest.mark.parametrize(("wanted", "form"), [("3857", "geojson"), ("2154", "gpx"), ("2154", "kml"), ("x", "geojson")])
def test_other_projections_are_refused(wanted, form):
    with pytest.raises(InvalidInput):
        tour_files.projection(wanted, form=form)


def test_known_projections_are_taken():
    assert tour_files.projection("", form="gpx") == tour_files.projection("4326", form="kml") == 4326
    assert tour_files.projection("2154", form="geojson") == 2154
