"""Wire the application: extensions, blueprints, error pages. No logic."""

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import queues
from portal.auth import session_store, sign_in
from portal.blueprints import BLUEPRINTS
from portal.cache import backend, generations, http, page_visits
from portal.cli.registry import COMMANDS
from portal.config import Config
from portal.db import db
from portal.extensions import htmx, limiter, sock
from portal.live import stream
from portal.monitoring import logs
from portal.presenters import facet_html, formats
from portal.services.outbox import wakeup
from portal.services.searching import engines
from portal.web import assets, error_pages, i18n, oversized_requests, security

MAX_UPLOAD_BYTES = 2 * 1024 * 1024


TEMPLATES: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
"""Templates refuse an undefined name and leave no blank lines."""


def create_app(config: Config) -> Flask:
    """Build the application of one process from its settings."""
    logs.configure(config.log_format)
    app = Flask("portal")
    app.jinja_options = {**app.jinja_options, **TEMPLATES}
    app.config.update(SECRET_KEY=config.secret_key, TESTING=config.testing, MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES)
    app.extensions["escale"] = config
    _bind_services(app, config)
    for module in (assets, i18n, formats, facet_html, session_store, sign_in, error_pages, oversized_requests):
        module.init_app(app)
    security.init_app(app, config)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _bind_services(app: Flask, config: Config) -> None:
    db.bind(config.database_url, pool_size=config.database_pool, deadline_s=config.database_deadline_s or None)
    engines.bind(config.elasticsearch_url, prefix=config.index_prefix)
    queues.bind(config.queue_redis_url)
    backend.init_app(app, config)
    generations.link.bind(config.redis_url)
    http.memory.kept_s = config.page_memory_ms / 1000
    page_visits.link.bind(config.queue_redis_url)
    stream.link.bind(config.queue_redis_url)
    db.announce_commits(wakeup.announce)
    app.config.update(RATELIMIT_STORAGE_URI=config.redis_url or "memory://", RATELIMIT_STORAGE_OPTIONS=backend.FAST)
    limiter.init_app(app)
    # Views with a limit check it themselves; asking on every page as well cost a tenth of a millisecond.
    app.before_request_funcs[None].remove(limiter._check_request_limit)
    htmx.init_app(app)
    sock.init_app(app)
