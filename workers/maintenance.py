"""The jobs that keep the house clean."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import clock
from portal.services.accounts import sessions, tries
from portal.services.imports import history
from portal.services.maps import clusters as map_clusters
from workers.context import job

FINDINGS_KEPT_DAYS = 90

PURGE = text(
    "DELETE FROM import_finding USING import_run WHERE run_id = import_run.id AND started_at < now() - make_interval(days => :days)"
)


@job
def purge_findings(session: Session) -> int:
    """Delete what import runs found more than 90 days ago, and note which runs have died; return how many findings."""
    history.end_dead(session)
    deleted = session.execute(PURGE, {"days": FINDINGS_KEPT_DAYS})
    return int(getattr(deleted, "rowcount", 0))


@job
def sweep_sessions(session: Session) -> int:
    """Delete the sessions that are over, and tries of passwords that count no more; return how many."""
    return sessions.sweep(session) + tries.sweep(session)


@job
def refresh_map(session: Session) -> int:
    """Work out anew what stands together on the map, when something has changed; return how many clusters there are, else 0."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    return map_clusters.refresh(session, today=clock.today())
