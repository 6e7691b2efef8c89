"""Drain the outbox: each sink in its own transactions, so that one that is down holds nobody up."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.cache import generations
from portal.services.outbox import journal
from portal.services.outbox import sinks as outbox_sinks
from portal.services.outbox.journal import Entry
from portal.services.outbox.sinks import DELIVERIES, SinkDown

log = structlog.get_logger()

ORDER = ("cache", "live", "search")
"""The one that may make us wait comes last."""
FIRST_BATCH, LARGEST_BATCH = 5000, 20_000
"""Entries of one transaction; each is twice as large as the one before, so that of a long backlog more folds into one."""
Transaction = Callable[[], AbstractContextManager[Session]]
ONE_AT_A_TIME_SINKS = ("live", "search")
ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(hashtext('outbox:' || :sink))")


def drain(transaction: Transaction, *, sinks: tuple[str, ...] = ORDER) -> Counter[str]:
    """Deliver what is waiting; return how many entries each sink took. Several drains at once are safe."""
    taken: Counter[str] = Counter()
    before = -1
    while taken.total() > before:  # what was committed while a later sink was served is not left for the next drain
        before = taken.total()
        for sink in sinks:
            _deliver_all(transaction, sink, taken)
    return taken


def _deliver_all(transaction: Transaction, sink: str, taken: Counter[str]) -> None:
    limit = FIRST_BATCH
    while number := _deliver_batch(transaction, sink, limit):
        taken[sink] += number
        limit = min(2 * limit, LARGEST_BATCH)


def _deliver_batch(transaction: Transaction, sink: str, limit: int) -> int:
    """Deliver one batch; return how many entries were dealt with, 0 when there is nothing or the sink is down."""
    error = ""
    with transaction() as session:
        if not journal.is_ready(session, sink) or not _may_work(session, sink):
            return 0
        entries = journal.claim(session, sink, limit=limit, is_locked=sink not in ONE_AT_A_TIME_SINKS)
        if not entries and not journal.is_down(session, sink):
            return 0
        try:
            refused = _deliver(session, sink, entries)
        except SinkDown as failure:
            error = str(failure)
        else:
            journal.mark_delivered(session, sink, [entry.id for entry in entries if entry.id not in refused])
            journal.mark_refused(session, sink, refused)
            return len(entries)
    with transaction() as session:
        journal.mark_down(session, sink, error)
    log.warning("sink is down, tried again later", sink=sink, reason=error)
    return 0


def _deliver(session: Session, sink: str, entries: list[Entry]) -> outbox_sinks.Refused:
    """Deliver; a cache that comes back first forgets what was kept before the outage, whether anything waits for it or not."""
    is_down = journal.is_down(session, sink)
    if is_down and sink == "cache" and not generations.move_on((generations.EPOCH,)):
        raise SinkDown("the cache does not answer")
    refused = DELIVERIES[sink](session, _folded(entries)) if entries else {}
    if is_down and (entries or sink == "cache"):
        journal.mark_up(session, sink)
    return refused


def _may_work(session: Session, sink: str) -> bool:
    """The live stream has an order to keep, and search takes long: one drain at a time serves them."""
    return sink not in ONE_AT_A_TIME_SINKS or bool(session.execute(ONE_AT_A_TIME, {"sink": sink}).scalar_one())


def _folded(entries: list[Entry]) -> list[Entry]:
    """Keep the latest entry of each entity, with everything it ever belonged to in this batch; order stays."""
    latest: dict[tuple[str, int], Entry] = {}
    for entry in entries:
        key = (entry.entity, entry.entity_id)
        earlier = latest.pop(key, None)
        latest[key] = _joined(earlier, entry) if earlier else entry
    return list(latest.values())


def _joined(earlier: Entry, entry: Entry) -> Entry:
    former = {f"former_{name.removeprefix('former_')}": value for name, value in earlier.details.items()}
    return Entry(entry.id, entry.entity, entry.entity_id, entry.operation, entry.revision, {**former, **entry.details})
