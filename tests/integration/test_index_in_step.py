"""Look whether the index tells what PostgreSQL tells: renamed zones, rebuilds under way, drift."""

import pytest
from sqlalchemy import text

from portal.cache import generations
from portal.db import db
from portal.services.index import drift as index_drift
from portal.services.index import source as index_source
from portal.services.searching import engines
from search.index import indexer, rebuilding
from tests.outbox_client import TODAY, drain, execute, found, ids

pytestmark = pytest.mark.usefixtures("outbox_services")


def test_renamed_commune_is_renamed_in_the_documents_of_its_resources():
    execute("UPDATE zone SET name = 'Neudorf am See' WHERE kind = 'commune'")
    drain()
    index = f"{engines.index_prefix()}-resources"
    engines.elasticsearch().indices.refresh(index=index)
    with db.session() as session:
        number = session.execute(text("SELECT count(*) FROM resource WHERE commune_code <> ''")).scalar_one()
    assert engines.elasticsearch().count(index=index, query={"match": {"words": "Neudorf"}})["count"] == number > 0


def test_changes_during_a_rebuild_are_in_the_new_index(config):
    place = ids()[0]

    def change(done: int) -> None:
        execute("UPDATE resource_text SET name = 'Zwischenruf' WHERE resource_id = :id", id=place)
        drain()

    sources = _interrupted(change)
    with db.transaction() as session:
        rebuilding.rebuild(
            engines.elasticsearch(),
            prefix=config.index_prefix,
            fill=lambda names: [
                indexer.write_sources(
                    engines.elasticsearch(),
                    resources=[names["resources"]],
                    suggestions=[names["suggestions"]],
                    sources=sources(session),
                )
            ],
            zones=(),
            expected=5,
            synonyms={},
            database="",
            on_progress=lambda done: None,
        )
    assert found("Zwischenruf") == [place]


def test_reconciling_finds_and_mends_what_the_outbox_was_never_told():
    place, stranger = ids()[0], 10**12
    index = f"{engines.index_prefix()}-resources"
    elasticsearch = engines.elasticsearch()
    revision = elasticsearch.get(index=index, id=str(place), realtime=True)["_version"]
    elasticsearch.delete(index=index, id=str(place), version=revision, version_type="external_gte")
    elasticsearch.index(
        index=index, id=str(stranger), document={"id": stranger, "kind": "place", "name": {"fr": "Fremdling"}}
    )
    assert found("Fremdling") == [stranger]
    with db.session() as session:
        assert index_drift.reconcile(session) == index_drift.Drift(len(ids()), missing=1, surplus=1)
    assert found("Fremdling") == []
    with db.session() as session:
        assert index_drift.reconcile(session) == index_drift.Drift(len(ids()))


def test_reconciling_leaves_alone_what_appears_while_it_looks(monkeypatch):
    real, born = indexer.read_checksums, []

    def early(client, **options):
        sums = real(client, **options)
        execute(
            "INSERT INTO resource (source, source_id, kind, classes, category, status)"
            " VALUES ('9', 'born-late', 'place', '{}', 'see.castle', 'published')"
        )
        execute("INSERT INTO resource_text (resource_id, lang, name) SELECT max(id), 'fr', 'Nachzügler' FROM resource")
        born.append(max(ids()))
        drain()
        return sums

    monkeypatch.setattr(indexer, "read_checksums", early)
    with db.session() as session:
        drift = index_drift.reconcile(session)
    assert (drift.missing, drift.surplus) == (0, 0)
    assert found("Nachzügler") == born


def _interrupted(change):
    def sources(session):
        found = list(index_source.list_all(session, today=TODAY))
        change(0)
        yield from found

    return sources


def documents_with(word: str) -> int:
    index = f"{engines.index_prefix()}-resources"
    engines.elasticsearch().indices.refresh(index=index)
    return engines.elasticsearch().count(index=index, query={"match": {"words": word}})["count"]


def test_zone_that_comes_after_its_resources_gives_them_its_name_and_takes_it_along():
    place = ids()[0]
    with db.session() as session:
        former = session.execute(text("SELECT commune_code FROM resource WHERE id = :id"), {"id": place}).scalar_one()
    execute("UPDATE resource SET commune_code = '99123' WHERE id = :id", id=place)
    drain()
    assert documents_with("Spatdorf") == 0
    token = generations.TOKEN_PREFIX + generations.ZONES
    before = generations.link.client.get(token)
    execute("INSERT INTO zone (kind, code, name) VALUES ('commune', '99123', 'Spatdorf')")
    drain()
    assert documents_with("Spatdorf") == 1
    assert generations.link.client.get(token) != before, "pages and cards say the name too"
    execute("DELETE FROM zone WHERE code = '99123'")
    drain()
    assert documents_with("Spatdorf") == 0
    execute("UPDATE resource SET commune_code = :code WHERE id = :id", id=place, code=former)
    drain()
