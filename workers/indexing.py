"""This file holds the jobs that keep the search index in step with PostgreSQL."""

from datetime import date

from sqlalchemy.orm import Session

from portal.services import indexing
from workers.context import job


@job
def index_run(session: Session, run_id: int) -> int:
    """Bring what one import run changed into the index; running it twice is harmless."""
    return indexing.index_run(session, run_id, today=date.today())


@job
def catch_up(session: Session) -> int:
    """Index the runs that were asked for while a service was away; return how many runs."""
    runs = indexing.list_unindexed_runs(session)
    for run_id in runs:
        indexing.index_run(session, run_id, today=date.today())
    return len(runs)
