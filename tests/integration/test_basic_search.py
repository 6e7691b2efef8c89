"""Search the demo region in PostgreSQL, as when Elasticsearch is away."""

from datetime import date

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.searching.basic import search as basic_search
from search.criteria import Criteria
from tests.outbox_client import execute

pytestmark = pytest.mark.usefixtures("filled")

NAMES = text(
    "SELECT name FROM resource_text WHERE resource_id = ANY(:ids) AND lang = 'fr' ORDER BY array_position(CAST(:ids AS bigint[]), resource_id)"
)


def found(words: str, **criteria: object) -> list[str]:
    with db.session() as session:
        result = basic_search.search(session, Criteria(text=words, **criteria), today=date.today())
        return list(session.execute(NAMES, {"ids": list(result.ids)}).scalars())


def facets(words: str = "", **criteria: object) -> dict[str, dict[str, int]]:
    with db.session() as session:
        result = basic_search.search(session, Criteria(text=words, **criteria), today=date.today())
    return {name: {bucket.key: bucket.count for bucket in buckets} for name, buckets in result.facets.items()}


@pytest.mark.parametrize(
    "words",
    ["chambord", "CHAMBORD", "chamb", "chanbord", "chambrod", "domaine national de chambor", "domaine de Chambord"],
)
def test_place_is_found_whole_begun_and_misspelt(words):
    assert "Domaine national de Chambord" in found(words)[:3]


@pytest.mark.parametrize("words", ["chapelle saint-gil", "Chapelle Saint-Gilles de Mont", "chapelle saint gil"])
def test_name_with_a_hyphen_is_found_before_it_is_typed_to_its_end(words):
    assert found(words)[0] == "Chapelle Saint-Gilles de Montoire"


@pytest.mark.parametrize("words", ["des", "aux"])
def test_word_that_nobody_looks_for_finds_names_with_a_word_that_begins_so(words):
    names = found(words)
    assert names
    assert all(f" {words}" in f" {name.lower()}" for name in names)


def test_whole_name_comes_before_longer_ones_and_texts_that_mention_it():
    assert found("blois")
    names = found("chateau royal de blois")
    assert names[0] == "Château royal de Blois"


def test_plural_finds_the_singular():
    names = found("châteaux")
    assert len(names) == 20
    assert all("château" in name.lower() for name in names)


@pytest.mark.parametrize("words", ["%", "_", "\\", "100%", "a_b", "x" * 200, "'", "<->", "&|!"])
def test_signs_mean_nothing(words):
    assert len(found(words)) < 20


def test_facets_agree_with_what_choosing_them_finds():
    counts = facets("chateau")
    for department, number in counts["department"].items():
        with db.session() as session:
            criteria = Criteria(text="chateau", departments=(department,))
            assert basic_search.search(session, criteria, today=date.today()).total == number
    see = sum(number for key, number in counts["category"].items() if key.startswith("see."))
    assert counts["category"]["see"] == see


def test_facets_that_take_too_long_are_left_out_and_the_page_is_there(monkeypatch):
    real = basic_search._statement

    def slow(criteria, *, with_facets):
        statement = real(criteria, with_facets=with_facets)
        return text(f"SELECT * FROM ({statement}) s, pg_sleep(5)") if with_facets else statement

    monkeypatch.setattr(basic_search, "_statement", slow)
    monkeypatch.setattr(basic_search, "FACETS_BUDGET_MS", 30)
    with db.session() as session:
        result = basic_search.search(session, Criteria(text="chateau"), today=date.today())
        assert len(result.ids) == 20
        assert not any(result.facets.values())
        limit = session.execute(text("SHOW statement_timeout")).scalar_one()
    assert limit == "15s", "the page's own limit is back"


def test_renamed_place_is_found_by_its_new_name_alone():
    execute("UPDATE resource_text SET name = 'Zébulonnerie' WHERE name = 'Château de Cheverny'")
    assert found("zebulonn") == ["Zébulonnerie"]
    execute("UPDATE resource_text SET name = 'Château de Cheverny' WHERE name = 'Zébulonnerie'")
    assert found("zebulonn") == []


def test_where_no_name_has_all_words_those_with_most_of_them_come_and_slips_count():
    names = found("chanbord chevernny")
    assert {"Domaine national de Chambord", "Château de Cheverny"} <= set(names)
    assert names == found("chanbord chevernny zzzzzz"), "a word nobody has takes nothing away"
    assert found("zzzzzz") == []
