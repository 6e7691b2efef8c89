"""Set the headers that protect readers: content policy, framing, referrer; and keep personal pages out of caches."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, g, request

from portal.config import Config
from portal.extensions import csrf, talisman

PERMANENT_REDIRECT = 308
OWN_MACHINE = ("127.0.0.1", "localhost")
"""Whoever looks whether this process is well asks it so."""
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": ["'self'", "data:", "https:", "http:"],
    "font-src": "'self'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
"""Pictures come from the producers' own servers, many of them still plain http; nothing else comes from elsewhere, but for the
style of the map when MAP_STYLE_URL names one."""


def init_app(app: Flask, config: Config) -> None:
    """Switch on CSRF protection, security headers and safe cookies."""
    policy = {**POLICY, "connect-src": ["'self'", *_live_sources(config), *_map_sources(config)]}
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_NAME="__Host-escale" if config.is_https else "escale",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=config.is_https,
    )
    if (
        config.public_url
    ):  # whose Host is another is answered 400: nothing of ours is shown under a name that is not ours
        app.config["TRUSTED_HOSTS"] = [urlsplit(config.public_url).hostname, *OWN_MACHINE]
    csrf.init_app(app)
    talisman.init_app(
        app,
        force_https=False,
        strict_transport_security=config.is_https,
        session_cookie_secure=config.is_https,
        content_security_policy=policy,
        referrer_policy="strict-origin-when-cross-origin",
        frame_options="DENY",
        permissions_policy={"geolocation": "(self)", "camera": "()", "microphone": "()"},
    )
    app.after_request(_keep_personal_pages_private)
    app.after_request(_redirect_within)


def mark_personal() -> None:
    """Say that this answer is for one person only: no cache may keep it."""
    g.is_personal = True


def _live_sources(config: Config) -> list[str]:
    if not config.live_url:
        return []
    return [config.live_url]


def _map_sources(config: Config) -> list[str]:
    """Return the host a map style of another house comes from."""
    parts = urlsplit(config.map_style_url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def _keep_personal_pages_private(response: Response) -> Response:
    if request.endpoint in {"static", "fingerprinted"}:
        return response
    if g.get("is_personal") or "Set-Cookie" in response.headers:
        response.cache_control.clear()
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _redirect_within(response: Response) -> Response:
    """Name no host when werkzeug mends an address: the one a client claims to have asked is not to be trusted."""
    if response.status_code == PERMANENT_REDIRECT and response.location:
        parts = urlsplit(response.location)
        response.headers["Location"] = "/" + urlunsplit(("", "", parts.path, parts.query, "")).lstrip("/")
    return response
