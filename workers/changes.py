"""The jobs of the outbox: comparing the index with PostgreSQL, and cleaning up; `drainer.py` drains it."""

from dataclasses import asdict

import structlog
from sqlalchemy.orm import Session

from portal.services.index import drift as index_drift
from portal.services.index import rebuild as index_rebuild
from portal.services.outbox import journal
from portal.services.outbox import sinks as outbox_sinks
from search.client import SearchUnavailable
from workers.context import job

log = structlog.get_logger()


@job
def reconcile(session: Session) -> int:
    """Repair what differs between PostgreSQL and the index, and delete indices whose building was cut off.

    Return how many resources differed, 0 while the index is away.
    """
    try:
        for name in index_rebuild.tidy(session):
            log.warning("unfinished index deleted", index=name)
        drift = index_drift.reconcile(session)
    except SearchUnavailable as error:
        log.warning("index not compared", reason=str(error))
        return 0
    if drift.missing or drift.surplus or drift.ahead:
        log.warning("index had drifted", **asdict(drift))
    if not drift.is_cache_told:
        journal.mark_down(session, "cache", outbox_sinks.CACHE_NOT_TOLD)
    return drift.missing + drift.surplus + drift.ahead


@job
def purge(session: Session) -> int:
    """Delete what every sink has had for more than a day."""
    return journal.purge(session)
