"""This file fills new indices from PostgreSQL, slice by slice; a large portal's in processes that load and build side by side."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date

from sqlalchemy.orm import Session

from portal.db import db
from portal.services import engines, index_source
from search import client, indexer
from search.indexer import Refusal
from search.rebuilding import Names

PROCESSES = 2
MANY = 20_000
"""From so many resources on it pays to start processes."""
AHEAD = 2 * PROCESSES
Written = tuple[int, list[Refusal]]


def fill(session: Session, names: Names, *, today: date) -> Iterator[Written]:
    """Write every published resource to the indices of these names; give how many of each slice were sent, and what was refused."""
    if index_source.count_all(session) < MANY:
        for ids in index_source.list_id_slices(session):
            yield _write(session, ids, names, today=today)
        return
    settings = (db.url, engines.url(), engines.index_prefix())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_prepare, initargs=settings) as pool:
        under_way: deque[Future[Written]] = deque()
        for ids in index_source.list_id_slices(session):
            under_way.append(pool.submit(_write_apart, ids, names, today))
            if len(under_way) >= AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _write(session: Session, ids: list[int], names: Names, *, today: date) -> Written:
    elasticsearch = engines.elasticsearch()
    if elasticsearch is None:
        raise client.SearchUnavailable("there is no Elasticsearch to write to")
    sources = index_source.list_sources(session, ids, today=today)
    return indexer.write_sources(
        elasticsearch, resources=names["resources"], suggestions=names["suggestions"], sources=sources
    )


def _write_apart(ids: list[int], names: Names, today: date) -> Written:
    with db.session() as session:
        return _write(session, ids, names, today=today)


def _prepare(database_url: str, elasticsearch_url: str | None, prefix: str) -> None:
    """Bind the services in a process of its own; leave interrupts to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    db.bind(database_url, pool_size=1)
    engines.bind(elasticsearch_url, prefix=prefix)
