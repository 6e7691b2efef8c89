"""Check the GPX importer on sound and on odd files: a line, and a clear finding for what was left out or mended."""

import os
from pathlib import Path

import pytest
from geographiclib.geodesic import Geodesic

from tests.factories.gpx import BLOIS, codes, gpx, hill, mapped, points, ring, route, track

SHARED = Path(os.environ.get("ESCALE_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data")) / "gpx"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_track_of_either_version_becomes_a_measured_line(version):
    result = mapped(gpx(track(hill(), name="Côte &amp; vigne"), version=version))
    line = result.track
    assert not result.findings
    assert line.name == "Côte & vigne"
    assert len(line.points) == 21
    exact = Geodesic.WGS84.Inverse(BLOIS[1], BLOIS[0], BLOIS[1] + 0.02, BLOIS[0])["s12"]
    assert line.length_m == pytest.approx(exact, rel=1e-5)
    assert (line.climb_m, line.descent_m) == pytest.approx((190, 190), abs=11)  # the peak itself is smoothed
    assert (line.lowest_m, line.highest_m) == (100, 300)
    assert line.bounds == pytest.approx((BLOIS[0], BLOIS[1], BLOIS[0], BLOIS[1] + 0.02))
    assert not line.is_loop


def test_route_is_taken_where_there_is_no_track():
    result = mapped(gpx(route(hill())))
    assert result.track.name == "A route"
    assert not result.findings


def test_tracks_go_before_routes():
    result = mapped(gpx(route(hill(5)), track(hill(21))))
    assert len(result.track.points) == 21
    assert codes(result) == ["gpx.routes"]


def test_segments_are_joined_in_order_and_a_gap_is_told():
    first, second = hill(5), hill(5, start=(BLOIS[0], BLOIS[1] + 0.0041))
    near = mapped(gpx(track(first, second)))
    assert [point[1] for point in near.track.points] == sorted(vertex[1] for vertex in (*first, *second))
    assert codes(near) == []
    far = mapped(gpx(track(first, hill(5, start=(BLOIS[0], BLOIS[1] + 0.1)))))
    assert codes(far) == ["gpx.gap"]
    assert far.track.length_m > 10_000


def test_several_files_are_stages_of_one_tour():
    result = mapped(gpx(track(hill(5))), gpx(track(hill(5, start=(BLOIS[0], BLOIS[1] + 0.004)))))
    assert len(result.track.points) == 9, "the point both stages share stands once"
    broken = mapped(gpx(track(hill(5))), b"<gpx>")
    assert broken.track is None
    assert broken.findings[0].source_id == "1.gpx"


def test_ring_is_a_loop_and_a_few_steps_are_none():
    assert mapped(gpx(track(ring()))).track.is_loop
    assert not mapped(gpx(track(hill(3)))).track.is_loop


def test_empty_segments_are_left_out():
    result = mapped(gpx(track([], hill(5), hill(1 + 1)[:1])))
    assert len(result.track.points) == 5
    assert [(f.code, f.value) for f in result.findings] == [("gpx.empty_part", "2")]


def test_line_without_heights_has_no_climb():
    flat = [(lon, lat, None) for lon, lat, _ in hill()]
    for part in (flat, [(lon, lat, 0) for lon, lat, _ in flat], [hill()[0], *flat[1:]]):
        line = mapped(gpx(track(part)))
        assert codes(line) == ["gpx.no_heights"]
        assert (line.track.has_heights, line.track.climb_m, line.track.lowest_m) == (False, None, None)
        assert {point[2] for point in line.track.points} == {0}


def test_missing_heights_are_filled_in_between():
    part = hill()
    part[3] = (*part[3][:2], None)
    part[0] = (*part[0][:2], None)
    result = mapped(gpx(track(part)))
    assert codes(result) == ["gpx.filled"]
    assert result.track.points[3][2] == pytest.approx(160)
    assert result.track.points[0][2] == result.track.points[1][2]


@pytest.mark.parametrize("ele", ["99999", "-32768", "NaN", "inf", "-1e999", "12,5", "abc", "1_0"])
def test_absurd_height_is_replaced_and_told(ele):
    part = hill()
    part[4] = (*part[4][:2], ele)
    result = mapped(gpx(track(part)))
    assert codes(result) == ["gpx.height", "gpx.filled"]
    assert result.track.highest_m == 300


def test_single_peak_of_the_receiver_is_no_mountain():
    part = hill()
    part[4] = (*part[4][:2], 2000)
    assert mapped(gpx(track(part))).track.highest_m == 300


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("NaN", "47"),
        ("1", "NaN"),
        ("181", "47"),
        ("1", "-90.1"),
        ("1e999", "47"),
        ("", ""),
        ("east", "47"),
        ("0", "0.0"),
    ],
)
def test_impossible_point_is_left_out_and_told(lon, lat):
    result = mapped(gpx(track([*hill(5), (lon, lat, 100)])))
    assert len(result.track.points) == 5
    assert codes(result) == ["gpx.point"]


def test_point_without_attributes_is_left_out():
    result = mapped(gpx(track(hill(5)).replace("</trkseg>", "<trkpt/><trkpt lat='1'/></trkseg>")))
    assert [(f.code, f.value) for f in result.findings] == [("gpx.point", "2 × lat=None lon=None")]


def test_point_far_off_the_line_is_left_out():
    part = hill()
    part[7] = (BLOIS[0] + 1, part[7][1], part[7][2])
    result = mapped(gpx(track(part)))
    assert codes(result) == ["gpx.spike"]
    assert result.track.bounds[2] == BLOIS[0]


def test_walk_there_and_back_keeps_its_turn():
    there = (BLOIS[0] + 0.1, BLOIS[1], 100)
    result = mapped(gpx(route([(*BLOIS, 100), there, (*BLOIS, 100)])))
    assert result.track.points[1] == there
    assert not result.findings


def test_poles_and_the_edge_of_the_map_are_places():
    part = [(179.999, 89.99, 10), (180, 90, 12), (-180, 89.99, 11), (-179.999, 89.98, 11)]
    assert 3_000 < mapped(gpx(track(part))).track.length_m < 4_500


@pytest.mark.parametrize(
    "time", ["yesterday", "0000-00-00T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", ""]
)
def test_odd_date_is_told_and_harms_nothing(time):
    body = track(hill(5)).replace("</ele>", f"</ele><time>{time}</time>", 1)
    result = mapped(gpx(body))
    assert codes(result) == ["gpx.time"]
    assert len(result.track.points) == 5


def test_waypoints_come_along_as_plain_text():
    wpt = '<wpt lat="47.59" lon="1.33"><ele>80</ele><name>&lt;b&gt;Spring&lt;/b&gt;</name><desc>Good water</desc></wpt>'
    many = points("wpt", [(1.33, 47.59, None)] * 600)
    found = mapped(gpx(wpt, track(hill(5)))).track.waypoints
    assert [(w.name, w.note, w.height_m) for w in found] == [("Spring", "Good water", 80)]
    result = mapped(gpx(many, track(hill(5))))
    assert (len(result.track.waypoints), codes(result)) == (500, ["gpx.waypoints"])


def test_extensions_and_foreign_elements_are_passed_over():
    body = track(hill(5)).replace(
        "</trkpt>", '<extensions xmlns:g="g"><g:ele>9999999</g:ele><g:trkpt lat="1" lon="2"/></extensions></trkpt>', 1
    )
    result = mapped(gpx(body, "<extensions><name>x</name></extensions>"))
    assert codes(result) == []
    assert result.track.highest_m == 140


@pytest.mark.parametrize("name", ["cerknicko-without-times", "gpx1.1_with_all_fields", "route"])
def test_real_files_are_read(name):
    path = SHARED / f"{name}.gpx"
    if not path.exists():
        pytest.skip(f"{path} is not here (ESCALE_SHARED_DATA): real GPX files are not tried")
    assert len(mapped(path.read_bytes()).track.points) >= 5
