"""The mark a browser carries once it was signed in to an account: it opens nothing, and tells its owner's tries from others'."""

import secrets

from flask import Flask, Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "escale_device"
LASTS_S = 365 * 24 * 3600


def read(email: str) -> str:
    """Return the mark of this browser for an account, "" when it has none, or one of another account."""
    try:
        owner, mark = _signer(current_app).loads(request.cookies.get(COOKIE, ""), max_age=LASTS_S)
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if owner == _owner(email) else ""


def mark(response: Response, email: str) -> Response:
    """Let this browser be known as one of the account's."""
    value = _signer(current_app).dumps((_owner(email), secrets.token_urlsafe(12)))
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(COOKIE, value, max_age=LASTS_S, httponly=True, samesite="Lax", secure=is_secure)
    return response


def _owner(email: str) -> str:
    return email.strip().lower()


def _signer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(app.config["SECRET_KEY"]), salt="device")
