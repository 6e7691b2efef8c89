"""Ask for the outbox to be drained as soon as a transaction that changed something is through."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal import queues
from portal.services.outbox import journal

DRAIN = "workers.changes.drain"


def announce(session: Session) -> Callable[[], object] | None:
    """Return what to do after the commit: ask for a drain when something was changed, else nothing.

    Best effort: a queue that does not answer is logged, and the schedule asks every second anyway.
    """
    return ask_for_drain if journal.has_noted(session) else None


def ask_for_drain() -> bool:
    """Ask for one drain, whoever else asks too; say whether the queue took it."""
    return queues.enqueue(DRAIN, queue="notifications", once=True)
