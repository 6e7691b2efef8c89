"""Make accounts and check passwords."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import InvalidInput
from portal.models.account import ROLES, Account

MIN_PASSWORD = 10
MAX_PASSWORD = 200

hasher = PasswordHasher()


@cache
def nobody() -> str:
    """Return a hash that no password has, checked when there is no such account: the answer takes as long as for one that is there."""
    return hasher.hash(secrets.token_hex())


def create(session: Session, *, email: str, password: str, role: str, name: str = "", lang: str = "fr") -> Account:
    """Make an account; raise InvalidInput with the reason when it cannot be."""
    email = email.strip()
    if "@" not in email:
        raise InvalidInput(f"{email!r} is not an e-mail address")
    if role not in ROLES:
        raise InvalidInput(f"{role!r} is not a role; roles are {', '.join(ROLES)}")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvalidInput(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    if find_by_email(session, email):
        raise InvalidInput(f"there is already an account {email}")
    account = Account(email=email, name=name, password_hash=hasher.hash(password), role=role, lang=lang)
    session.add(account)
    session.flush()
    return account


def find_by_email(session: Session, email: str) -> Account | None:
    """Return the account of this address, without regard to case."""
    return session.scalars(select(Account).where(func.lower(Account.email) == email.strip().lower())).one_or_none()


def password_hash_of(session: Session, email: str) -> str:
    """Return what a password for this address is checked against; for one that is not there, something as long to check."""
    account = find_by_email(session, email)
    return account.password_hash if account and account.is_active else nobody()


def is_right(password_hash: str, password: str) -> bool:
    """Say whether a password is the one of the hash; takes a third of a second, so hold no connection meanwhile."""
    try:
        return hasher.verify(password_hash, password[:MAX_PASSWORD]) and password_hash != nobody()
    except (Argon2Error, InvalidHashError):
        return False


def signed_in(session: Session, *, email: str, password: str) -> Account | None:
    """Remember the hour of who has just proved to be this account, and renew a hash of older settings; None when it is gone by now."""
    account = find_by_email(session, email)
    if account is None or not account.is_active:
        return None
    account.signed_in_at = func.now()
    if hasher.check_needs_rehash(account.password_hash):
        account.password_hash = hasher.hash(password[:MAX_PASSWORD])
    return account


def new_password() -> str:
    """Return a password that nobody guesses."""
    return secrets.token_urlsafe(12)
