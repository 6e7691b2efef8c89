"""Count visits, and check which addresses are none."""

import pytest

from portal.cache import page_visits


@pytest.fixture
def counted(monkeypatch):
    """Count apart, and tell nobody."""
    monkeypatch.setattr(page_visits, "_counts", page_visits._Counts(tell_at=float("inf")))
    return lambda: list(page_visits._counts.waiting)


@pytest.mark.parametrize(
    "path", ["/fr/", "/fr/search?q=blois", "/fr/r/12-chateau", "/fr/r/12", "/fr/z/commune/41018-blois"]
)
def test_page_is_a_visit(counted, path):
    page_visits.count(path)
    assert counted() == [path]


@pytest.mark.parametrize(
    "path",
    ["/fr/suggest?q=b", "/fr/r/12/card", "/fr/r/12/profile.json", "/fr/r/12.gpx", "/fr/r/12.geojson?crs=2154"]
    + [f"/fr/search?q=a&{place}" for place in ("lat=47.5&lon=1.3", "bbox=1,47,2,48", "within=1,47;2,48;1,48")],
)  # fmt: skip
def test_part_of_a_page_and_the_position_of_somebody_are_none(counted, path):
    page_visits.count(path)
    assert counted() == []
