"""What tests of the outbox share: a few places in a database and an index of their own, and short words for them."""

from datetime import date

import pytest
from redis import Redis
from sqlalchemy import text

from portal.cache import generations
from portal.db import db
from portal.live import stream
from portal.services.imports import run as import_run
from portal.services.index import rebuild as index_rebuild
from portal.services.outbox import drain as outbox_drain
from portal.services.outbox import journal
from portal.services.searching import engines
from search.criteria import Criteria
from search.index import aliases
from tests.factories.datatourisme import build_place, write_flux

TODAY = date.today()
NOWHERE = "redis://127.0.0.1:9/0"


@pytest.fixture(scope="module")
def outbox_places(app, config, tmp_path_factory):
    archive = write_flux(tmp_path_factory.mktemp("a") / "a.zip", [build_place(n) for n in range(5)])
    import_run.run(db.transaction, (archive,))
    with db.transaction() as session:
        index_rebuild.rebuild(session, today=TODAY)
    Redis.from_url(config.queue_redis_url).delete(stream.STREAM)
    drain()
    yield
    elasticsearch = engines.elasticsearch()
    for name in aliases.current_indices(elasticsearch, prefix=config.index_prefix):
        elasticsearch.indices.delete(index=name)


@pytest.fixture
def outbox_services(outbox_places, app, config):
    yield
    generations.link.bind(config.redis_url)
    stream.link.bind(config.queue_redis_url)
    engines.bind(config.elasticsearch_url, prefix=config.index_prefix)
    execute("DELETE FROM outbox_sink")
    drain()
    execute("DELETE FROM outbox")


def drain(**options):
    return outbox_drain.drain(db.transaction, **options)


def execute(statement: str, **values: object) -> None:
    with db.transaction() as session:
        session.execute(text(statement), values)


def ids() -> list[int]:
    with db.session() as session:
        return list(session.execute(text("SELECT id FROM resource ORDER BY id")).scalars())


def backlog() -> dict[str, journal.Backlog]:
    with db.session() as session:
        return {item.sink: item for item in journal.list_backlog(session)}


def found(words: str) -> list[int]:
    engines.elasticsearch().indices.refresh(index=f"{engines.index_prefix()}-resources")
    with db.session() as session:
        result = engines.search(session, Criteria(text=words), today=TODAY)
    assert result.engine == "elasticsearch"
    return list(result.ids)
