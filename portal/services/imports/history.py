"""Keep the history of import runs, and archive what a source no longer delivers."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal.models.imports import ImportFinding, ImportRun

GRACE_DAYS = 7
RUNS_SHOWN = 50
EXAMPLES_SHOWN = 20

MARK_MISSING = text(
    """
    UPDATE resource SET missing_since = now()
     WHERE missing_since IS NULL AND status = 'published'
       AND source IN (SELECT DISTINCT r.source FROM resource r JOIN seen_resource s ON s.id = r.id)
       AND NOT EXISTS (SELECT FROM seen_resource s WHERE s.id = resource.id)
    """
)
ARCHIVE = text(
    """
    UPDATE resource SET status = 'archived', archived_at = now(), updated_at = now()
     WHERE status = 'published' AND missing_since < now() - make_interval(days => :days)
       AND source IN (SELECT DISTINCT r.source FROM resource r JOIN seen_resource s ON s.id = r.id)
    """
)


def start(session: Session, paths: list[str], *, importer: str = "datatourisme") -> int:
    """Note that a run begins; return its id."""
    run = ImportRun(importer=importer, paths=paths)
    session.add(run)
    session.flush()
    return run.id


def finish(session: Session, run_id: int, *, state: str, counts: dict[str, int], error: str) -> None:
    """Note how a run ended."""
    session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(state=state, counts=counts, error=error, finished_at=text("now()"))
    )


def archive_missing(session: Session, seen: Iterable[int]) -> dict[str, int]:
    """Mark what the sources of this run no longer deliver; archive what has been missing for more than 7 days.

    Return how many were newly marked ("missing") and archived ("archived").
    """
    session.execute(text("CREATE TEMP TABLE seen_resource (id bigint PRIMARY KEY) ON COMMIT DROP"))
    cursor: Any = session.connection().connection.cursor()
    with cursor.copy("COPY seen_resource (id) FROM STDIN") as copy:
        for resource_id in seen:
            copy.write_row((resource_id,))
    session.execute(text("ANALYZE seen_resource"))
    missing = session.execute(MARK_MISSING)
    archived = session.execute(ARCHIVE, {"days": GRACE_DAYS})
    return {"missing": _count(missing), "archived": _count(archived)}


def list_runs(session: Session) -> list[ImportRun]:
    """Return the latest runs, the newest first."""
    return list(session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(RUNS_SHOWN)))


def find_run(session: Session, run_id: int) -> ImportRun | None:
    """Return one run."""
    return session.get(ImportRun, run_id)


def list_findings(session: Session, run_id: int, *, code: str) -> list[ImportFinding]:
    """Return some findings of one kind, as examples."""
    return list(
        session.scalars(
            select(ImportFinding).filter_by(run_id=run_id, code=code).order_by(ImportFinding.id).limit(EXAMPLES_SHOWN)
        )
    )


def count_findings(session: Session, run_id: int) -> list[tuple[str, str, int]]:
    """Return (effect, code, count) of a run's findings, the most frequent first."""
    rows = session.execute(
        text(
            "SELECT effect, code, count(*) AS number FROM import_finding WHERE run_id = :run_id"
            " GROUP BY effect, code ORDER BY number DESC, code"
        ),
        {"run_id": run_id},
    )
    return [(row.effect, row.code, row.number) for row in rows]


def _count(result: Any) -> int:  # noqa: ANN401 - SQLAlchemy's result of an UPDATE
    return int(result.rowcount)
