"""Kill, freeze and stop what script/server keeps alive: it comes back with its data, and nobody is left behind on another port."""

import fcntl
import os
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisAway

ROOT = Path(__file__).parents[2]
PATIENCE_S = 40
NOT_OURS = {
    "DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ELASTICSEARCH_URL": "http://127.0.0.1:1",
}


class Services:
    """Some private services of their own; the others are said to be elsewhere."""

    def __init__(self, folder: Path, *, own: str) -> None:
        kept = {name: url for name, url in NOT_OURS.items() if name != own}
        left = {
            name: value
            for name, value in os.environ.items()
            if name not in {*NOT_OURS, "QUEUE_REDIS_URL", "ESCALE_REDIS_APPENDONLY", "ESCALE_PG_OPTIONS"}
        }
        self.environment = {**left, **kept, "ESCALE_VAR": str(folder), "ESCALE_PATIENCE_S": "2"}

    def run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["script/services", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120
        )

    def url(self, name: str) -> str:
        lines = self.run("env").stdout.splitlines()
        return next(line.split("=", 1)[1] for line in lines if line.startswith(f"export {name}="))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that servers of another user reach, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="escale-scripts-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def watched(folder) -> Iterator[Callable[[str], Services]]:
    """Give services that are watched."""
    started = []

    def start(own: str) -> Services:
        services = Services(folder, own=own)
        done = services.run("start")
        assert done.returncode == 0, done.stderr
        watching = subprocess.Popen(["script/services", "watch"], cwd=ROOT, env=services.environment)
        started.append((services, watching))
        return services

    yield start
    for services, watching in started:
        watching.terminate()
        watching.wait(10)
        services.run("stop")


def test_killed_redis_comes_back_with_its_data_where_it_was(watched):
    services = watched("REDIS_URL")
    url = services.url("QUEUE_REDIS_URL")
    redis = Redis.from_url(url)
    redis.set("kept", "yes")
    time.sleep(1.2)  # it is on the disk within a second
    os.kill(redis.info("server")["process_id"], signal.SIGKILL)
    assert _until(lambda: redis.get("kept") == b"yes")
    assert services.url("QUEUE_REDIS_URL") == url


@pytest.mark.skipif(not os.environ.get("ELASTICSEARCH_URL"), reason="there is no Elasticsearch to start")
def test_killed_elasticsearch_is_started_again_where_it_was(watched, folder):
    """Its data is its own affair; nobody waits here until it has read it, twice, which takes a minute."""
    services = watched("ELASTICSEARCH_URL")
    url, pid = services.url("ELASTICSEARCH_URL"), folder / "services/elasticsearch/pid"
    first = pid.read_text()
    os.killpg(int(first), signal.SIGKILL)
    assert _until(lambda: pid.exists() and pid.read_text().strip() and pid.read_text() != first)
    assert "starting" in services.run("status").stderr
    assert services.url("ELASTICSEARCH_URL") == url


def test_killed_postgresql_comes_back_with_its_data_where_it_was(watched):
    services = watched("DATABASE_URL")
    url = services.url("DATABASE_URL")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (x int)")
    os.kill(_postmaster(services), signal.SIGKILL)
    assert _until(lambda: _rows(url, "kept") == 0)
    assert services.url("DATABASE_URL") == url


@pytest.mark.parametrize("instance", ["cache", "queue"])
def test_frozen_redis_is_waited_for_and_keeps_its_port(folder, instance):
    services = Services(folder, own="REDIS_URL")
    assert services.run("start").returncode == 0
    url = services.url("REDIS_URL"), services.url("QUEUE_REDIS_URL")
    frozen = int((folder / f"services/redis-{instance}/redis.pid").read_text())
    os.kill(frozen, signal.SIGSTOP)
    try:
        again = services.run("start")
        assert again.returncode != 0
        assert f"Redis ({instance})" in again.stderr
        assert "alive and does not answer" in again.stderr
        assert (services.url("REDIS_URL"), services.url("QUEUE_REDIS_URL")) == url
    finally:
        os.kill(frozen, signal.SIGCONT)
        services.run("stop")


def test_frozen_postgresql_is_waited_for_and_keeps_its_port(folder):
    services = Services(folder, own="DATABASE_URL")
    assert services.run("start").returncode == 0
    url, postmaster = services.url("DATABASE_URL"), _postmaster(services)
    os.kill(postmaster, signal.SIGSTOP)
    try:
        again = services.run("start")
        assert again.returncode != 0
        assert "alive and does not answer" in again.stderr
        assert services.url("DATABASE_URL") == url
    finally:
        os.kill(postmaster, signal.SIGCONT)
        services.run("stop")


def test_what_was_stopped_by_hand_stays_stopped(watched):
    services = watched("REDIS_URL")
    services.run("stop")
    time.sleep(4)
    assert "up" not in services.run("status").stderr


def test_what_is_stopped_while_the_watch_looks_stays_stopped(watched, folder):
    services = watched("REDIS_URL")
    with (folder / "services.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        time.sleep(3)  # the watch has seen that they are wanted, and waits for the lock
        stopping = subprocess.Popen(["script/services", "stop"], cwd=ROOT, env=services.environment)
        time.sleep(2)
    stopping.wait(30)
    time.sleep(4)
    assert "up" not in services.run("status").stderr


def test_secret_is_for_its_owner_alone(folder):
    (folder / "old").write_text("from before")
    (folder / "old").chmod(0o644)
    ask = ". script/lib/common.sh; kept_secret new echo fresh; kept_secret new echo other; kept_secret old echo other"
    environment = {**os.environ, "ESCALE_VAR": str(folder)}
    told = subprocess.run(["bash", "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split("\n") == ["fresh", "fresh", "from before"]
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in ("old", "new")} == {0o600}


def test_process_that_is_told_to_end_comes_back_and_stops_no_other(folder):
    (folder / "Procfile").write_text("one: sleep 311\ntwo: sleep 312\n")
    write = ". script/lib/common.sh; . script/lib/supervisor.sh; write_supervisor_conf"
    environment = {**os.environ, "ESCALE_VAR": str(folder), "PROCFILE": str(folder / "Procfile")}
    made = subprocess.run(["bash", "-c", write], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    (folder / "supervisord.conf").write_text(made.stdout)
    supervisor = subprocess.Popen(
        [ROOT / ".venv/bin/supervisord", "-c", folder / "supervisord.conf"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        assert _until(lambda: _sleeping("311") and _sleeping("312"))
        first, second = _sleeping("311"), _sleeping("312")
        os.kill(first[0], signal.SIGTERM)
        assert _until(lambda: _sleeping("311") not in ([], first))
        assert _sleeping("312") == second
    finally:
        supervisor.terminate()
        supervisor.wait(30)
    assert not _sleeping("311")
    assert not _sleeping("312")


def _rows(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _postmaster(services: Services) -> int:
    status = services.run("status").stderr
    return int(status.split("postgresql", 1)[1].split("pid ")[1].split()[0])


def _sleeping(seconds: str) -> list[int]:
    found = subprocess.run(["pgrep", "-fx", f"sleep {seconds}"], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def _until(holds: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if holds():
                return True
        except (RedisAway, psycopg.OperationalError):
            pass
        time.sleep(0.2)
    return False
