"""Measure the cache: rates against a bare hello, one recompute for a thousand who ask, freshness, and hit rates (mix.py).

`script/bench cache`
"""

import statistics
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from redis import Redis
from sqlalchemy import text

from bench import mix
from bench.measure import Row
from bench.mix import FRAGMENT
from bench.portal import environment_of, prepare, rate, serve, times_ms
from portal import queues
from portal.config import Config
from portal.db import db
from portal.services.outbox import wakeup
from portal.services.searching import engines

AT_ONCE, EDITS_TIMED = 1000, 100
DRAINER = "import sys\nfrom workers.drainer import run\nrun(sys.argv[1:])\n"


def main() -> None:
    """Measure and print the table."""
    config = prepare("escale_bench_cache")
    Redis.from_url(config.redis_url or "").flushall()
    environment = environment_of(config)
    rows = [*_rates(environment, config)]
    with serve("wsgi:app", environment, workers=2) as port:
        rows += _thousand(port)
        workers = [
            subprocess.Popen([sys.executable, "-c", DRAINER, *sinks], env=environment)
            for sinks in (("cache", "live"), ("search",))
        ]
        try:
            rows += _freshness(config)
            rows += mix.measure(port, config)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
    print("| subject | measured | goal | reached |\n|---|---|---|---|")
    for row in rows:
        print(
            f"| {row.subject} | {row.measured} | {row.goal} | {'' if not row.goal else 'yes' if row.is_reached else 'NO'} |"
        )


def _rates(environment: dict[str, str], config: Config) -> list[Row]:
    path, header = "/fr/search?q=chateau", "".join(f"{name}: {value}\r\n" for name, value in FRAGMENT.items())
    with serve("bench.measure:hello", environment) as port:
        hello = rate(port, "/")
    with serve("wsgi:app", environment) as port:
        rate(port, path, header, seconds=1)
        fragment = rate(port, path, header)
        kept = statistics.median(times_ms(port, [path] * 600)[100:])
        html = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()
    client = Redis.from_url(config.redis_url or "")
    client.set("bench", html, ex=60)
    raw = statistics.median(_timed(lambda: client.get("bench")) for _ in range(1000))
    return [
        Row("bare Flask hello, one worker", f"{hello:.0f}/s", "", True),
        Row(
            "cached fragment, same server",
            f"{fragment:.0f}/s = {fragment / hello:.2f} of hello",
            "≥ 0.45",
            fragment / hello >= 0.45,
        ),
        Row(f"raw Redis GET of the same {len(html)} bytes, p50", f"{raw:.2f} ms", "", True),
        Row("cached page over HTTP, p50", f"{kept:.2f} ms = {kept / raw:.1f} × raw", "≤ 10 ×", kept / raw <= 10),
    ]


def _thousand(port: int) -> list[Row]:
    """Ask a thousand times at once for a page nobody has seen; Elasticsearch counts how often it was asked."""
    before = _searches()
    url = f"http://127.0.0.1:{port}/fr/search?q=abbaye+moulin"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: urllib.request.urlopen(url, timeout=60).status, range(AT_ONCE)))
    computed = (_searches() - before) // 2
    return [
        Row(
            f"{AT_ONCE} at once for one page nobody has seen",
            f"{computed} recomputes, {answers.count(200)} × 200",
            "1",
            computed == 1,
        )
    ]


def _freshness(config: Config) -> list[Row]:
    """Commit edits one by one; watch the generation and the index."""
    client, found = Redis.from_url(config.redis_url or ""), engines.elasticsearch()
    assert found is not None  # noqa: S101 - prepared with one
    queues.bind(config.queue_redis_url)
    db.announce_commits(wakeup.announce)
    time.sleep(3)
    cache_ms, search_ms = [], []
    for number in range(EDITS_TIMED):
        word, resource_id = f"zq{number}x{int(time.time())}", number * 7 + 1
        key = f"tourism:gen:resource:{resource_id}"
        old, told = client.get(key), 0.0
        with db.transaction() as session:
            session.execute(
                text("UPDATE resource_text SET short = short || ' ' || :w WHERE resource_id = :id"),
                {"w": word, "id": resource_id},
            )
        started = time.perf_counter()
        while time.perf_counter() - started < 10:
            told = told or (time.perf_counter() - started if client.get(key) != old else 0.0)
            if (
                told
                and found.count(index=f"{config.index_prefix}-resources", query={"match": {"short.fr": word}})["count"]
            ):
                break
            time.sleep(0.002)
        cache_ms.append(told * 1000)
        search_ms.append((time.perf_counter() - started) * 1000)
    cache, search = (statistics.quantiles(values, n=100)[98] for values in (cache_ms, search_ms))
    return [
        Row(f"commit → cache invalid, p99 of {EDITS_TIMED}", f"{cache:.0f} ms", "≤ 200 ms", cache <= 200),
        Row(f"commit → searchable, p99 of {EDITS_TIMED}", f"{search:.0f} ms", "≤ 2 s", search <= 2000),
    ]


def _searches() -> int:
    found = engines.elasticsearch()
    assert found is not None  # noqa: S101 - prepared with one
    return int(
        found.indices.stats(index="escale_bench_cache-resources", metric=["search"])["_all"]["total"]["search"][
            "query_total"
        ]
    )


def _timed(call) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
