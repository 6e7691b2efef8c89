"""What of a request's claims comes through nginx: none of a client's, and behind another proxy that one's and nobody else's."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.faults.nginx_server import NginxServer
from tests.own_portal import own_app

DOCUMENT = (Path(__file__).parents[2] / "docs" / "deployment.md").read_text("utf-8")
OUTER = ("set_real_ip_from 127.0.0.1;", "real_ip_header X-Forwarded-For;")
SCHEME, HTTPS = "proxy_set_header X-Forwarded-Proto $scheme;", "proxy_set_header X-Forwarded-Proto https;"
CLAIMS = {
    "X-Forwarded-For": "10.1.1.1",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Proto": "gopher",
    "Forwarded": "for=10.1.1.1;host=evil.example",
    "Script-Name": "/evil",
    "SCRIPT_NAME": "/evil",
}


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that came."""

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def before_an_echo(**changed: dict[str, str]) -> Iterator[NginxServer]:
    """Run nginx before a server that tells what reached it."""
    echo = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=echo.serve_forever, daemon=True).start()
    server = NginxServer(echo.server_port, echo.server_port, **changed).start()
    try:
        yield server
    finally:
        server.stop()
        echo.shutdown()
        echo.server_close()


def what_arrives(server: NginxServer, path: str, headers: dict[str, str]) -> dict[str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", path, headers=headers)
    arrived = json.loads(connection.getresponse().read())
    connection.close()
    return arrived


@pytest.mark.parametrize("path", ["/fr/", "/fr/search", "/live/fr/status"])
def test_no_claim_of_a_client_reaches_the_portal(path):
    with before_an_echo() as nginx:
        arrived = what_arrives(nginx, path, CLAIMS)
    assert arrived["host"] == f"127.0.0.1:{nginx.port}"
    assert arrived["x-forwarded-for"] == "127.0.0.1"
    assert arrived["x-forwarded-proto"] == "http"
    assert not {"x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix", "forwarded"} & set(arrived)
    assert not {"script-name", "script_name"} & set(arrived)


def test_another_proxy_in_front_is_believed_as_the_paper_says():
    assert all(line in DOCUMENT for line in (OUTER[1], SCHEME, HTTPS))
    written = {"server_tokens off;": " ".join(("server_tokens off;", *OUTER)), SCHEME: HTTPS}
    with before_an_echo(changed=written) as nginx:
        arrived = what_arrives(nginx, "/fr/", {"X-Forwarded-For": "10.1.1.1, 192.0.2.7"})
    assert arrived["x-forwarded-for"] == "192.0.2.7", "what the visitor claims stands before what the proxy adds"
    assert arrived["x-forwarded-proto"] == "https"


@pytest.mark.parametrize(("scheme", "is_promised"), [("https", True), ("http", False)])
def test_browsers_keep_to_https_once_the_proxy_says_so(app, config, scheme, is_promised):
    portal = own_app(replace(config, proxies=1, is_https=True))
    forwarded = {"X-Forwarded-Proto": scheme, "X-Forwarded-For": "192.0.2.77"}
    answer = portal.test_client().get("/fr/sign-in", headers=forwarded)
    assert ("Strict-Transport-Security" in answer.headers) == is_promised
    assert "__Host-escale=" in answer.headers["Set-Cookie"]


def test_host_a_client_forwards_opens_no_socket_for_a_foreign_page(app, config):
    portal = own_app(replace(config, proxies=1))
    socket = {"Connection": "Upgrade", "Upgrade": "websocket", "Origin": "http://evil.example"}
    claims = socket | {"X-Forwarded-Host": "evil.example"}
    assert portal.test_client().get("/live/fr/status", headers=claims).status_code == 403
