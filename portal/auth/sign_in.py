"""This file tells Flask-Login who is signed in."""

from dataclasses import dataclass

from flask import Flask
from flask_login import UserMixin, login_user, logout_user

from portal.db import db
from portal.extensions import login
from portal.models.account import Account
from portal.services import accounts


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The person of this request, as plain values."""

    id: int
    email: str
    name: str
    role: str
    lang: str


def init_app(app: Flask) -> None:
    """Bind Flask-Login."""
    login.init_app(app)
    login.login_view = "account.sign_in"
    login.user_loader(_load)


def start(account: Account) -> None:
    """Sign this account in, for this browser."""
    login_user(_signed_in(account))


def end() -> None:
    """Sign out."""
    logout_user()


def _load(account_id: str) -> SignedIn | None:
    if not account_id.isdigit():
        return None
    with db.session() as session:
        account = accounts.find_active(session, int(account_id))
        return _signed_in(account) if account else None


def _signed_in(account: Account) -> SignedIn:
    return SignedIn(id=account.id, email=account.email, name=account.name, role=account.role, lang=account.lang)
