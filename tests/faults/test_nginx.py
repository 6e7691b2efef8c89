"""Read the portal through nginx, with the file that is deployed: pages, files, sockets, limits, and what a client claims."""

import gzip
import http.client
import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.faults.nginx_server import NginxServer
from tests.faults.portal_server import PortalServer
from tests.faults.socket_client import Closed, Refused, opened
from tests.map_client import tile_at

MEGABYTE = 1024 * 1024
STATUS = "/live/fr/status"
BLOIS = (47.586, 1.336)
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return (gzip.decompress(self.body) if self.headers["Content-Encoding"] == "gzip" else self.body).decode()


@pytest.fixture(scope="module")
def portal(indexed, config):
    server = PortalServer(config, settings={"ESCALE_PROXIES": "1", "LIVE_PING_S": "1"}).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def nginx(portal):
    server = NginxServer(portal.port, portal.port).start()
    yield server
    server.stop()


def ask(server: NginxServer, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    return answer


def test_page_and_its_fragment_are_two_answers_that_caches_keep_apart(nginx):
    page = ask(nginx, "/fr/search?q=chateau", Accept_Encoding="gzip")
    fragment = ask(nginx, "/fr/search?q=chateau", HX_Request="true", HX_Target="results", Accept_Encoding="gzip")
    assert (page.status, fragment.status) == (200, 200)
    assert "<!doctype html>" in page.text.lower()
    assert "<!doctype html>" not in fragment.text.lower()
    assert {"HX-Request", "Accept-Encoding"} <= {
        part.strip() for part in ", ".join(page.headers.get_all("Vary")).split(",")
    }


@pytest.mark.parametrize("path", ["/fr/", "/fr/search/map?q=chateau&bbox=0,46,3,49&zoom=8", "app.css", "icons.svg"])
def test_what_is_text_comes_compressed_to_whom_it_may(nginx, path):
    if not path.startswith("/"):
        path = re.search(rf'"(/static/[^"]+/{re.escape(path)})', ask(nginx, "/fr/").text)[1]
    plain, packed = ask(nginx, path), ask(nginx, path, Accept_Encoding="gzip")
    assert (plain.status, packed.status) == (200, 200)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(packed.body) < len(plain.body)
    assert packed.text == plain.body.decode()
    assert "Accept-Encoding" in ", ".join(packed.headers.get_all("Vary"))


def test_tile_comes_compressed_and_whole(nginx):
    place = "/".join(map(str, tile_at(*BLOIS, 11)))
    path = json.loads(ask(nginx, "/tiles/latest.json").body)["places"].replace("{z}/{x}/{y}", place)
    plain, packed = ask(nginx, path), ask(nginx, path, Accept_Encoding="gzip")
    assert plain.headers["Content-Type"] == packed.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert "Accept-Encoding" in ", ".join(packed.headers.get_all("Vary"))


def test_upload_that_is_too_large_gets_our_page(nginx):
    ours = ask(nginx, "/fr/sign-in", method="POST", body=b"x" * (3 * MEGABYTE), **FORM)
    assert (ours.status, "Escale" in ours.text) == (413, True)
    refused = ask(nginx, "/fr/sign-in", method="POST", body=b"x" * (21 * MEGABYTE), **FORM)
    assert (refused.status, "20 Mo" in refused.text) == (413, True)


def test_own_page_opens_a_socket_on_whatever_port(nginx):
    assert nginx.port not in {80, 443}
    with opened(nginx.port, STATUS) as client:
        assert 'id="services"' in client.receive()


@pytest.mark.parametrize("origin", ["", "https://elsewhere.example", "http://127.0.0.1"])
def test_page_of_another_site_opens_none(nginx, origin):
    with pytest.raises(Refused) as refusal, opened(nginx.port, STATUS, origin=origin):
        pass
    assert refusal.value.status == 403


def test_socket_without_a_word_outlives_the_silence_of_the_proxy(nginx):
    with opened(nginx.port, STATUS) as client:
        client.receive()
        started = time.monotonic()
        while time.monotonic() - started < 2 * nginx.silence_s:
            client.receive(timeout_s=1)  # answers pings; raises Closed when it is hung up


def test_who_is_pinged_and_does_not_answer_is_let_go(nginx):
    with opened(nginx.port, STATUS) as client, pytest.raises(Closed):
        for _ in range(100):
            event = client.next_event(1)
            if event is not None and type(event).__name__ == "CloseConnection":
                raise Closed(event.code)


def test_address_of_a_client_is_the_one_nginx_sees(nginx):
    tries = [ask(nginx, "/fr/sign-in", X_Forwarded_For=f"10.0.{number}.1").status for number in range(70)]
    assert 429 in tries, "seventy forms in a moment are too many for one address, whatever it claims to be"


def test_script_name_is_believed_from_nobody_on_the_machine_itself(portal):
    for name in ("SCRIPT_NAME", "SCRIPT-NAME", "PATH_INFO"):
        answer = portal.get("/fr/", **{name: "/evil"})
        assert "/evil" not in answer.text


def test_office_can_live_with_the_limits_and_a_flood_cannot(nginx):
    with ThreadPoolExecutor(50) as people:
        pages = list(people.map(lambda _: ask(nginx, "/fr/").status, range(100)))
        searches = list(people.map(lambda number: ask(nginx, "/fr/search?q=chateau").status, range(50)))
        assert set(pages + searches) == {200}
        flood = list(people.map(lambda number: ask(nginx, "/fr/search?q=chateau"), range(400)))
    refused = [answer for answer in flood if answer.status == 429]
    assert refused
    assert "moins vite" in refused[0].text
    time.sleep(1)
    assert ask(nginx, "/fr/").status == 200


def test_dead_upstream_is_a_page_that_says_so(portal):
    server = NginxServer(1, portal.port).start()
    try:
        answer = ask(server, "/fr/")
    finally:
        server.stop()
    assert answer.status == 502
    assert "Un instant" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_upstream_that_never_answers_is_a_page_that_says_so(portal):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = NginxServer(silent.getsockname()[1], portal.port, answer_s=1).start()
        try:
            answer = ask(server, "/fr/")
        finally:
            server.stop()
    assert answer.status == 504
    assert "Un instant" in answer.text


def test_page_that_says_what_is_away_comes_through_as_we_wrote_it(portal, nginx):
    portal.set_fault("postgresql", "refuse")
    try:
        answer = ask(nginx, "/fr/search?q=nobody+asked+before")
    finally:
        portal.set_fault("postgresql", "pass")
    assert answer.status == 503
    assert "Escale" in answer.text
    assert "Un instant…" not in answer.text
