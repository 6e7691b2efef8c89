"""Tell Flask-Login who is signed in."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, session
from flask_login import UserMixin, login_user

from portal.auth.session_store import ROLE, ServerSession
from portal.db import db
from portal.extensions import login
from portal.models.account import Account
from portal.services.accounts import sessions


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The person of this request, as plain values."""

    id: int
    email: str
    name: str
    role: str
    lang: str


def init_app(app: Flask) -> None:
    """Bind Flask-Login, without what it does on every page: public pages never look at the session."""
    login.init_app(app, add_context_processor=False)
    app.after_request_funcs[None].remove(login._update_remember_cookie)
    login.login_view = "account.sign_in"
    login.login_message = None
    login.user_loader(_load)


def start(account: Account) -> None:
    """Sign this account in, for this browser, under a new token; nothing of the session before stays."""
    session.clear()
    current_session().rotate()
    login_user(_signed_in(account))
    session[ROLE] = account.role


def end() -> None:
    """Sign out: the session is over."""
    session.clear()


def current_session() -> ServerSession:
    """Return the session of this request."""
    return cast(ServerSession, session._get_current_object())  # type: ignore[attr-defined]


def _load(account_id: str) -> SignedIn | None:
    if not account_id.isdigit():
        return None
    here = current_session()
    with db.session() as transaction:
        found = sessions.find_account(transaction, here.token, int(account_id))
    if found is None:
        return None
    account, former_role = found
    if account.role != former_role:  # more rights, or fewer, come with a new token
        here.rotate()
        here[ROLE] = account.role
    return _signed_in(account)


def _signed_in(account: Account) -> SignedIn:
    return SignedIn(id=account.id, email=account.email, name=account.name, role=account.role, lang=account.lang)
