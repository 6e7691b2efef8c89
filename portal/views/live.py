"""The WebSockets: the state of the services, pushed when it changes."""

import time

from flask import Blueprint, abort, current_app, render_template, request
from simple_websocket import ConnectionClosed, Server

from portal.auth.guards import public
from portal.extensions import sock
from portal.live.origin import is_own_origin
from portal.services.operations.health import list_health
from portal.web.i18n import current_language

live = Blueprint("live", __name__)

LOOK_EVERY_S = 5
LONGEST_S = 3600
"""After an hour the browser connects again, so that no socket outlives a deployment for long."""
MOST_MESSAGES = 20
"""Nothing is expected from a browser that watches: one that goes on sending is not ours."""
POLICY_VIOLATION, SERVICE_RESTART = 1008, 1012


class _Rendered:
    """The fragment per language, so that sockets only hand it on."""

    until = 0.0
    fragments: dict[str, str] = {}  # noqa: RUF012 - of the process


@live.before_request
def check_origin() -> None:
    """Refuse sockets that pages of other sites open; the handshake has not been answered yet."""
    if request.headers.get("Upgrade", "").lower() == "websocket" and not is_own_origin(
        request.headers.get("Origin", ""), request.host, current_app.extensions["escale"]
    ):
        abort(403)


@sock.route("/live/<language:lang>/status", bp=live)  # type: ignore[untyped-decorator]
@public
def watch_status(ws: Server) -> None:
    """Send the state of the services as a fragment now and whenever it changes."""
    shown, messages, until = "", 0, time.monotonic() + LONGEST_S
    try:
        while time.monotonic() < until:
            fragment = _fragment(current_language())
            if fragment != shown:
                ws.send(fragment)
                shown = fragment
            if ws.receive(timeout=LOOK_EVERY_S) is not None:
                messages += 1
            if messages > MOST_MESSAGES:
                ws.close(POLICY_VIOLATION, "nothing is read here")
                return
        ws.close(SERVICE_RESTART, "come back")
    except ConnectionClosed:
        return


def _fragment(lang: str) -> str:
    """Return the state in a language, rendered once for all sockets of this process."""
    if time.monotonic() >= _Rendered.until:
        _Rendered.fragments = {}
        _Rendered.until = time.monotonic() + LOOK_EVERY_S
    if lang not in _Rendered.fragments:
        _Rendered.fragments[lang] = render_template("status/_services.html", services=list_health())
    return _Rendered.fragments[lang]
