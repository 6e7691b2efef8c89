"""Count the questions to Redis, PostgreSQL and Elasticsearch that a page asks, with nothing kept: `script/bench trips`.

It counts in the client libraries, so that older code can be counted by the same file.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import Transport
from redis import Redis
from redis.connection import AbstractConnection
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.portal import prepare
from portal.app import create_app
from portal.config import Config

PAGES = {
    "a search, cold": "/fr/search?q=chateau%20ancien",
    "the same again": "/fr/search?q=chateau%20ancien",
    "a search that finds nothing": "/fr/search?q=zzqx%20wvut",
    "a place, cold": "/fr/r/7",
    "the home page, cold": "/fr/",
    "the map of a search": "/fr/search/map?q=chateau&zoom=6",
}


def main() -> None:
    """Count and print the table."""
    config = prepare("escale_bench_cache")
    Redis.from_url(config.redis_url or "").flushall()
    print("| page | Redis | SQL | Elasticsearch |\n|---|---|---|---|")
    for name, found in _counted(config):
        print(f"| {name} | {found['redis']} | {found['sql']} | {found['elasticsearch']} |")


def _counted(config: Config) -> Iterator[tuple[str, Counter[str]]]:
    app = create_app(config)
    client = app.test_client()
    client.get("/health/live")
    client.get("/fr/about")  # what a process asks once is no matter of a page
    for name, path in PAGES.items():
        with _watched() as counts:
            client.get(path, follow_redirects=True)
        yield name, counts


@contextmanager
def _watched() -> Iterator[Counter[str]]:
    counts: Counter[str] = Counter()
    sent, asked = AbstractConnection.send_packed_command, Transport.perform_request

    def send(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - the library's own
        counts["redis"] += 1
        return sent(self, *args, **options)

    def perform(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        counts["elasticsearch"] += 1
        return asked(self, *args, **options)

    def execute(*_: object) -> None:
        counts["sql"] += 1

    AbstractConnection.send_packed_command, Transport.perform_request = send, perform  # type: ignore[method-assign]
    event.listen(Engine, "before_cursor_execute", execute)
    try:
        yield counts
    finally:
        AbstractConnection.send_packed_command, Transport.perform_request = sent, asked  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", execute)


if __name__ == "__main__":
    main()
