"""This file holds the jobs of the outbox: draining it, comparing the index with PostgreSQL, and cleaning up."""

from dataclasses import asdict

import structlog
from sqlalchemy.orm import Session

from portal.db import db
from portal.services import indexing, outbox, outbox_drain
from search.client import SearchUnavailable
from workers.context import job, logged

log = structlog.get_logger()


@logged
def drain() -> dict[str, int]:
    """Deliver what is waiting, each batch in a transaction of its own; return how many entries each sink took."""
    return dict(outbox_drain.drain(db.transaction))


@job
def reconcile(session: Session) -> int:
    """Repair what differs between PostgreSQL and the index; return how many resources that were, 0 while the index is away."""
    try:
        drift = indexing.reconcile(session)
    except SearchUnavailable as error:
        log.warning("index not compared", reason=str(error))
        return 0
    if drift.missing or drift.surplus:
        log.warning("index had drifted", **asdict(drift))
    return drift.missing + drift.surplus


@job
def purge(session: Session) -> int:
    """Delete what every sink has had for more than a day."""
    return outbox.purge(session)
