"""The jobs of the outbox: draining it, comparing the index with PostgreSQL, and cleaning up."""

from dataclasses import asdict

import structlog
from sqlalchemy.orm import Session

from portal import queues
from portal.db import db
from portal.services.index import drift as index_drift
from portal.services.outbox import drain as outbox_drain
from portal.services.outbox import journal
from portal.services.outbox import sinks as outbox_sinks
from search.client import SearchUnavailable
from workers.context import job, logged

log = structlog.get_logger()


@logged
def drain() -> dict[str, int]:
    """Deliver what is waiting to cache and live stream, then ask for search; return how many entries each sink took."""
    taken = dict(outbox_drain.drain(db.transaction, sinks=("cache", "live")))
    if taken:
        queues.enqueue("workers.changes.drain_search", queue="indexing", once=True)
    return taken


@logged
def drain_search() -> dict[str, int]:
    """Deliver what is waiting to search, which may take long: a job of its own, so that it holds nobody up."""
    return dict(outbox_drain.drain(db.transaction, sinks=("search",)))


@job
def reconcile(session: Session) -> int:
    """Repair what differs between PostgreSQL and the index; return how many resources that were, 0 while the index is away."""
    try:
        drift = index_drift.reconcile(session)
    except SearchUnavailable as error:
        log.warning("index not compared", reason=str(error))
        return 0
    if drift.missing or drift.surplus:
        log.warning("index had drifted", **asdict(drift))
    if not drift.is_cache_told:
        journal.mark_down(session, "cache", outbox_sinks.CACHE_NOT_TOLD)
    return drift.missing + drift.surplus


@job
def purge(session: Session) -> int:
    """Delete what every sink has had for more than a day."""
    return journal.purge(session)
