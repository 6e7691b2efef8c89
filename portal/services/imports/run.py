"""Run an import: read deliveries in batches, skip what is unchanged, store the rest, report every finding."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import structlog
from psycopg import Error as DatabaseError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.importers.archives import RawObject, read_objects
from portal.importers.datatourisme.mapping import MAPPING_VERSION
from portal.importers.records import Finding, Incoming, marked
from portal.services.imports import history as import_history
from portal.services.imports import position_check
from portal.services.imports import store as import_store
from portal.services.imports.mapping_pool import Mapped, Mapper, mapping_processes
from portal.services.imports.missing import archive_missing
from portal.services.imports.tally import Outcome

log = structlog.get_logger()

BATCH = 500
BATCHES_AHEAD = 3
Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: dry_run stores nothing; archive_missing archives what its source no longer delivers.

    is_shrinking_allowed: also where that is more than a tenth of the source.
    processes: how many others map records while this one stores them; 0 = none, best for a few hundred objects.
    """

    dry_run: bool = False
    archive_missing: bool = False
    is_shrinking_allowed: bool = False
    processes: int = 0


@dataclass(slots=True)
class Prepared:
    """A batch ready to be stored: how many objects were read, ids of the unchanged ones, repeats, findings, new records."""

    read: int
    known: list[int]
    repeated: int
    findings: list[Finding]
    incoming: list[Incoming] = field(default_factory=list)


def run(
    transaction: Transaction,
    paths: tuple[Path, ...],
    options: Options = Options(),
    *,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Import the deliveries batch by batch, each in its own transaction; an interruption leaves whole batches.

    on_progress: called with the number of objects of each batch that is done.
    """
    outcome = Outcome(None)
    if not options.dry_run:
        with transaction() as session:
            import_history.end_dead(session)
            outcome.run_id = import_history.start(session, [str(path) for path in paths])
    state, error = "failed", ""
    try:
        with import_history.held(transaction, outcome.run_id):
            _import_all(transaction, paths, options, outcome, on_progress=on_progress)
        state = "finished"
    except KeyboardInterrupt:
        state = "interrupted"
        raise
    except Exception as failure:
        error = str(failure)
        raise
    finally:
        _finish(transaction, outcome, state=state, error=error)
    return outcome


def _import_all(
    transaction: Transaction,
    paths: tuple[Path, ...],
    options: Options,
    outcome: Outcome,
    *,
    on_progress: Callable[[int], None],
) -> None:
    with mapping_processes(options.processes) as mapper:
        for batch in _prepared(transaction, _batches(read_objects(paths)), mapper):
            _import_batch(transaction, batch, outcome)
            on_progress(batch.read)
    _check_positions(transaction, outcome)
    if options.archive_missing and outcome.run_id is not None:
        with transaction() as session:
            import_store.allow_bulk(session)
            missing = archive_missing(session, outcome, is_shrinking_allowed=options.is_shrinking_allowed)
            import_store.store_findings(session, missing.refused, run_id=outcome.run_id)
        outcome.counts.update(missing.counts)
        outcome.note(missing.refused)


def _finish(transaction: Transaction, outcome: Outcome, *, state: str, error: str) -> None:
    """Note how the run ended; where even that fails, what came before is what is told."""
    if outcome.run_id is None:
        return
    try:
        with transaction() as session:
            import_store.settle_text_index(session)
        with transaction() as session:
            counts = dict(outcome.counts)
            import_history.finish(session, outcome.run_id, state=state, counts=counts, error=error)
    except SQLAlchemyError as failure:
        log.error("end of the import not noted", run=outcome.run_id, state=state, reason=str(failure))


def _batches(objects: Iterator[RawObject | Finding]) -> Iterator[list[RawObject | Finding]]:
    while batch := list(islice(objects, BATCH)):
        yield batch


def _prepared(
    transaction: Transaction, batches: Iterator[list[RawObject | Finding]], mapper: Mapper
) -> Iterator[Prepared]:
    """Return the batches with their records mapped, the next ones under way in other processes while one is stored."""
    under_way: deque[tuple[Prepared, Future[Mapped]]] = deque()
    for batch in batches:
        prepared, new = _compare_hashes(transaction, batch)
        under_way.append((prepared, mapper(new)))
        if len(under_way) > BATCHES_AHEAD:
            yield _joined(*under_way.popleft())
    while under_way:
        yield _joined(*under_way.popleft())


def _compare_hashes(
    transaction: Transaction, batch: list[RawObject | Finding]
) -> tuple[Prepared, dict[str, RawObject]]:
    raws = [item for item in batch if isinstance(item, RawObject)]
    by_hash = {f"{MAPPING_VERSION}:{raw.content_hash}": raw for raw in raws}
    with transaction() as session:
        known = import_store.find_unchanged(session, list(by_hash))
    findings = [item for item in batch if isinstance(item, Finding)]
    prepared = Prepared(len(batch), list(known.values()), len(raws) - len(by_hash), findings)
    return prepared, {key: raw for key, raw in by_hash.items() if key not in known}


def _joined(prepared: Prepared, mapped: "Future[Mapped]") -> Prepared:
    prepared.incoming, found = mapped.result()
    prepared.findings += found
    return prepared


def _import_batch(transaction: Transaction, batch: Prepared, outcome: Outcome) -> None:
    with transaction() as session:
        import_store.allow_bulk(session)
        if outcome.run_id is not None:
            outcome.counts["returned"] += import_store.mark_seen(session, batch.known)
            batch.findings += _store(session, batch.incoming, outcome)
            import_store.store_findings(session, batch.findings, run_id=outcome.run_id)
        else:
            _compare(session, batch.incoming, outcome)
    outcome.counts["read"] += batch.read
    outcome.counts["unchanged"] += len(batch.known) + batch.repeated
    outcome.counts["skipped"] += sum(finding.effect == "skipped" for finding in batch.findings)
    outcome.seen.update(batch.known)
    outcome.note(batch.findings)


def _store(session: Session, incoming: list[Incoming], outcome: Outcome) -> list[Finding]:
    """Store a batch; when the database refuses it, store record by record and report the one that it refuses."""
    if not incoming or outcome.run_id is None:
        return []
    try:
        with session.begin_nested():
            stored = import_store.store_batch(session, incoming)
    except DatabaseError as error:
        if len(incoming) == 1:
            record = incoming[0].record
            message = marked("The database refused the record.")
            reason = str(error).splitlines()[0]
            return [Finding("skipped", "record.refused", "", message, reason, record.source, record.source_id)]
        half = len(incoming) // 2
        return _store(session, incoming[:half], outcome) + _store(session, incoming[half:], outcome)
    outcome.counts["added"] += len(stored.added)
    outcome.counts["updated"] += len(stored.updated)
    outcome.seen.update(stored.added, stored.updated)
    outcome.written.update(stored.added, stored.updated)
    return []


def _check_positions(transaction: Transaction, outcome: Outcome) -> None:
    """Report which of the records written lie far from their commune."""
    if outcome.run_id is None or not outcome.written:
        return
    with transaction() as session:
        import_store.allow_bulk(session)
        findings = position_check.find_misplaced(session, only=outcome.written)
        import_store.store_findings(session, findings, run_id=outcome.run_id)
    outcome.counts["doubted"] = len(findings)
    outcome.note(findings)


def _compare(session: Session, incoming: list[Incoming], outcome: Outcome) -> None:
    known = import_store.find_known(session, [(item.record.source, item.record.source_id) for item in incoming])
    outcome.counts["updated"] += len(known)
    outcome.counts["added"] += len(incoming) - len(known)
