"""The only reader of HX-* headers: one URL answers with a page or with one of its fragments."""

import json
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask import redirect as flask_redirect
from htmx_flask import request

SETTINGS = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "historyRestoreAsHxRequest": False,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
"""For the browser: no code out of attributes, no style of its own, and a form with errors is swapped in."""
VARY = "HX-Request, HX-Target, HX-Boosted, HX-History-Restore-Request"


def init_app(app: Flask) -> None:
    """Give templates the settings of htmx."""
    app.jinja_env.globals["htmx_settings"] = json.dumps(SETTINGS, separators=(",", ":"))


def render(template: str, *, fragments: Collection[str] = (), status: int = 200, **context: Any) -> Response:  # noqa: ANN401
    """Render the page, or `_<target>.html` beside it when htmx asked for a target in `fragments`.

    A boosted link or a history restore always gets the page. Sets `Vary`, so that no cache mixes the two up. Templates know by
    `is_fragment`: what of the page around changes too goes along.
    """
    target = requested_fragment()
    is_fragment = target in fragments
    if is_fragment:
        template = str(PurePosixPath(template).with_name(f"_{target}.html"))
    response = make_response(render_template(template, is_fragment=is_fragment, **context), status)
    response.headers.add("Vary", VARY)
    return response


def push_url(response: Response, url: str) -> Response:
    """Let the browser's address say `url` after a swap; nothing when htmx did not ask."""
    if request.htmx:
        response.headers["HX-Push-Url"] = url
    return response


def requested_fragment() -> str | None:
    """Return the id of the element htmx wants to swap, or None when a whole page is asked for."""
    headers = request.htmx
    if not headers or headers.boosted or headers.history_restore_request:
        return None
    return str(headers.target) if headers.target else None


def redirect(url: str) -> Response:
    """Send the browser on after a POST: 303, or HX-Redirect when htmx posted."""
    if request.htmx:
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return response
    return make_response(flask_redirect(url, 303))
