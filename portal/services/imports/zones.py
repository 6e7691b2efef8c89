"""Run an import of zones: read a file, store outlines in batches, report every finding, find parents."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.importers.geojson import Fields, ZoneRecord, map_features
from portal.importers.records import Finding
from portal.importers.report import Report
from portal.services.imports import history as import_history
from portal.services.imports import position_check
from portal.services.imports import store as import_store
from portal.services.imports.tally import Outcome
from portal.services.zones import store as zone_store
from portal.services.zones.store import Stored

BATCH = 100
IMPORTER = "zones"
Transaction = Callable[[], AbstractContextManager[Session]]
Mapped = list[tuple[ZoneRecord | None, list[Finding]]]


def run(
    transaction: Transaction,
    features: list[object],
    fields: Fields,
    *,
    path: Path,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Import the features `read_features` gave, batch by batch, each in its own transaction; an interruption leaves whole batches.

    counts: read, added, updated, unchanged, skipped, doubted, and "orphans": zones of the kind that have no parent.
    """
    state, error = "failed", ""
    with transaction() as session:
        run_id = import_history.start(session, [str(path)], importer=IMPORTER)
    outcome = Outcome(run_id)
    try:
        for batch in _batches(map_features(features, fields)):
            with transaction() as session:
                _import_batch(session, batch, fields, outcome)
            on_progress(len(batch))
        with transaction() as session:
            _finish_zones(session, fields.kind, outcome)
        state = "finished"
    except KeyboardInterrupt:
        state = "interrupted"
        raise
    except DBAPIError as failure:
        error = str(failure.orig)
        raise
    finally:
        with transaction() as session:
            import_history.finish(session, run_id, state=state, counts=dict(outcome.counts), error=error)
    return outcome


def _batches(mapped: Iterator[tuple[ZoneRecord | None, list[Finding]]]) -> Iterator[Mapped]:
    while batch := list(islice(mapped, BATCH)):
        yield batch


def _import_batch(session: Session, batch: Mapped, fields: Fields, outcome: Outcome) -> None:
    import_store.allow_bulk(session)
    findings = [finding for _, found in batch for finding in found]
    records = [record for record, _ in batch if record is not None]
    findings += _store(session, fields, records, outcome)
    outcome.counts["read"] += len(batch)
    outcome.counts["skipped"] += sum(finding.effect == "skipped" for finding in findings)
    _keep(session, findings, outcome)


def _store(session: Session, fields: Fields, records: list[ZoneRecord], outcome: Outcome) -> list[Finding]:
    """Store a batch; when the database refuses it, store zone by zone and report the one that it refuses."""
    if not records:
        return []
    try:
        with session.begin_nested():
            stored = zone_store.store(session, fields.kind, records, source=fields.source)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        if len(records) == 1:
            report = Report(fields.kind, records[0].code)
            reason = str(error.orig).splitlines()[0]
            report.skipped("zone.refused", "geometry", "The database refused the zone.", reason)
            return report.findings
        half = len(records) // 2
        return _store(session, fields, records[:half], outcome) + _store(session, fields, records[half:], outcome)
    return [finding for one in stored for finding in _note(fields.kind, one, outcome)]


def _note(kind: str, stored: Stored, outcome: Outcome) -> list[Finding]:
    """Count what became of a zone; return what was found in it."""
    report = Report(kind, stored.code)
    if stored.is_empty:
        report.skipped("zone.no_outline", "geometry", "The outline encloses no area.", stored.fault)
    elif not stored.name:
        report.skipped("zone.no_name", "name", "The zone is new here and has no name.")
    else:
        outcome.counts[{True: "added", False: "updated", None: "unchanged"}[stored.is_new]] += 1
        if stored.fault:
            report.mended("zone.repaired", "geometry", "The outline was not valid and was repaired.", stored.fault)
    return report.findings


def _finish_zones(session: Session, kind: str, outcome: Outcome) -> None:
    """Find parents, and what lies far from its commune now that its outline is known."""
    import_store.allow_bulk(session)
    zone_store.set_parents(session)
    if kind != "region":
        outcome.counts["orphans"] = zone_store.count_orphans(session, kind)
    if kind == "commune":
        doubts = position_check.find_misplaced(session)
        outcome.counts["doubted"] = len(doubts)
        _keep(session, doubts, outcome)


def _keep(session: Session, findings: list[Finding], outcome: Outcome) -> None:
    if outcome.run_id is not None:
        import_store.store_findings(session, findings, run_id=outcome.run_id)
    outcome.note(findings)
