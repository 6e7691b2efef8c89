"""The jobs of search: storing what was asked and visited, popularity, and building the index anew."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import clock
from portal.services.index import rebuild as index_rebuild
from portal.services.outbox import journal
from portal.services.usage import popularity, query_log
from workers.context import job

KEPT_DAYS = 400
PURGE = text("DELETE FROM search_query WHERE day < current_date - :days")


@job
def store_counts(session: Session) -> dict[str, int]:
    """Move what was searched for and looked at into PostgreSQL; return how many different ones, nothing when there were none."""
    counts = {"searches": query_log.store(session), "resources": popularity.store_visits(session)}
    return counts if any(counts.values()) else {}


@job
def update_popularity(session: Session) -> int:
    """Work out popularity anew, and forget questions older than KEPT_DAYS; return how many resources changed."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(PURGE, {"days": KEPT_DAYS})
    return popularity.update(session)


@job
def rebuild_index(session: Session) -> str:
    """Build the search index anew, with the synonyms of now; searches go on meanwhile."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    try:
        report = index_rebuild.rebuild(session, today=clock.today())
    except index_rebuild.AlreadyUnderWay as error:
        return str(error)
    journal.mark_up(session, "search")
    return f"{report.index}: {report.indexed} documents, {len(report.failed)} refused"
