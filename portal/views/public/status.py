"""The public state of the services, and what monitors ask."""

from flask import Blueprint, Response, current_app, jsonify

from portal.auth.guards import public
from portal.monitoring.health import check_new_connection
from portal.services.operations.health import list_health
from portal.web.htmx import render

status = Blueprint("status", __name__)


@status.get("/<language:lang>/status")
@public
def index() -> Response:
    """Show how every service is; the page keeps itself up to date over a socket."""
    response = render(
        "status/index.html",
        fragments={"services"},
        services=list_health(),
        live_url=current_app.extensions["escale"].live_url,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@status.get("/health/live")
@public
def alive() -> Response:
    """Answer that this process runs."""
    return jsonify(status="ok")


@status.get("/health/ready")
@public
def ready() -> tuple[Response, int]:
    """Answer whether pages can be served: that depends on PostgreSQL alone."""
    health = check_new_connection()
    return jsonify(status=health.state), 200 if health.state == "up" else 503
