"""Fill new indices from PostgreSQL, slice by slice; a large portal's in processes that load and build side by side."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date

from sqlalchemy.orm import Session

from portal.db import db
from portal.parenthood import end_with
from portal.services.index import source as index_source
from portal.services.searching import engines
from search import client
from search.index import indexer
from search.index.aliases import Subject
from search.index.indexer import Refusal
from search.index.rebuilding import Names

PROCESSES = 2
MANY = 20_000
"""From so many resources on it pays to start processes."""
AHEAD = 2 * PROCESSES
SLICE = 500
RARELY = 200_000
"""Objects made before the collector of cycles looks."""
Written = tuple[int, list[Refusal]]
Targets = Mapping[Subject, Sequence[str]]
"""The indices to write to."""


def fill(session: Session, names: Names, *, today: date) -> Iterator[Written]:
    """Write every published resource to the indices of these names; give how many of each slice were sent, and what was refused."""
    targets: Targets = {subject: [name] for subject, name in names.items()}
    slices = index_source.list_id_slices(session)
    if index_source.count_all(session) < MANY:
        yield from (_write(session, ids, targets, today=today) for ids in slices)
    else:
        yield from _side_by_side(slices, targets, today=today)


def write_many(ids: Sequence[int], targets: Targets, *, today: date) -> list[Refusal]:
    """Write these resources, as they were committed, to all of these indices; return what was refused."""
    slices = (list(ids[start : start + SLICE]) for start in range(0, len(ids), SLICE))
    return [refusal for _, refused in _side_by_side(slices, targets, today=today) for refusal in refused]


def _side_by_side(slices: Iterable[list[int]], targets: Targets, *, today: date) -> Iterator[Written]:
    """Load and build in processes of their own: forked, so that they are there at once, with connections of their own."""
    settings = (os.getpid(), db.url, engines.url(), engines.index_prefix())
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_prepare, initargs=settings) as pool:
        under_way: deque[Future[Written]] = deque()
        for ids in slices:
            under_way.append(pool.submit(_write_apart, ids, targets, today))
            if len(under_way) >= AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _write(session: Session, ids: list[int], targets: Targets, *, today: date) -> Written:
    elasticsearch = engines.elasticsearch()
    if elasticsearch is None:
        raise client.SearchUnavailable("there is no Elasticsearch to write to")
    sources = index_source.list_sources(session, ids, today=today)
    return indexer.write_sources(
        elasticsearch, resources=targets["resources"], suggestions=targets["suggestions"], sources=sources
    )


def _write_apart(ids: list[int], targets: Targets, today: date) -> Written:
    with db.session() as session:
        return _write(session, ids, targets, today=today)


def _prepare(parent: int, database_url: str, elasticsearch_url: str | None, prefix: str) -> None:
    """Bind the services in a process of its own; leave interrupts to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A slice is many small objects and no cycle: collecting while it is built took a third of the time.
    gc.freeze()
    gc.set_threshold(RARELY)
    end_with(parent)
    db.forget()
    db.bind(database_url, pool_size=1)
    engines.bind(elasticsearch_url, prefix=prefix)
