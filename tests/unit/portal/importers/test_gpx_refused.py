"""Check what the GPX importer refuses: attacks, other files, broken and huge ones; and that no bytes crash it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.importers.gpx.mapping import TITLES
from tests.factories.gpx import codes, gpx, hill, mapped, track

LAUGHS = (
    f'<!ENTITY {name} "{10 * ("&" + before + ";")}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f"<!DOCTYPE gpx [<!ENTITY a 'ha'>{''.join(LAUGHS)}]>"
XXE = '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def refused(data: bytes, **limits) -> str:
    """Return the code of the finding a file was refused for."""
    result = mapped(data, **limits)
    assert result.track is None
    assert {finding.effect for finding in result.findings} >= {"skipped"}
    return codes(result)[-1]


@pytest.mark.parametrize("prolog", [XXE, BOMB, "<!DOCTYPE gpx>", '<!DOCTYPE gpx SYSTEM "http://127.0.0.1/x.dtd">'])
def test_document_types_and_entities_are_refused(prolog):
    body = track(hill(5), name="&x;" if prolog is XXE else "&i;" if prolog is BOMB else "x")
    for data in (
        gpx(body, prolog=prolog),
        gpx(body, prolog=prolog).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ):
        assert refused(data) == "gpx.unsafe"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"not xml",
        b"<gpx",
        gpx(track(hill(5)))[:-30],
        b"\xff\xfe<\x00",
        gpx().replace(b"UTF-8", b"klingon"),
        gpx(track(hill(5), name="&undefined;")),
        b'<?xml version="1.0" encoding="UTF-8"?><gpx>\xe9</gpx>',
    ],
)
def test_unreadable_file_is_refused(data):
    assert refused(data) == "gpx.not_xml"


@pytest.mark.parametrize(
    "body", ["", track(), track([]), track(hill(3)[:1]), track([hill(3)[0]] * 4), "<trk/>", "<rte/>"]
)
def test_file_without_a_line_is_refused(body):
    assert refused(gpx(body)) == "gpx.no_line"


@pytest.mark.parametrize(
    "ends",
    [((180, 90, 8848), (-180, -90, -450), (1, 47, 100)), ((1, 47, 100), (-179, -47, 100)), ((1, 47, 0), (20, 47, 0))],
)
def test_line_that_leaps_around_the_world_is_refused(ends):
    """PostGIS measures nothing between opposite ends of the Earth."""
    assert refused(gpx(track(ends))) == "gpx.no_line"


def test_other_xml_is_refused():
    assert refused(b"<kml><Placemark/></kml>") == "gpx.not_gpx"


def test_huge_files_are_refused_early():
    assert refused(gpx(track(hill())), file_bytes=100) == "gpx.too_large"
    assert refused(gpx(track(hill())), points=20) == "gpx.too_many"
    assert refused(gpx("<a/>" * 50), elements=40) == "gpx.too_many"
    assert refused(gpx("<a>" * 100 + "</a>" * 100)) == "gpx.too_many"


def test_latin_1_is_read_as_such():
    data = gpx(track(hill(5), name="Forêt")).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert mapped(data).track.name == "Forêt"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_crash_it(noise):
    whole = gpx(track(hill(3)))
    middle = len(whole) // 2
    for data in (noise, whole[:middle] + noise + whole[middle:]):
        result = mapped(data)
        assert (result.track is None) == any(finding.effect == "skipped" for finding in result.findings)
        assert all(finding.code in TITLES for finding in result.findings)
