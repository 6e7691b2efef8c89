"""Count visits, and check which addresses are none."""

import pytest

from portal.cache import page_visits
from portal.cache.buffered import BufferedCounter


@pytest.fixture
def counted(monkeypatch):
    """Count apart, and tell nobody."""
    counts = BufferedCounter("visits", lambda told: False, every_s=0, most=100)
    counts._tell_at = float("inf")
    monkeypatch.setattr(page_visits, "_counts", counts)
    monkeypatch.setattr(page_visits, "_seen", page_visits._Seen())
    return lambda: list(page_visits._counts.waiting)


@pytest.mark.parametrize(
    "path", ["/fr/", "/fr/search?category=see", "/fr/r/12-chateau", "/fr/r/12", "/fr/z/commune/41018-blois"]
)
def test_page_is_a_visit(counted, path):
    page_visits.count(path)
    assert counted() == [path]


@pytest.mark.parametrize(
    "path",
    ["/fr/suggest?q=b", "/fr/r/12/card", "/fr/r/12/profile.json", "/fr/r/12.gpx", "/fr/r/12.geojson?crs=2154"]
    + [f"/fr/search?q=a&{place}" for place in ("lat=47.5&lon=1.3", "bbox=1,47,2,48", "within=1,47;2,48;1,48")],
)
def test_part_of_a_page_and_the_position_of_somebody_are_none(counted, path):
    page_visits.count(path)
    assert counted() == []


def test_words_are_told_once_three_visits_asked_them(counted):
    for number in range(4):
        page_visits.count("/fr/search?q=blois", visitor=f"10.0.0.{number}")
    assert page_visits._counts.waiting == {"/fr/search": 2, "/fr/search?q=blois": 2}


@pytest.mark.parametrize("words", ["jean.dupont%40mail.fr", "06+12+34+56+78", "02.54.90.33.33", "0033612345678"])
def test_words_of_a_person_are_never_told(counted, words):
    for number in range(9):
        page_visits.count(f"/fr/search?q={words}", visitor=f"10.0.0.{number}")
    assert counted() == ["/fr/search"]


def test_who_reloads_and_machines_do_not_count(counted):
    for agent in ["Mozilla/5.0"] * 5 + ["curl/7.88", "Googlebot/2.1"]:
        page_visits.count("/fr/r/12", visitor="10.0.0.1", agent=agent)
    assert page_visits._counts.waiting == {"/fr/r/12": 1}
