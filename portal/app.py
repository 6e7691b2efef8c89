"""Wire the application: extensions, blueprints, error pages. No logic."""

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import wiring
from portal.auth import session_store, sign_in
from portal.blueprints import BLUEPRINTS
from portal.cache import backend, http
from portal.cli.registry import LazyCommands
from portal.config import Config
from portal.extensions import htmx, limiter, sock
from portal.monitoring import logs
from portal.presenters import facet_html, formats, map_words
from portal.presenters.search import labels
from portal.web import assets, error_pages, i18n, oversized_requests, security
from portal.web import htmx as htmx_pages

MAX_UPLOAD_BYTES = 2 * 1024 * 1024


TEMPLATES: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
"""Templates refuse an undefined name and leave no blank lines."""


LONGEST_MESSAGE = 1024
"""Bytes a browser may send over a socket at once, however many frames it cuts them into."""


def create_app(config: Config) -> Flask:
    """Build the application of one process from its settings."""
    logs.configure(config.log_format)
    app = Flask("portal")
    app.jinja_options = {**app.jinja_options, **TEMPLATES}
    app.config.update(SECRET_KEY=config.secret_key, TESTING=config.testing, MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES)
    app.extensions["escale"] = config
    _bind_services(app, config)
    for module in (
        assets,
        htmx_pages,
        i18n,
        formats,
        facet_html,
        labels,
        map_words,
        session_store,
        sign_in,
        error_pages,
        oversized_requests,
    ):
        module.init_app(app)
    security.init_app(app, config)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli = LazyCommands(app.name)
    if config.proxies:
        hops = config.proxies
        # The host comes through as it is: believing another header for it would let any client name it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


def _bind_services(app: Flask, config: Config) -> None:
    wiring.bind_pages(config)
    backend.init_app(app, config)
    http.memory.kept_s = config.page_memory_ms / 1000
    # Not in the cache: a full one lets go of what ends in a minute first, and whoever fills it would try passwords without limit.
    counted_in = config.queue_redis_url or config.redis_url or "memory://"
    app.config.update(RATELIMIT_STORAGE_URI=counted_in, RATELIMIT_STORAGE_OPTIONS=backend.FAST)
    limiter.init_app(app)
    # Views with a limit check it themselves; asking on every page as well cost a tenth of a millisecond.
    app.before_request_funcs[None].remove(limiter._check_request_limit)
    htmx.init_app(app)
    app.config["SOCK_SERVER_OPTIONS"] = {"max_message_size": LONGEST_MESSAGE, "ping_interval": config.live_ping_s}
    sock.init_app(app)
