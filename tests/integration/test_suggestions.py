"""Suggest while somebody types, with Elasticsearch and without."""

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.outbox import drain as outbox_drain
from portal.services.searching import engines, suggestions
from search.index import aliases

pytestmark = pytest.mark.usefixtures("indexed")


def suggest(asked: str, lang: str = "fr", near=None):
    engines.elasticsearch().indices.refresh(index=aliases.alias_name(engines.index_prefix(), "suggestions"))
    with db.session() as session:
        return suggestions.suggest(session, asked, lang=lang, near=near)


def names(asked: str, kind: str, **options) -> list[str]:
    return [line.name for line in suggest(asked, **options).get(kind, [])]


@pytest.mark.parametrize("asked", ["c", "ch", "chi"])
def test_first_letters_come_from_the_table(asked, monkeypatch):
    monkeypatch.setattr(engines, "suggest", lambda *args, **options: pytest.fail("Elasticsearch was asked"))
    assert any(name.lower().startswith(asked) for name in names(asked, "zone"))
    assert len(names(asked, "resource")) == 6


def test_words_in_any_order_and_the_town_are_found():
    assert names("royal blois", "resource")[0] == "Château royal de Blois"
    assert names("chambord domaine", "resource")[0] == "Domaine national de Chambord"
    assert "Château royal d’Amboise" in names("chateau amboi", "resource")


@pytest.mark.parametrize("asked", ["chenonsau", "vilandry", "azay le ridau", "chambrod"])
def test_slips_are_forgiven_from_four_letters_on(asked):
    assert suggest(asked).get("resource") or suggest(asked).get("zone")


def test_places_kinds_and_wishes_have_groups_of_their_own():
    found = suggest("ambo")
    assert [line.name for line in found["zone"]][:1] == ["Amboise"]
    assert found["zone"][0].place == "Indre-et-Loire"
    assert [line.key for line in suggest("musé")["category"]] == ["see.museum"]
    assert [line.key for line in suggest("grat")["wish"]] == ["free"]
    assert [line.key for line in suggest("kast", lang="nl")["category"]] == ["see.castle"]


def test_what_is_near_comes_first_when_a_position_is_known():
    amboise, chinon = (47.4135, 0.9845), (47.1670, 0.2420)
    assert names("château royal", "resource", near=amboise)[0] == "Château royal d’Amboise"
    assert names("forteresse", "resource", near=chinon)[0] == "Forteresse royale de Chinon"


def test_hidden_place_is_no_longer_suggested():
    def asked():
        return names("villesav", "resource"), names("vil", "resource")

    assert "Château de Villesavin" in asked()[0]
    with db.transaction() as session:
        session.execute(
            text("UPDATE resource SET status = 'draft' WHERE producer_identifier = 'chateau-de-villesavin'")
        )
    outbox_drain.drain(db.transaction)
    assert not any("Château de Villesavin" in found for found in asked())


def test_without_elasticsearch_postgresql_suggests(config, monkeypatch):
    monkeypatch.setattr(engines, "suggest", lambda *args, **options: None)
    assert "Château de Chenonceau" in names("chenon", "resource")
    assert names("ambo", "zone") == ["Amboise"]


@pytest.mark.parametrize("asked", ["", " ", "%", "_", "\\", "'", "(", "a" * 200, "<b>", "*", "été\u0301"])
def test_odd_letters_are_answered(asked):
    suggest(asked)
