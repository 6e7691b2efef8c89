"""Build indices, refuse bad ones, and go back to the one before."""

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.index import rebuild as index_rebuild
from portal.services.index.rebuild import AlreadyUnderWay, NotGoodEnough
from portal.services.searching import engines, synonyms
from search.ask import engine
from search.client import for_bulk
from search.criteria import Criteria
from search.index import aliases, status
from search.synonyms.files import BadRule
from tests.outbox_client import TODAY, drain, execute, found, ids

pytestmark = pytest.mark.usefixtures("outbox_services")


def rebuild():
    with db.transaction() as session:
        return index_rebuild.rebuild(session, today=TODAY)


def current(subject="resources"):
    (index,) = aliases.current_indices(engines.elasticsearch(), prefix=engines.index_prefix(), subject=subject)
    return index


def test_index_before_is_kept_and_the_ones_before_it_are_deleted():
    first = rebuild().index
    second = rebuild().index
    client, prefix = engines.elasticsearch(), engines.index_prefix()
    assert (current(), aliases.former_index(client, prefix=prefix)) == (second, first)
    third = rebuild().index
    assert aliases.former_index(client, prefix=prefix) == second
    assert sorted(client.indices.get(index=f"{prefix}-resources-*")) == [second, third]
    assert len(client.indices.get(index=f"{prefix}-suggestions-*")) == 2


def test_roll_back_knows_what_changed_since():
    first = rebuild().index
    second = rebuild().index
    place, other = ids()[0], ids()[1]
    execute("UPDATE resource_text SET name = 'Rückwärts' WHERE resource_id = :id", id=place)
    execute("UPDATE resource SET status = 'draft' WHERE id = :id", id=other)
    drain()
    with db.transaction() as session:
        assert index_rebuild.roll_back(session) == first
    assert current() == first
    assert found("Rückwärts") == [place]
    everything = engine.search(
        engines.elasticsearch(), alias=aliases.alias_name(engines.index_prefix()), criteria=Criteria(), today=TODAY
    )
    assert set(everything.ids) == set(ids()) - {other}
    with db.transaction() as session:
        assert index_rebuild.roll_back(session) == second, "and forth again"
    execute("UPDATE resource SET status = 'published' WHERE id = :id", id=other)


def test_index_that_finds_no_names_is_not_used(monkeypatch):
    before = current()
    monkeypatch.setattr(index_rebuild.engine, "search", lambda *args, **options: engine.SearchResult((), 0))
    with pytest.raises(NotGoodEnough, match="finds 0 of"):
        rebuild()
    assert current() == before
    assert len(engines.elasticsearch().indices.get(index=f"{engines.index_prefix()}-resources-*")) <= 2


def test_status_tells_size_and_age():
    rebuild()
    told = status.read_status(engines.elasticsearch(), prefix=engines.index_prefix())
    assert told.documents == len(ids())
    assert told.shards == 1
    assert told.segments >= 1
    assert told.bytes_per_document > 100
    assert told.former


def test_synonyms_of_an_operator_hold_from_the_next_build_on():
    place = ids()[0]
    execute("UPDATE resource_text SET name = 'Gloriette du Parc' WHERE resource_id = :id AND lang = 'fr'", id=place)
    drain()
    with db.transaction() as session:
        rules = synonyms.digest(synonyms.read_text(session, "fr"))
        synonyms.store(session, "fr", "belvédère de jardin => gloriette\n# a remark", base=rules, account_id=None)
    assert place not in found("belvédère jardin")
    rebuild()
    assert place in found("belvédère de jardin")
    with db.transaction() as session:
        rules = synonyms.digest(synonyms.read_text(session, "fr"))
        synonyms.store(session, "fr", synonyms.synonym_files.read_text("fr"), base=rules, account_id=None)
        assert not session.execute(text("SELECT count(*) FROM search_synonyms")).scalar_one()


def test_preview_names_the_questions_that_would_move():
    execute(
        "INSERT INTO search_query (day, lang, words, searches) VALUES (current_date, 'fr', 'gloriettes', 7),"
        " (current_date, 'fr', 'musee', 3) ON CONFLICT DO NOTHING"
    )
    with db.session() as session:
        rules = synonyms.read_text(session, "fr") + "\ngloriette, kiosque"
        (moved,) = synonyms.preview(session, "fr", rules)
        assert (moved.words, moved.searches) == ("gloriettes", 7)
        assert "kiosqu" in " ".join(set(moved.after) - set(moved.before))
        with pytest.raises(BadRule, match="line 1"):
            synonyms.preview(session, "fr", "only one word")


def test_what_is_set_while_an_index_is_built_is_taken_back():
    index = rebuild().index
    for name in (index, current("suggestions")):
        settings = engines.elasticsearch().indices.get_settings(index=name)[name]["settings"]["index"]
        assert settings["refresh_interval"] == "1s"
        assert settings["translog"]["durability"] == "request"
        assert "merge" not in settings


def test_second_rebuild_and_roll_back_wait_for_the_first():
    rebuild()
    before = current()
    with db.transaction() as session:
        index_rebuild._alone(session)
        with pytest.raises(AlreadyUnderWay):
            rebuild()
        with pytest.raises(AlreadyUnderWay), db.transaction() as other:
            index_rebuild.roll_back(other)
    assert current() == before


def test_rebuild_that_was_killed_is_no_index_to_go_back_to_and_is_cleared_away():
    client, prefix = for_bulk(engines.elasticsearch()), engines.index_prefix()
    first = rebuild().index
    second = rebuild().index
    half = aliases.new_index_name(prefix)
    client.indices.create(index=half, mappings={"_meta": {aliases.STATE: aliases.BUILDING}})
    aliases.open_for_writing(client, prefix=prefix, index=half)
    assert half in aliases.written_indices(client, prefix=prefix)
    assert aliases.former_index(client, prefix=prefix) == first
    with db.transaction() as session:
        assert index_rebuild.tidy(session) == [half]
    assert aliases.written_indices(client, prefix=prefix) == [second]
    with db.transaction() as session:
        assert index_rebuild.roll_back(session) == first


def test_nothing_is_cleared_away_while_an_index_is_built():
    client, prefix = for_bulk(engines.elasticsearch()), engines.index_prefix()
    half = aliases.new_index_name(prefix)
    client.indices.create(index=half, mappings={"_meta": {aliases.STATE: aliases.BUILDING}})
    with db.transaction() as builder:
        index_rebuild._alone(builder)
        with db.transaction() as session:
            assert index_rebuild.tidy(session) == []
    assert client.indices.exists(index=half)
    rebuild()
    assert not client.indices.exists(index=half), "the next rebuild clears it away"
