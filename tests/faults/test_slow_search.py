"""Let Elasticsearch be slow or refuse a query: other pages, and other visitors, do not notice."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from portal.db import db
from portal.services.searching import engines
from search.ask import engine
from search.criteria import Criteria
from tests.faults.portal_server import PortalServer

SEARCHES = 64
DELAY_S = 0.9
"""Late, and not late enough to be given up."""
TODAY = date.today()


@pytest.fixture
def portal(indexed, config):
    server = PortalServer(config).start(only="elasticsearch")
    yield server
    server.stop()


def test_pages_without_a_search_are_quick_while_many_searches_wait(portal):
    portal.get("/fr/search?q=chateau")
    portal.proxies["elasticsearch"].delay_s = DELAY_S
    portal.set_fault("elasticsearch", "delay")
    is_over, others = threading.Event(), []

    def read_on() -> None:
        while not is_over.is_set():
            others.append(portal.get(f"/fr/r/{3 + len(others)}"))
            time.sleep(0.1)

    with ThreadPoolExecutor(SEARCHES + 1) as visitors:
        reading = visitors.submit(read_on)
        paths = [f"/fr/search?q={uuid.uuid4().hex[:8]}" for _ in range(SEARCHES)]
        searches = list(visitors.map(portal.get, paths))
        is_over.set()
        reading.result()
    assert {answer.status for answer in searches} == {200}
    assert {answer.status for answer in others} <= {200, 301, 308, 404}
    assert len(others) >= 3


def test_refused_query_is_answered_by_the_basic_search_and_closes_search_for_nobody(indexed, monkeypatch):
    well = engine.build_hits

    def refused(criteria: Criteria, **more: object) -> dict[str, object]:
        return {"query": {"no_such_query": {}}} if criteria.text == "refused" else well(criteria, **more)

    monkeypatch.setattr(engine, "build_hits", refused)
    with db.session() as session:
        for _ in range(5):
            assert engines.search(session, Criteria(text="refused"), today=TODAY).engine == "postgresql"
        assert engines.search(session, Criteria(text="chateau"), today=TODAY).engine == "elasticsearch"


def test_session_holds_no_connection_while_elasticsearch_is_asked(indexed, monkeypatch):
    held = []
    asked = engine.search

    def look(*args: object, **more: object) -> object:
        held.append(db.engine.pool.checkedout())
        return asked(*args, **more)

    monkeypatch.setattr(engine, "search", look)
    with db.session() as session:
        session.connection()
        assert db.engine.pool.checkedout() == 1
        engines.search(session, Criteria(text="chateau"), today=TODAY)
    assert held == [0]
