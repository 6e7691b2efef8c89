"""Run the portal under a real server and drive it with Chromium."""

import threading
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from sqlalchemy import text
from werkzeug.serving import make_server

from portal.config import Config
from portal.db import db
from portal.extensions import limiter
from portal.services.imports import run as import_run
from portal.services.maps import clusters as map_clusters
from tests.factories.gpx import hill, track
from tests.own_portal import own_app, own_index, own_settings
from tests.tour_places import attach

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def read_at_once(app: WSGIApplication) -> WSGIApplication:
    """Serve static files from memory: Werkzeug's development server leaves one open when the browser hangs up early."""

    def served(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = app(environ, start_response)
        if not environ["PATH_INFO"].startswith("/static/"):
            return body
        try:
            return [b"".join(body)]
        finally:
            if hasattr(body, "close"):
                body.close()

    return served


# One portal and one Chromium for all files of this folder, as each takes seconds to start.
@pytest.fixture(scope="package")
def config(server_url: str, template: str) -> Iterator[Config]:
    with own_settings(server_url, template) as config:
        yield config


@pytest.fixture(scope="package")
def app(config: Config) -> Flask:
    return own_app(config)


@pytest.fixture(scope="package")
def indexed(app: Flask, demo_archive: Path) -> Iterator[Flask]:
    import_run.run(db.transaction, (demo_archive,))
    with own_index(app) as app:
        yield app


@pytest.fixture(scope="module")
def site(indexed: Flask) -> Iterator[str]:
    """Address of the portal on a free port; what other files asked for counts against no limit of this one."""
    with indexed.app_context():
        limiter.reset()
    server = make_server("127.0.0.1", 0, read_at_once(indexed), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


def is_complaint(message: ConsoleMessage) -> bool:
    """Say whether a message of the console is a fault; htmx complains of every request that is given up on purpose,

    Chromium without a graphics card of having to draw maps by hand.
    """
    is_noise = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest")) or "GL Driver Message" in message.text
    return message.type in ("error", "warning") and not is_noise


@pytest.fixture(scope="package")
def clusters(indexed) -> None:
    """Draw the tiles of far away, as the job does that follows a change."""
    with db.transaction() as session:
        map_clusters.refresh(session, today=date.today(), is_forced=True)


@pytest.fixture(scope="module")
def tour(indexed) -> Iterator[int]:
    """Give a tour of the demo a line, for as long as the tests of a file last; return its id."""
    with db.session() as session:
        found = session.execute(text("SELECT min(id) FROM resource WHERE kind = 'tour'")).scalar_one()
    attach(str(found), track(hill()))
    yield found
    with db.transaction() as session:
        session.execute(
            text("UPDATE tour SET line = NULL, has_heights = false, computed = '{}' WHERE resource_id = :id"),
            {"id": found},
        )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A French reader's tab; messages of the console are failures."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    tab.unroute_all(behavior="wait")  # an answer that is still being changed would fail the next test
    context.close()
    assert complaints == []


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A French reader's tab that remembers each sentence of the map; requests may fail in it, scripts may not."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.add_init_script(
        "window.sentences = []; document.addEventListener('DOMContentLoaded', () => { const said = document.querySelector('[data-map-said]');"
        " said && new MutationObserver(() => sentences.push(said.textContent)).observe(said, {childList: true}); });"
    )
    yield tab
    tab.unroute_all(behavior="wait")  # an answer that is still being changed would fail the next test
    context.close()
    assert faults == []
