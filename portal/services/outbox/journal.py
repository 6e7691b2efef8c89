"""The outbox: who has not heard of which change yet, what a sink refused, and what is set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.models.outbox import SINKS

MAX_TRIES = 6
FIRST_WAIT_S = 2
LONGEST_WAIT_S = 30
PURGED_AT_ONCE = 20_000
SINK_WAIT_S, SINK_LONGEST_WAIT_S = 1, 5
"""To ask a sink that is away whether it is back costs little, and all that waits is late by as much."""
KEPT_DAYS = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One changed entity of one transaction. operation: "upsert" or "delete"; details: what it belongs or belonged to."""

    id: int
    entity: str
    entity_id: int
    operation: str
    revision: int
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What one sink still has to hear; age_s: of the oldest entry, in seconds."""

    sink: str
    waiting: int
    age_s: float
    set_aside: int
    next_try_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry that a sink refused too often."""

    sink: str
    entity: str
    entity_id: int
    tries: int
    error: str


def has_noted(session: Session) -> bool:
    """Say whether this transaction has changed a resource or a zone."""
    return bool(session.execute(HAS_NOTED).scalar_one())


def claim(session: Session, sink: str, *, limit: int, is_locked: bool = True) -> list[Entry]:
    """Return the oldest entries `sink` has not had, locked for this transaction; those another drain holds are passed over.

    The locks hold for every sink: one that takes long must do without (is_locked=False, one drain at a time), or it holds the others up.
    """
    rows = session.execute(_sql(CLAIM + (LOCK if is_locked else ""), sink), {"sink": sink, "limit": limit})
    return [Entry(*row) for row in rows]


def is_anything_waiting(session: Session, sink: str) -> bool:
    """Say whether there are entries for `sink`, also those that another drain holds at this moment."""
    return bool(session.execute(_sql(f"SELECT EXISTS ({CLAIM})", sink), {"sink": sink, "limit": 1}).scalar_one())


def mark_delivered(session: Session, sink: str, ids: Sequence[int]) -> None:
    """Note that `sink` has had these entries."""
    session.execute(
        _sql("UPDATE outbox SET {sink}_at = clock_timestamp() WHERE id = ANY(:ids)", sink), {"ids": list(ids)}
    )
    session.execute(
        text("DELETE FROM outbox_failure WHERE sink = :sink AND outbox_id = ANY(:ids)"),
        {"sink": sink, "ids": list(ids)},
    )


def mark_refused(session: Session, sink: str, refused: dict[int, str]) -> None:
    """Note why `sink` refused entries: each is tried again later and later, and set aside after MAX_TRIES."""
    session.execute(
        REFUSE,
        {
            "sink": sink,
            "ids": list(refused),
            "errors": [error[:500] for error in refused.values()],
            "most": MAX_TRIES,
            "wait": FIRST_WAIT_S,
            "longest": LONGEST_WAIT_S,
        },
    )


def is_ready(session: Session, sink: str) -> bool:
    """Say whether `sink` may be tried now: it is not down, or has been left alone long enough."""
    return bool(session.execute(IS_READY, {"sink": sink}).scalar_one())


def mark_down(session: Session, sink: str, error: str) -> None:
    """Leave a sink that does not answer alone, each time twice as long, at most SINK_LONGEST_WAIT_S; its entries wait."""
    values = {"sink": sink, "error": error[:500], "wait": SINK_WAIT_S, "longest": SINK_LONGEST_WAIT_S}
    session.execute(MARK_DOWN, values)


def is_down(session: Session, sink: str) -> bool:
    """Say whether `sink` did not answer when it was last tried."""
    return bool(session.execute(IS_DOWN, {"sink": sink}).scalar_one())


def mark_up(session: Session, sink: str) -> None:
    """Note that `sink` answers."""
    session.execute(MARK_UP, {"sink": sink})


def list_set_aside(session: Session, *, limit: int = 50) -> list[SetAside]:
    """Return what was set aside, the latest first."""
    return [SetAside(*row) for row in session.execute(SET_ASIDE, {"limit": limit})]


def replay(session: Session, *, sink: str | None = None) -> int:
    """Try again what was set aside (all sinks, or one); return how many entries."""
    found = session.execute(
        text(
            "DELETE FROM outbox_failure WHERE set_aside_at IS NOT NULL AND (CAST(:sink AS text) IS NULL OR sink = :sink)"
            " RETURNING outbox_id"
        ).bindparams(sink=sink)
    )
    return len(found.all())


def purge(session: Session) -> int:
    """Delete what every sink has had for more than a day; return how many entries."""
    deleted = 0
    while number := int(getattr(session.execute(PURGE, {"days": KEPT_DAYS, "at_once": PURGED_AT_ONCE}), "rowcount", 0)):
        deleted += number
    return deleted


def list_backlog(session: Session) -> list[Backlog]:
    """Return how far each sink is behind."""
    return [Backlog(*session.execute(_sql(BACKLOG, sink), {"sink": sink}).one()) for sink in SINKS]


def _sql(template: str, sink: str) -> Any:  # noqa: ANN401 - SQLAlchemy text
    if sink not in SINKS:
        raise ValueError(f"there is no sink {sink!r}")
    return text(template.format(sink=sink))


HAS_NOTED = text(
    "SELECT EXISTS (SELECT FROM outbox WHERE transaction_id = (pg_current_xact_id_if_assigned()::text)::bigint)"
)
CLAIM = """
    SELECT id, entity, entity_id, operation, revision, details FROM outbox
     WHERE {sink}_at IS NULL
       AND NOT EXISTS (SELECT FROM outbox_failure f WHERE f.outbox_id = outbox.id AND f.sink = :sink
                        AND (f.set_aside_at IS NOT NULL OR f.next_try_at > clock_timestamp()))
     ORDER BY id LIMIT :limit
"""
LOCK = " FOR UPDATE SKIP LOCKED"
REFUSE = text(
    """
    INSERT INTO outbox_failure AS f (outbox_id, sink, next_try_at, error)
    SELECT id, :sink, clock_timestamp() + make_interval(secs => :wait), error
      FROM unnest(CAST(:ids AS bigint[]), CAST(:errors AS text[])) AS refused (id, error)
    ON CONFLICT (outbox_id, sink) DO UPDATE SET tries = f.tries + 1, error = excluded.error,
      set_aside_at = CASE WHEN f.tries + 1 >= :most THEN clock_timestamp() END,
      next_try_at = clock_timestamp() + make_interval(secs => least(:longest, :wait * 2 ^ f.tries) * (0.9 + random() * 0.2))
    """
)
IS_READY = text("SELECT NOT EXISTS (SELECT FROM outbox_sink WHERE sink = :sink AND next_try_at > clock_timestamp())")
MARK_DOWN = text(
    """
    INSERT INTO outbox_sink AS s (sink, tries, next_try_at, error)
    VALUES (:sink, 1, clock_timestamp() + make_interval(secs => :wait), :error)
    ON CONFLICT (sink) DO UPDATE SET tries = s.tries + 1, error = excluded.error,
      next_try_at = clock_timestamp() + make_interval(secs => least(:longest, :wait * 2 ^ least(s.tries, 10)))
    """
)
IS_DOWN = text("SELECT EXISTS (SELECT FROM outbox_sink WHERE sink = :sink AND tries > 0)")
MARK_UP = text("UPDATE outbox_sink SET tries = 0, next_try_at = NULL, error = '' WHERE sink = :sink")
SET_ASIDE = text(
    """
    SELECT f.sink, o.entity, o.entity_id, f.tries, f.error FROM outbox_failure f JOIN outbox o ON o.id = f.outbox_id
     WHERE f.set_aside_at IS NOT NULL ORDER BY f.set_aside_at DESC LIMIT :limit
    """
)
PURGE = text(
    """
    DELETE FROM outbox WHERE id IN (
      SELECT id FROM outbox WHERE cache_at IS NOT NULL AND search_at IS NOT NULL AND live_at IS NOT NULL
         AND created_at < now() - make_interval(days => :days) LIMIT :at_once)
    """
)
BACKLOG = """
    SELECT CAST(:sink AS text), count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float,
           (SELECT count(*) FROM outbox_failure WHERE sink = :sink AND set_aside_at IS NOT NULL),
           (SELECT next_try_at FROM outbox_sink WHERE sink = :sink),
           coalesce((SELECT error FROM outbox_sink WHERE sink = :sink), '')
      FROM outbox WHERE {sink}_at IS NULL
"""
