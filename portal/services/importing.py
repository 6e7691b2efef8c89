"""This file runs an import: reads deliveries in batches, skips what is unchanged, stores the rest, reports every finding."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from psycopg import Error as DatabaseError
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.importers.archives import RawObject, parse, read_objects
from portal.importers.datatourisme.mapping import MAPPING_VERSION, map_object
from portal.importers.records import Finding
from portal.services import import_runs, import_store
from portal.services.import_store import Incoming

BATCH = 500
Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: dry_run stores nothing; archive_missing archives what its source no longer delivers."""

    dry_run: bool = False
    archive_missing: bool = False


@dataclass(slots=True)
class Outcome:
    """What a run did: counts of records, findings by code, and the ids it saw (for what is missing)."""

    run_id: int | None
    counts: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], Finding] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def note(self, findings: Iterable[Finding]) -> None:
        """Count findings by effect and code; keep the first of each as an example."""
        for finding in findings:
            key = (finding.effect, finding.code)
            self.findings[key] += 1
            self.examples.setdefault(key, finding)


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
            outcome.run_id = import_runs.start(session, [str(path) for path in paths])
    state, error = "failed", ""
    try:
        for batch in _batches(read_objects(paths)):
            _import_batch(transaction, batch, outcome)
            on_progress(len(batch))
        if options.archive_missing and outcome.run_id is not None:
            with transaction() as session:
                outcome.counts.update(import_runs.archive_missing(session, outcome.seen, run_id=outcome.run_id))
        state = "finished"
    except KeyboardInterrupt:
        state = "interrupted"
        raise
    except Exception as failure:
        error = str(failure)
        raise
    finally:
        if outcome.run_id is not None:
            with transaction() as session:
                import_runs.finish(session, outcome.run_id, state=state, counts=dict(outcome.counts), error=error)
    return outcome


def _batches(objects: Iterator[RawObject | Finding]) -> Iterator[list[RawObject | Finding]]:
    while batch := list(islice(objects, BATCH)):
        yield batch


def _import_batch(transaction: Transaction, batch: list[RawObject | Finding], outcome: Outcome) -> None:
    raws = [item for item in batch if isinstance(item, RawObject)]
    findings = [item for item in batch if isinstance(item, Finding)]
    outcome.counts["read"] += len(batch)
    hashes = {f"{MAPPING_VERSION}:{raw.content_hash}": raw for raw in raws}
    with transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL synchronous_commit = off"))
        known = import_store.find_unchanged(session, list(hashes))
        incoming, found = _map({key: raw for key, raw in hashes.items() if key not in known})
        findings += found
        if outcome.run_id is not None:
            outcome.counts["returned"] += import_store.mark_seen(session, list(known.values()), run_id=outcome.run_id)
            findings += _store(session, incoming, outcome)
            import_store.store_findings(session, findings, run_id=outcome.run_id)
        else:
            _compare(session, incoming, outcome)
    outcome.seen.update(known.values())
    outcome.counts["unchanged"] += len(known) + len(raws) - len(hashes)
    outcome.counts["skipped"] += sum(finding.effect == "skipped" for finding in findings)
    outcome.note(findings)


def _map(raws: dict[str, RawObject]) -> tuple[list[Incoming], list[Finding]]:
    """Map the objects; of two with the same identity the later one wins."""
    incoming: dict[tuple[str, str], Incoming] = {}
    findings: list[Finding] = []
    for content_hash, raw in raws.items():
        data = parse(raw)
        if isinstance(data, Finding):
            findings.append(data)
            continue
        record, found = map_object(data)
        findings += found
        if record is None:
            continue
        identity = (record.source, record.source_id)
        if identity in incoming:
            message = "The same record came twice in this delivery; the later one was kept."
            findings.append(Finding("skipped", "record.twice", "@id", message, raw.name, *identity))
        incoming[identity] = Incoming(record, content_hash)
    return list(incoming.values()), findings


def _store(session: Session, incoming: list[Incoming], outcome: Outcome) -> list[Finding]:
    """Store a batch; when the database refuses it, store record by record and report the one that it refuses."""
    if not incoming or outcome.run_id is None:
        return []
    try:
        with session.begin_nested():
            stored = import_store.store_batch(session, incoming, run_id=outcome.run_id)
    except DatabaseError as error:
        if len(incoming) == 1:
            record = incoming[0].record
            message = f"The database refused the record: {str(error).splitlines()[0]}"
            return [Finding("skipped", "record.refused", "", message, "", record.source, record.source_id)]
        half = len(incoming) // 2
        return _store(session, incoming[:half], outcome) + _store(session, incoming[half:], outcome)
    outcome.counts["added"] += len(stored.added)
    outcome.counts["updated"] += len(stored.updated)
    outcome.seen.update(stored.added, stored.updated)
    return []


def _compare(session: Session, incoming: list[Incoming], outcome: Outcome) -> None:
    known = import_store.find_known(session, [(item.record.source, item.record.source_id) for item in incoming])
    outcome.counts["updated"] += len(known)
    outcome.counts["added"] += len(incoming) - len(known)
