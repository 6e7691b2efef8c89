"""Check what the index is told about opening days and texts."""

from datetime import date

from search.index.calendar import build_days, merge, subtract
from search.index.documents import build_document, fold
from search.index.source import OpeningSource, ResourceSource, TextSource

JAN, DEC = date(2026, 1, 1), date(2026, 12, 31)


def test_rule_without_weekday_is_open_every_day():
    days = build_days((OpeningSource(JAN, DEC),))
    assert days == {f"day_{n}": [{"gte": "2026-01-01", "lte": "2026-12-31"}] for n in range(1, 8)}


def test_day_off_splits_the_season_of_its_weekday_only():
    holiday = date(2026, 5, 1)
    days = build_days(
        (OpeningSource(JAN, DEC, 5), OpeningSource(JAN, DEC, 6), OpeningSource(holiday, holiday, None, True))
    )
    assert [span["lte"] for span in days["day_5"]] == ["2026-04-30", "2026-12-31"]
    assert len(days["day_5"]) == 2
    assert set(days) == {"day_5", "day_6"}


def test_spans_that_touch_are_one():
    assert merge([(date(2026, 2, 1), DEC), (JAN, date(2026, 1, 31))]) == [(JAN, DEC)]
    assert subtract([(JAN, DEC)], (JAN, DEC)) == []


def test_document_holds_only_what_is_known():
    source = ResourceSource(
        7, 3, "place", "see.castle", {"fr": TextSource("Château d’Ô", "court", "<p>long &amp; bon</p>")}, is_free=True
    )
    document = build_document(source)
    assert document["category"] == ["see", "see.castle"]
    assert document["price"] == "free"
    assert document["long"]["fr"].split() == ["long", "&", "bon"]
    assert "point" not in document
    assert document["sort_name"]["nl"] == "chateau d o"


def test_names_sort_without_accents_and_apostrophes():
    assert fold("L’Église du Cœur") == "l eglise du coeur"
