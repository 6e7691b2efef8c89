"""Limit how often passwords are tried on one account, however many addresses that comes from, and never lock its owner out.

A browser that was once signed in to an account carries a mark and has tries of its own: whoever guesses from elsewhere cannot use them up
(OWASP: device cookies). Kept in PostgreSQL, so that it holds while Redis is away; for accounts that are not there as well, so that nobody
learns which are.
"""

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.models.account import SignInTry

MOST = 10
WITHIN = timedelta(minutes=15)


def subject_of(email: str, device: str) -> bytes:
    """Return whom tries are counted for: the browser, when its mark is one of this account, else the account."""
    return sha256(f"{email.strip().lower()}|{device}".encode()).digest()


def begin(session: Session, subject: bytes) -> bool:
    """Count a try before its password is looked at, so that many at once count too; say whether it may go on."""
    since = func.now() - WITHIN
    counted = select(func.count()).where(SignInTry.subject == subject, SignInTry.tried_at > since)
    if (session.scalar(counted) or 0) >= MOST:
        return False
    session.add(SignInTry(subject=subject))
    return True


def forget(session: Session, subject: bytes) -> None:
    """Take back what was counted: the password was right."""
    session.execute(delete(SignInTry).where(SignInTry.subject == subject))


def sweep(session: Session) -> int:
    """Delete the tries that count no more; return how many."""
    deleted = session.execute(delete(SignInTry).where(SignInTry.tried_at < func.now() - WITHIN))
    return int(getattr(deleted, "rowcount", 0))
