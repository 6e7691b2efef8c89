"""Run the portal under gunicorn with a proxy before each of its services."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from portal.config import Config
from tests.faults.proxy import Fault, Proxy

READY_S = 30
TOGETHER = {"redis": ("cache", "queue")}
"""Services that are several servers: a fault of the one is a fault of all of them."""
ANSWER_S = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the portal; seconds: from the request to the last byte."""

    status: int
    seconds: float
    text: str
    headers: dict[str, str]


@dataclass(slots=True)
class PortalServer:
    """A portal one can ask for pages; its services by name are proxies. settings: more of the environment."""

    config: Config
    proxies: dict[str, Proxy] = field(default_factory=dict)
    port: int = 0
    cookie: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    settings: dict[str, str] = field(default_factory=dict)

    def start(self, *, only: str = "") -> "PortalServer":
        """Start it, with a proxy before all services or `only` one; raise RuntimeError when it is not ready in time."""
        places = {
            "postgresql": self.config.database_url,
            "cache": self.config.redis_url,
            "queue": self.config.queue_redis_url,
            "elasticsearch": self.config.elasticsearch_url,
        }
        self.proxies = {
            name: Proxy("127.0.0.1", urlsplit(url or "").port or 0)
            for name, url in places.items()
            if not only or name in TOGETHER.get(only, (only,))
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = ["-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", f"127.0.0.1:{self.port}", "--log-level", "error"]
        environment = {**os.environ, **self._settings(), "WEB_CONCURRENCY": "1", **self.settings}
        self.process = subprocess.Popen(
            [sys.executable, *command, "wsgi:app"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            try:
                if self.get("/health/ready").status == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the portal did not start")

    def stop(self) -> None:
        """Stop it and its proxies."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)
        for proxy in self.proxies.values():
            proxy.close()

    def set_fault(self, service: str, fault: Fault) -> None:
        """Let the proxies of a service misbehave like this from now on; "pass" = not at all."""
        for name in TOGETHER.get(service, (service,)):
            self.proxies[name].set_fault(fault)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page, as whoever is signed in."""
        return self._ask("GET", path, "", headers)

    def post(self, path: str, body: str, **headers: str) -> Answer:
        """Send a body, as whoever is signed in; raise OSError when the portal hangs up before its end."""
        return self._ask("POST", path, body, headers)

    def sign_in(self, email: str, password: str) -> Answer:
        """Sign in and keep the cookie."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/fr/sign-in").text)
        form = {"email": email, "password": password, "next": "", "csrf_token": token[1] if token else ""}
        return self.post("/fr/sign-in", urlencode(form), **{"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        is_somebody_else = "Cookie" in headers
        if self.cookie and not is_somebody_else:
            headers = {**headers, "Cookie": f"escale={self.cookie}"}
        started = time.perf_counter()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - started
        connection.close()
        given = re.search(r"escale=([^;]+);", " ".join(response.headers.get_all("Set-Cookie", [])))
        self.cookie = given[1] if given and not is_somebody_else else self.cookie
        return Answer(response.status, seconds, text, dict(response.headers))

    def _settings(self) -> dict[str, str]:
        def through(name: str, url: str | None) -> str:
            parts = urlsplit(url or "")
            if name not in self.proxies:
                return url or ""
            return (url or "").replace(f":{parts.port}", f":{self.proxies[name].port}", 1)

        return {
            "DATABASE_URL": through("postgresql", self.config.database_url),
            "REDIS_URL": through("cache", self.config.redis_url),
            "QUEUE_REDIS_URL": through("queue", self.config.queue_redis_url),
            "ELASTICSEARCH_URL": through("elasticsearch", self.config.elasticsearch_url),
            "INDEX_PREFIX": self.config.index_prefix,
            "SECRET_KEY": self.config.secret_key,
        }
