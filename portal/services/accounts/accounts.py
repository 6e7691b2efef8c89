"""Make accounts and check passwords."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import InvalidInput
from portal.models.account import ROLES, Account

MIN_PASSWORD = 10
MAX_PASSWORD = 200

hasher = PasswordHasher()
NOBODY = hasher.hash(secrets.token_hex())
"""Checked when there is no such account, so that an answer takes as long as for one that is there."""


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


def find_active(session: Session, account_id: int) -> Account | None:
    """Return the account unless it was switched off."""
    account = session.get(Account, account_id)
    return account if account and account.is_active else None


def authenticate(session: Session, *, email: str, password: str) -> Account | None:
    """Return the account when the password is right, and remember the hour; None otherwise."""
    account = find_by_email(session, email)
    try:
        hasher.verify(account.password_hash if account else NOBODY, password[:MAX_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return None
    if account is None or not account.is_active:
        return None
    account.signed_in_at = func.now()
    return account


def new_password() -> str:
    """Return a password that nobody guesses."""
    return secrets.token_urlsafe(12)
