"""This file runs the portal under a real server and drives it with Chromium."""

import threading
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

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


@pytest.fixture(scope="module")
def site(indexed) -> Iterator[str]:
    """Address of the portal on a free port."""
    server = make_server("127.0.0.1", 0, read_at_once(indexed), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A French reader's tab; messages of the console are failures."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []
