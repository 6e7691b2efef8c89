"""Keep sessions in PostgreSQL: found by the hash of their token, ended by time or by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select
from sqlalchemy.orm import Session

from portal.models.account import Account, AccountSession

IDLE = timedelta(hours=12)
IDLE_OF_NOBODY = timedelta(hours=1)
ABSOLUTE = timedelta(days=14)
"""A session ends after 12 hours without a visit, and after 14 days in any case; a form that nobody signed in with, after an hour."""
MAX_USER_AGENT = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """One session as PostgreSQL and the cache keep it."""

    id: int
    account_id: int | None
    role: str
    data: dict[str, Any]
    created_at: datetime
    seen_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Say whether it has ended by time."""
        idle = IDLE if self.account_id else IDLE_OF_NOBODY
        return now > self.seen_at + idle or now > self.created_at + ABSOLUTE


@dataclass(frozen=True, slots=True)
class Contents:
    """What a session holds; account_id: None = nobody has signed in."""

    account_id: int | None
    role: str
    data: dict[str, Any]


def hash_of(token: str) -> bytes:
    """Return what is stored of a token, so that who reads the table cannot use it."""
    return sha256(token.encode()).digest()


def find(session: Session, token: str) -> Kept | None:
    """Return the session of this token unless it is over."""
    row = session.scalars(select(AccountSession).where(AccountSession.token_hash == hash_of(token))).one_or_none()
    kept = Kept(row.id, row.account_id, row.role, row.data, row.created_at, row.seen_at) if row else None
    return kept if kept and not kept.is_over(datetime.now(UTC)) else None


def find_account(session: Session, token: str, account_id: int) -> tuple[Account, str] | None:
    """Return the active account signed in by this token, and the role it had then; None once the session was revoked."""
    row = session.execute(
        select(Account, AccountSession.role, AccountSession.seen_at, AccountSession.created_at)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(AccountSession.token_hash == hash_of(token), Account.id == account_id, Account.is_active)
    ).one_or_none()
    now = datetime.now(UTC)
    if row is None or now > row.seen_at + IDLE or now > row.created_at + ABSOLUTE:
        return None
    return row.Account, row.role


def start(session: Session, token: str, contents: Contents, *, user_agent: str, created_at: datetime) -> Kept:
    """Write a new session; created_at counts for its absolute end."""
    row = AccountSession(
        token_hash=hash_of(token),
        account_id=contents.account_id,
        role=contents.role,
        data=contents.data,
        user_agent=user_agent[:MAX_USER_AGENT],
        created_at=created_at,
        seen_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return Kept(row.id, row.account_id, row.role, row.data, created_at, row.seen_at)


def update(session: Session, token: str, contents: Contents) -> Kept | None:
    """Write what a session holds now, as seen now; None when it was revoked meanwhile: nothing brings it back."""
    row = session.scalars(select(AccountSession).where(AccountSession.token_hash == hash_of(token))).one_or_none()
    if row is None:
        return None
    row.account_id, row.role, row.data = contents.account_id, contents.role, contents.data
    row.seen_at = datetime.now(UTC)
    session.flush()
    return Kept(row.id, row.account_id, row.role, row.data, row.created_at, row.seen_at)


def end(session: Session, token: str) -> bool:
    """End the session of this token; say whether it was still there. Of several at once, one is told so."""
    ended = delete(AccountSession).where(AccountSession.token_hash == hash_of(token))
    return bool(cast("CursorResult[Any]", session.execute(ended)).rowcount)


def list_of(session: Session, account_id: int) -> list[AccountSession]:
    """Return where an account is signed in, the latest visit first."""
    found = select(AccountSession).where(AccountSession.account_id == account_id, ~_is_over())
    return list(session.scalars(found.order_by(AccountSession.seen_at.desc())))


def revoke(session: Session, account_id: int, *, session_id: int | None = None, but: int | None = None) -> int:
    """End one session of an account, or all of them, or all `but` one; return how many."""
    ended = delete(AccountSession).where(AccountSession.account_id == account_id)
    ended = ended.where(AccountSession.id == session_id) if session_id is not None else ended
    ended = ended.where(AccountSession.id != but) if but is not None else ended
    return cast("CursorResult[Any]", session.execute(ended)).rowcount


def sweep(session: Session) -> int:
    """Delete the sessions that are over; return how many."""
    return cast("CursorResult[Any]", session.execute(delete(AccountSession).where(_is_over()))).rowcount


def _is_over() -> Any:  # noqa: ANN401 - an SQL condition
    nobody = AccountSession.account_id.is_(None) & (AccountSession.seen_at < func.now() - IDLE_OF_NOBODY)
    return or_(AccountSession.seen_at < func.now() - IDLE, AccountSession.created_at < func.now() - ABSOLUTE, nobody)
