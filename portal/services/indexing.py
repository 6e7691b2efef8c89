"""This file keeps the search index in step with PostgreSQL: whole rebuilds, and what an import changed."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.errors import ServiceUnavailable
from portal.services import engines, index_source
from search import indexer

SLICE = 1000

CHANGED = text(
    "SELECT id, status, revision FROM resource WHERE changed_run_id = :run_id AND id > :after ORDER BY id LIMIT :slice"
)
UNINDEXED_RUNS = text("SELECT id FROM import_run WHERE indexed_at IS NULL AND state <> 'running' ORDER BY id")
MARK_INDEXED = text("UPDATE import_run SET indexed_at = now() WHERE id = :run_id")
FINISHED_RUNS = text("SELECT coalesce(array_agg(id), '{}') FROM import_run WHERE state <> 'running'")
MARK_AFTER_REBUILD = text("UPDATE import_run SET indexed_at = CASE WHEN id = ANY(:known) THEN now() END")
"""Runs that ended during a rebuild wrote to the old index: they are indexed again."""


def rebuild(
    session: Session, *, today: date, on_progress: Callable[[int], None] = lambda done: None
) -> indexer.RebuildReport:
    """Build a new index of all published resources and swap it in; raise ServiceUnavailable without Elasticsearch."""
    client = engines.elasticsearch()
    if client is None:
        raise ServiceUnavailable(
            "ELASTICSEARCH_URL is not set: the portal runs on basic search, there is no index to build"
        )
    known = session.execute(FINISHED_RUNS).scalar_one()
    report = indexer.rebuild(
        client,
        prefix=engines.index_prefix(),
        sources=index_source.list_all(session, today=today),
        on_progress=on_progress,
    )
    session.execute(MARK_AFTER_REBUILD, {"known": known})
    return report


def index_run(session: Session, run_id: int, *, today: date) -> int:
    """Bring what one import run changed into the index; return how many resources that were."""
    client = engines.elasticsearch()
    if client is None:
        return 0
    done, after = 0, 0
    while rows := session.execute(CHANGED, {"run_id": run_id, "after": after, "slice": SLICE}).all():
        published = [row.id for row in rows if row.status == "published"]
        gone = [(row.id, row.revision) for row in rows if row.status != "published"]
        sources = index_source.list_sources(session, published, today=today)
        indexer.write_changes(client, prefix=engines.index_prefix(), sources=sources, gone=gone)
        done, after = done + len(rows), rows[-1].id
    session.execute(MARK_INDEXED, {"run_id": run_id})
    return done


def list_unindexed_runs(session: Session) -> list[int]:
    """Return the import runs that search does not know yet."""
    return list(session.execute(UNINDEXED_RUNS).scalars())
