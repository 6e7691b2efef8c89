"""Go back in PostgreSQL as a restored dump does: cache, index and further edits must not stay with the time before."""

import pytest
from redis import Redis

from portal.cache import generations
from portal.cache.generations import EPOCH, TOKEN_PREFIX
from portal.db import db
from portal.services.index import drift as index_drift
from portal.services.index import origin
from portal.services.operations import restore
from portal.services.searching import engines
from search.index import indexer
from tests.outbox_client import drain, execute, found, ids

pytestmark = pytest.mark.usefixtures("outbox_services")
BACK = "UPDATE resource SET revision = 1 WHERE id = :id"


def go_back(place: int) -> None:
    """Let PostgreSQL have an earlier revision than the index, as a restored dump does, and no note of it."""
    execute("UPDATE resource_text SET short = short || '!' WHERE resource_id = :id", id=place)
    execute("UPDATE resource_text SET short = short || '!' WHERE resource_id = :id", id=place)
    drain()
    with db.transaction() as session:
        session.execute(origin.text("SET LOCAL session_replication_role = replica"))
        session.execute(origin.text(BACK), {"id": place})


def test_index_that_is_ahead_is_drift_and_edits_arrive_again():
    place = ids()[0]
    go_back(place)
    with db.session() as session:
        assert index_drift.reconcile(session, is_repaired=False).ahead == 1
    with db.transaction() as session:
        assert index_drift.reconcile(session).ahead == 1
    drain()
    execute("UPDATE resource_text SET name = 'Wiedergefunden' WHERE resource_id = :id", id=place)
    drain()
    assert found("Wiedergefunden") == [place]
    with db.session() as session:
        drift = index_drift.reconcile(session)
    assert (drift.missing, drift.surplus, drift.ahead) == (0, 0, 0)


def test_cache_begins_anew_with_another_database(config):
    redis = Redis.from_url(config.redis_url)
    with db.session() as session:
        restore.look(session)
        before = redis.get(TOKEN_PREFIX + EPOCH)
        assert not restore.look(session), "the same database"
        assert redis.get(TOKEN_PREFIX + EPOCH) == before
        redis.set(restore.KEPT_OF, "another-1-2")
        assert restore.look(session)
    assert redis.get(TOKEN_PREFIX + EPOCH) != before


def test_index_of_another_database_is_known(config, monkeypatch):
    with db.session() as session:
        assert not origin.is_foreign(session, engines.elasticsearch(), prefix=engines.index_prefix())
        monkeypatch.setattr(origin, "read_identity", lambda session: "another-1-2")
        assert origin.is_foreign(session, engines.elasticsearch(), prefix=engines.index_prefix())


def test_tables_made_anew_in_the_same_place_are_another_database():
    with db.transaction() as session, session.begin_nested() as trial:
        before = origin.read_identity(session)
        session.execute(origin.text("ALTER TABLE resource RENAME TO resource_before"))
        session.execute(origin.text("CREATE TABLE resource (id bigint)"))
        assert origin.read_identity(session) != before
        trial.rollback()
    assert indexer.current_index(engines.elasticsearch(), engines.index_prefix())
    assert generations.link.client is not None
