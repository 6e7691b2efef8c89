"""Check that every address gives a sane search, and every search one address."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.forms.search_form import read_criteria, to_arguments, without

NOW = datetime(2026, 7, 14, 15, 30)
NAMES = [
    "q",
    "literal",
    "region",
    "feature",
    "label",
    "language",
    "open",
    "bbox",
    "within",
    "category",
    "department",
    "commune",
    "date",
    "price",
    "accessible",
    "lat",
    "lon",
    "radius",
    "sort",
    "page",
]


TAKEN_AWAY = (
    ("q", ""),
    ("region", "24"),
    ("feature", "Wifi"),
    ("label", "LabelRating_X"),
    ("language", "en"),
    ("open", ""),
    ("bbox", ""),
    ("within", ""),
    ("category", "see"),
    ("department", "41"),
    ("commune", "41018"),
    ("date", ""),
    ("price", ""),
    ("accessible", ""),
    ("near", ""),
)


def read(**args):
    return read_criteria(MultiDict(args), lang="fr", now=NOW)


@pytest.mark.parametrize("page", ["a", "-1", "0", "", "9" * 30, "1.5", "²"])
def test_odd_page_numbers_are_the_first_or_a_last_page(page):
    assert 1 <= read(page=page).page <= 500


def test_what_makes_no_sense_counts_as_not_given():
    criteria = read(
        date="2026-02-30", price="cheap", category="no.such", sort="x", lat="91", lon="0", radius="1", commune="<b>"
    )
    assert to_arguments(criteria) == {}


def test_distance_needs_a_position():
    assert read(sort="distance").sort == "relevance"
    assert read(sort="distance", lat="47.5", lon="1.3").sort == "distance"
    assert read(lat="nan", lon="1").near is None


def test_each_filter_can_be_taken_away():
    criteria = read(
        q="x",
        category="see",
        department="41",
        commune="41018",
        region="24",
        feature="Wifi",
        label="LabelRating_X",
        language="en",
        open="now",
        bbox="1,47,2,48",
        within="1,47;2,47;2,48",
        date="2026-07-14",
        price="free",
        accessible="yes",
        lat="1",
        lon="2",
        page="3",
    )
    assert criteria.open_on == date(2026, 7, 14)
    assert criteria.open_at == NOW
    for name, value in TAKEN_AWAY:
        criteria = without(criteria, name, value)
    assert to_arguments(criteria) == {}


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=30), max_size=3)))
def test_any_address_is_read_and_its_own_address_gives_the_same_search(args):
    criteria = read_criteria(MultiDict([(k, v) for k, values in args.items() for v in values]), lang="en", now=NOW)
    again = read_criteria(
        MultiDict([(k, v) for k, values in to_arguments(criteria).items() for v in values]), lang="en", now=NOW
    )
    assert again == criteria


@pytest.mark.parametrize(
    "ring", ["1,47", "1,47;2,47", "1,47;2,48;2,47;1,48", "1,47;2,47;x,y", "1,47;1,47;1,47", ";;;", "1,91;2,91;2,92"]
)
def test_what_is_no_polygon_counts_as_not_given(ring):
    assert read(within=ring).polygon == ()


@pytest.mark.parametrize("box", ["1,2,3", "2,47,1,48", "1,48,2,47", "nan,47,2,48", "a,b,c,d", "1,47,200,48"])
def test_what_is_no_box_counts_as_not_given(box):
    assert read(bbox=box).box is None


def test_opening_moment_is_now_or_given():
    assert read(open="now").open_at == NOW
    assert read(open="2026-12-24T18:05").open_at == datetime(2026, 12, 24, 18, 5)
    assert read(open="soon").open_at is None


@pytest.mark.parametrize("word", ["a\u0351\u036b" * 60, "\ufb03" * 200, "e\u0301" * 100, "ß" * 200, "x" * 500])
def test_words_are_as_long_as_words_are(word):
    read = read_criteria(MultiDict({"q": f"{word} {word}"}), lang="fr", now=NOW)
    assert [len(part) for part in read.text.split()] == [60, 60]


def test_letters_that_were_typed_apart_are_joined():
    assert read_criteria(MultiDict({"q": "cha\u0302teau"}), lang="fr", now=NOW).text == "château"
