"""Edit, hide, delete and import at random while services go away and drains die, and compares all stores at the end."""

import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from redis import Redis
from sqlalchemy import text

from portal.cache import generations
from portal.db import db
from portal.live import stream
from portal.services.outbox import journal
from portal.services.searching import engines
from search.index import indexer
from tests.outbox_client import NOWHERE, drain, execute

pytestmark = pytest.mark.usefixtures("outbox_services")

PLACES = st.integers(0, 4)
ADD = "INSERT INTO resource (source, source_id, kind, classes, category, status) VALUES ('9', :key, 'place', '{}', 'see.castle', 'published')"
PICK = "(SELECT id FROM resource ORDER BY id OFFSET :n LIMIT 1)"


class Story(RuleBasedStateMachine):
    """Whatever happens, PostgreSQL, index and stream tell the same in the end."""

    config = None

    @initialize()
    def start(self) -> None:
        self.everything_is_up()
        execute("DELETE FROM outbox")
        drain()
        self.stream_from = stream.read("0", limit=100_000).last_id

    @rule()
    def add(self) -> None:
        execute(ADD, key=uuid.uuid4().hex)
        execute("INSERT INTO resource_text (resource_id, lang, name) SELECT max(id), 'fr', 'Lieu' FROM resource")

    @rule(n=PLACES)
    def edit(self, n: int) -> None:
        execute(f"UPDATE resource_text SET short = short || '.' WHERE resource_id = {PICK}", n=n)

    @rule(n=PLACES, status=st.sampled_from(["archived", "published"]))
    def publish_or_hide(self, n: int, status: str) -> None:
        execute(f"UPDATE resource SET status = :status WHERE id = {PICK}", n=n, status=status)

    @rule(n=PLACES)
    def delete(self, n: int) -> None:
        execute(f"DELETE FROM resource WHERE id = {PICK} AND source = '9'", n=n)

    @rule()
    def redis_goes_away(self) -> None:
        generations.link.bind(NOWHERE)
        stream.link.bind(NOWHERE)

    @rule()
    def elasticsearch_goes_away(self) -> None:
        engines.bind("http://127.0.0.1:9", prefix=self.config.index_prefix)

    @rule()
    def everything_is_up(self) -> None:
        generations.link.bind(self.config.redis_url)
        stream.link.bind(self.config.queue_redis_url)
        engines.bind(self.config.elasticsearch_url, prefix=self.config.index_prefix)
        execute("UPDATE outbox_sink SET next_try_at = now()")

    @rule()
    def drain(self) -> None:
        drain()

    @rule()
    def drain_that_dies(self) -> None:
        real, journal.mark_delivered = journal.mark_delivered, _die
        try:
            drain()
        except RuntimeError:
            pass
        finally:
            journal.mark_delivered = real

    def teardown(self) -> None:
        self.everything_is_up()
        drain()
        engines.elasticsearch().indices.refresh(index=f"{self.config.index_prefix}-resources")
        with db.session() as session:
            rows = session.execute(text("SELECT id, revision, status FROM resource")).all()
            backlog = journal.list_backlog(session)
            changed = session.execute(
                text(
                    "SELECT DISTINCT ON (entity_id) entity_id, revision, operation FROM outbox"
                    " WHERE entity = 'resource' ORDER BY entity_id, id DESC"
                )
            ).all()
        assert [(item.waiting, item.set_aside) for item in backlog] == [(0, 0)] * 3
        there = indexer.list_versions(engines.elasticsearch(), prefix=self.config.index_prefix, after=0, through=2**53)
        visible = {id: version for id, (version, is_gone) in there.items() if not is_gone}
        assert visible == {row.id: row.revision for row in rows if row.status == "published"}
        told = {
            event.entity_id: (event.revision, event.operation)
            for event in stream.read(self.stream_from, limit=100_000).events
        }
        assert {row.entity_id: (row.revision, row.operation) for row in changed}.items() <= told.items()
        if changed:
            names = [f"tourism:gen:resource:{row.entity_id}" for row in changed]
            assert all(Redis.from_url(self.config.redis_url).mget(names))


def test_every_store_tells_the_same_story_in_the_end(config):
    Story.config = config
    few = settings(
        max_examples=15,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(Story, settings=few)


def _die(*args: object) -> None:
    raise RuntimeError("killed")
