"""The WebSockets: the state of the services, pushed when it changes."""

from flask import Blueprint, abort, current_app, render_template, request
from simple_websocket import ConnectionClosed, Server

from portal.auth.guards import public
from portal.extensions import sock
from portal.live.origin import is_own_origin
from portal.services.operations.health import list_health

live = Blueprint("live", __name__)

LOOK_EVERY_S = 5
LONGEST_S = 3600
"""After an hour the browser connects again, so that no socket outlives a deployment for long."""


@live.before_request
def check_origin() -> None:
    """Refuse sockets that pages of other sites open; the handshake has not been answered yet."""
    if request.headers.get("Upgrade", "").lower() == "websocket" and not is_own_origin(
        request.headers.get("Origin", ""), request.host, current_app.extensions["escale"]
    ):
        abort(403)


@sock.route("/live/<lang>/status", bp=live)  # type: ignore[untyped-decorator]
@public
def watch_status(ws: Server) -> None:
    """Send the state of the services as a fragment now and whenever it changes."""
    shown = ""
    try:
        for _ in range(LONGEST_S // LOOK_EVERY_S):
            fragment = render_template("status/_services.html", services=list_health())
            if fragment != shown:
                ws.send(fragment)
                shown = fragment
            if ws.receive(timeout=LOOK_EVERY_S) is not None:
                continue
    except ConnectionClosed:
        return
    ws.close(1012, "come back")
