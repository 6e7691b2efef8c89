"""Wake the processes that drain the outbox as soon as a transaction that changed something is through.

After the commit and not within it: a NOTIFY in the transaction itself lets commits wait for each other (8 641 a second became 1 981).
A hint that is lost costs a second: the drains look by themselves.
"""

from collections.abc import Callable

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.services.outbox import journal

log = structlog.get_logger()

CHANNEL = "escale_changes"
LISTENER = "escale changes: "
"""What the connections of drains call themselves, followed by the sinks they serve."""
NOTIFY = text(f"NOTIFY {CHANNEL}")
LISTENED = text("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE :name)")


def announce(session: Session) -> Callable[[], object] | None:
    """Return what to do after the commit: wake the drains when something was changed, else nothing."""
    return (lambda: wake(session)) if journal.has_noted(session) else None


def wake(session: Session) -> bool:
    """Wake the drains, in a transaction of its own; say whether PostgreSQL took it. What was committed is safe whatever happens here."""
    try:
        session.execute(NOTIFY)
        session.commit()
    except SQLAlchemyError as error:
        log.warning("drains not woken", error=type(error).__name__)
        return False
    return True


def is_listened_to(session: Session) -> bool:
    """Say whether a drain is there to hear of changes."""
    return bool(session.execute(LISTENED, {"name": f"{LISTENER}%"}).scalar_one())
