"""Open sockets to gunicorn as browsers do, and as those who mean harm."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from portal.live.origin import is_own_origin
from portal.monitoring.health import ServiceHealth
from portal.services.operations import health
from tests.faults.portal_server import PortalServer
from tests.faults.socket_client import Closed, Refused, opened

MEGABYTE = 1024 * 1024
FRAGMENT_WITHOUT_END = b"\x01\xfe"
"""A text frame that says that more follows, masked, with a length of 16 bits."""


@pytest.fixture(scope="module")
def portal(app, config):
    server = PortalServer(config).start()
    yield server
    server.stop()


STATUS = "/live/fr/status"


@pytest.mark.parametrize(("lang", "words"), [("fr", "Tâches de fond"), ("de", "Hintergrund")])
def test_state_of_the_services_is_sent_at_once_in_the_language(portal, lang, words):
    with opened(portal.port, f"/live/{lang}/status") as client:
        fragment = client.receive()
    assert 'id="services"' in fragment
    assert words in fragment


@pytest.mark.parametrize("origin", ["", "https://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_page_of_another_site_opens_no_socket(portal, origin):
    with pytest.raises(Refused) as refusal, opened(portal.port, STATUS, origin=origin):
        pass
    assert refusal.value.status == 403


@pytest.mark.parametrize("lang", ["pt", "status"])
def test_language_that_is_none_opens_no_socket(portal, lang):
    with pytest.raises(Refused) as refusal, opened(portal.port, f"/live/{lang}/status"):
        pass
    assert refusal.value.status == 404


def test_message_that_is_too_long_closes_the_socket(portal):
    with opened(portal.port, STATUS) as client:
        client.send("x" * 2000)
        with pytest.raises(Closed):
            while client.receive():
                pass


def test_who_goes_on_sending_is_sent_away(portal):
    with opened(portal.port, STATUS) as client, pytest.raises(Closed) as closed:
        for _ in range(100):
            client.send("x")
            client.receive(timeout_s=0.2)
    assert closed.value.code == 1008


def test_fragments_without_end_cost_no_memory(portal):
    worker = _worker_of(portal.process.pid)
    before = _memory(worker)
    frame = FRAGMENT_WITHOUT_END + (60_000).to_bytes(2, "big") + b"\0\0\0\0" + b"x" * 60_000
    sent, until = 0, time.monotonic() + 5
    with opened(portal.port, STATUS) as client, suppress(OSError):  # hanging up on us is what we want
        while sent < 100 * MEGABYTE and time.monotonic() < until:
            client.raw.sendall(frame)
            sent += len(frame)
            frame = b"\x00" + frame[1:]  # a frame that goes on with the first
    assert sent < 20 * MEGABYTE
    assert _memory(worker) - before < 30 * MEGABYTE
    assert portal.get("/health/live").status == 200


def test_socket_without_a_word_is_pinged_sooner_than_proxies_hang_up(app):
    assert app.config["SOCK_SERVER_OPTIONS"]["ping_interval"] < 60


def test_second_watcher_is_told_what_the_first_is_told(app, monkeypatch):
    asked = threading.Event()
    broken = (ServiceHealth("search", "down", 1),)

    def slowly() -> tuple[ServiceHealth, ...]:
        asked.set()
        time.sleep(0.5)
        return broken

    monkeypatch.setattr(health, "_ask_all", slowly)
    monkeypatch.setattr(health._Latest, "until", 0.0)
    monkeypatch.setattr(health._Latest, "health", ())
    told: list[object] = []
    first = threading.Thread(target=lambda: told.append(health.list_health()))
    first.start()
    asked.wait(5)
    told.append(health.list_health())
    first.join()
    assert told == [broken, broken]


def test_origin_is_the_host_and_its_port(config):
    assert is_own_origin("http://portal.example:8080", "portal.example:8080", config)
    assert not is_own_origin("http://portal.example", "portal.example:8080", config)
    assert not is_own_origin("", "portal.example", config)


def _worker_of(master: int) -> int:
    return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])


def _memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
