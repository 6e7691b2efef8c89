"""Answer errors with a page that helps: a search box, and words instead of codes."""

from collections.abc import Callable

import structlog
from flask import Flask, Response, current_app, make_response, render_template, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.errors import EscaleError

log = structlog.get_logger()

PAGES = (400, 403, 404, 413, 429, 500, 503)
RETRY_AFTER_S = "30"
NO_HOST = "localhost"
"""Stands in no address: links of a page name no host."""


def init_app(app: Flask) -> None:
    """Answer every error with its page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(EscaleError, _domain)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(PoolTimeout, database_away)
    app.register_error_handler(Exception, _unexpected(app))


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400 and error.response is None:
        return make_response(error.get_response())
    return _page(error.code or 500)


def _domain(error: EscaleError) -> Response:
    log.info("refused", reason=str(error), status=error.status, path=request.path)
    return _page(error.status)


def _csrf(error: CSRFError) -> Response:
    log.info("refused", reason=str(error.description), status=400, path=request.path)
    return _page(400, "expired")


def database_away(error: Exception) -> Response:
    """Answer 503: without PostgreSQL this page cannot be."""
    log.error("database unavailable", error=type(error).__name__)
    response = _page(503)
    response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def _unexpected(app: Flask) -> Callable[[Exception], Response]:
    def answer(error: Exception) -> Response:
        log.error("unexpected error", path=request.path, exc_info=error)
        if app.config["TESTING"]:
            raise error
        return _page(500)

    return answer


def _page(status: int, name: str = "") -> Response:
    if request_ctx.url_adapter is None:  # a Host that is none: the page links within the portal all the same
        request_ctx.url_adapter = current_app.url_map.bind(NO_HOST)
    name = name or str(status if status in PAGES else 500 if status >= 500 else 400)
    response = make_response(render_template(f"errors/{name}.html"), status)
    response.headers["Cache-Control"] = "no-store"
    return response
