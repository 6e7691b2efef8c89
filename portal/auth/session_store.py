"""Flask's session: an opaque token in the cookie, a row in PostgreSQL, a copy in Redis; loaded when somebody looks at it."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from redis import Redis
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.cache import values
from portal.cache.backend import current
from portal.cache.tiers import MINUTE_S, PREFIX
from portal.db import db
from portal.services.accounts import sessions
from portal.services.accounts.sessions import Contents, Kept
from portal.web import error_pages
from portal.web.security import mark_personal

COPY_TTL_S = 5 * MINUTE_S
TOUCH_AFTER = timedelta(minutes=5)
"""A visit is noted in PostgreSQL when the last one noted is older."""
ACCOUNT, ROLE = "_user_id", "_role"
"""Where Flask-Login and we keep who is signed in."""
MAX_TOKEN = 100


class ServerSession(SessionMixin):
    """A session that asks Redis and PostgreSQL at the first look, and never on pages that do not look."""

    def __init__(self, token: str) -> None:
        """Remember the cookie's token; "" = there is none."""
        self.token = token
        self.former_token = ""
        self.kept: Kept | None = None
        self.is_loaded = self.modified = False
        self._data: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        """Return a value."""
        return self._loaded()[name]

    def __setitem__(self, name: str, value: Any) -> None:  # noqa: ANN401
        """Keep a value (plain JSON)."""
        self._loaded()[name] = value
        self.modified = True

    def __delitem__(self, name: str) -> None:
        """Forget a value."""
        del self._loaded()[name]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._loaded())

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._loaded())

    def rotate(self) -> None:
        """Go on under another token, so that who knew the old one has nothing."""
        self._loaded()
        self.former_token, self.token, self.modified = self.token, "", True

    def _loaded(self) -> dict[str, Any]:
        if not self.is_loaded:
            mark_personal()
            self.kept = _find(self.token) if self.token else None
            self.is_loaded = True
            if self.kept is None:
                self.token = ""  # a token we did not give is never taken over
            else:
                self._data = dict(self.kept.data)
        return self._data


class SessionStore(SessionInterface):
    """Open sessions by their cookie and keep what has changed."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the session of this request, not loaded yet."""
        return ServerSession(request.cookies.get(self.get_cookie_name(app), "")[:MAX_TOKEN])

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session if it changed, or note the visit now and then; a page that did not look sends no cookie."""
        assert isinstance(session, ServerSession)  # noqa: S101 - we opened it
        if not session.is_loaded:
            return
        response.vary.add("Cookie")
        try:
            self._save(app, session, response)
        except (OperationalError, PoolTimeout) as error:
            _replace(response, error_pages.database_away(error))

    def _save(self, app: Flask, session: ServerSession, response: Response) -> None:
        if not session:
            _end(session)
            if session.modified:
                self._forget_cookie(app, response)
        elif session.modified or (session.kept and datetime.now(UTC) - session.kept.seen_at > TOUCH_AFTER):
            _store(session, user_agent=_user_agent())
            if session.token:
                self._set_cookie(app, response, session.token)

    def _set_cookie(self, app: Flask, response: Response, token: str) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            token,
            max_age=sessions.ABSOLUTE,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self.get_cookie_secure(app),
        )

    def _forget_cookie(self, app: Flask, response: Response) -> None:
        response.delete_cookie(
            self.get_cookie_name(app), path="/", httponly=True, samesite="Lax", secure=self.get_cookie_secure(app)
        )


def _replace(response: Response, other: Response) -> None:
    """Answer with something else: the page is done when its session is saved, and must not promise a form that cannot work."""
    response.set_data(other.get_data())
    response.status = other.status
    for name in ("Retry-After", "Cache-Control"):
        response.headers[name] = other.headers[name]


def init_app(app: Flask) -> None:
    """Keep this application's sessions here."""
    app.session_interface = SessionStore()


def _find(token: str) -> Kept | None:
    name = _name(token)
    data = current().ask(lambda client: client.get(name))
    entry = values.unpack(data) if isinstance(data, bytes) else None
    kept: Kept | None = values.value_of(entry, Kept) if entry else None
    if kept is not None and not kept.is_over(datetime.now(UTC)):
        return kept
    with db.session() as session:
        kept = sessions.find(session, token)
    if kept is not None:
        _copy(token, kept)
    return kept


def _store(session: ServerSession, *, user_agent: str) -> None:
    account_id = int(session[ACCOUNT]) if session.get(ACCOUNT) else None
    contents = Contents(account_id, session.get(ROLE, ""), dict(session))
    is_new = not session.token
    with db.transaction() as transaction:
        if not is_new:
            kept = sessions.update(transaction, session.token, contents)
        else:
            is_same_person = session.kept is not None and session.kept.account_id == account_id
            began = session.kept.created_at if session.kept and is_same_person else datetime.now(UTC)
            was_there = sessions.end(transaction, session.former_token)
            if account_id and is_same_person and not was_there:
                return  # another request of the same page has rotated it already, and its answer brings the new token
            session.token = secrets.token_urlsafe(32)
            kept = sessions.start(transaction, session.token, contents, user_agent=user_agent, created_at=began)
    _drop_copy(session.former_token)
    if kept is not None:
        _copy(session.token, kept)


def _end(session: ServerSession) -> None:
    for token in filter(None, (session.token, session.former_token)):
        with db.transaction() as transaction:
            sessions.end(transaction, token)
        _drop_copy(token)


def _copy(token: str, kept: Kept) -> None:
    data = values.pack(kept, stamp="")
    current().ask(lambda client: client.set(_name(token), data, ex=COPY_TTL_S))


def _drop_copy(token: str) -> None:
    """Drop the copy; one that cannot be dropped opens nothing: who is signed in is always asked of PostgreSQL."""

    def drop(client: Redis) -> bool:
        return bool(client.delete(_name(token)))

    if token:
        current().ask(drop)


def _name(token: str) -> str:
    return f"{PREFIX}session:{sessions.hash_of(token).hex()}"


def _user_agent() -> str:
    return request.headers.get("User-Agent", "")
