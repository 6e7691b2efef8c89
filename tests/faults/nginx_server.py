"""Run nginx with the very file of deploy/, on loopback and without rights; only names, ports and one time are put in."""

import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"
READY_S = 10
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/escale.conf;
}}
"""


@dataclass(slots=True)
class NginxServer:
    """nginx before a web and a live process.

    silence_s: after so many seconds without a word it hangs up a socket; answer_s: so long it waits for a page.
    changed: lines of the file that whoever deploys it writes otherwise, and how.
    """

    web_port: int
    live_port: int
    silence_s: int = 3
    answer_s: int = 30
    changed: dict[str, str] = field(default_factory=dict)
    port: int = 0
    folder: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "NginxServer":
        """Start it; raise RuntimeError with its words when it is not ready in time."""
        self.folder = tempfile.mkdtemp(prefix="escale-nginx-")
        Path(self.folder).chmod(0o777)  # started by root, its worker is nobody
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        replaced = {
            "server web:8000;": f"server 127.0.0.1:{self.web_port};",
            "server live:8100;": f"server 127.0.0.1:{self.live_port};",
            "listen 80;": f"listen 127.0.0.1:{self.port};",
            "proxy_read_timeout 75s;": f"proxy_read_timeout {self.silence_s}s;",
            "proxy_read_timeout 30s;": f"proxy_read_timeout {self.answer_s}s;",
            **self.changed,
        }
        conf = CONF.read_text("utf-8")
        for written, here in replaced.items():
            assert conf.count(written) == 1, f"deploy/nginx.conf does not say {written!r} once"
            conf = conf.replace(written, here)
        Path(self.folder, "escale.conf").write_text(conf, "utf-8")
        Path(self.folder, "main.conf").write_text(MAIN.format(folder=self.folder), "utf-8")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", f"{self.folder}/main.conf", "-p", self.folder])
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError(Path(self.folder, "error.log").read_text("utf-8"))

    def stop(self) -> None:
        """Stop it and leave nothing behind."""
        if self.process:
            self.process.terminate()
            self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
