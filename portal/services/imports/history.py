"""Keep the history of import runs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal.models.imports import ImportFinding, ImportRun

RUNS_SHOWN = 50
EXAMPLES_SHOWN = 20

LOCKS = 1_163_084_097
"""Names our advisory locks among others of the database: one per run, held as long as its process lives."""
HOLD = text("SELECT pg_advisory_xact_lock(:locks, :run)")
END_DEAD = text(
    """
    UPDATE import_run SET state = 'interrupted', finished_at = now(), error = 'the process ended without a word'
     WHERE state = 'running' AND started_at < now() - interval '10 seconds'
       AND NOT EXISTS (SELECT FROM pg_locks
                        WHERE locktype = 'advisory' AND classid = :locks AND objid = import_run.id
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
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


@contextmanager
def held(transaction: Callable[[], AbstractContextManager[Session]], run_id: int | None) -> Iterator[None]:
    """Show that a run is alive for as long as this lasts: PostgreSQL lets go of the lock when the process dies, however it does."""
    if run_id is None:
        yield
        return
    with transaction() as session:
        session.execute(HOLD, {"locks": LOCKS, "run": run_id})
        yield


def end_dead(session: Session) -> int:
    """Note of the runs whose process is gone that they were interrupted; return how many."""
    return int(getattr(session.execute(END_DEAD, {"locks": LOCKS}), "rowcount", 0))


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
