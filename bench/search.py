"""Measure search at national size: a rebuild under load, live edits during it, suggestions, searches, pages, disk.

`script/bench search`; BENCH_RESOURCES=500000 chooses the size, BENCH_REUSE=1 takes what is there.
"""

import http.client
import json
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import quote, urlsplit

from sqlalchemy import text

from bench import disk, load
from bench.crowd import WORDS, Crowd, is_found
from bench.measure import Row
from bench.multiply import multiply
from bench.portal import OBJECTS, environment_of, prepare, serve, times_ms
from portal.config import Config
from portal.db import db
from portal.services.index import rebuild as index_rebuild
from portal.services.searching import engines
from search.ask.queries import build_facets, build_hits
from search.criteria import Criteria
from search.index import aliases

NAME = "escale_bench_search"
RESOURCES = int(os.environ.get("BENCH_RESOURCES", "500000"))
SETTLED_S = 600
WARM_UP = 20_000
"""Suggestions asked for before it counts: less than a tenth of what is asked at that rate before the first one is forgotten."""


def main() -> None:
    """Measure and print the table."""
    config = prepare(NAME, is_indexed=False)
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        if not aliases.current_indices(engines.elasticsearch(), prefix=NAME):  # searches go on meanwhile
            index_rebuild.rebuild(session, today=date.today())
    with db.session() as session:
        number = session.execute(text("SELECT count(*) FROM resource")).scalar_one()
    if number < RESOURCES:
        seconds = multiply(RESOURCES // OBJECTS - 1)
        print(f"made {RESOURCES} of {number} resources in {seconds:.0f} s", file=sys.stderr)
    sizes = disk.measure()  # first: it also warms Elasticsearch, which has just been started, for the rebuild
    rows = _rebuild(config)
    _settle()
    with serve("wsgi:app", environment_of(config), workers=2) as port:
        rows += _suggestions(port)
        rows += _pages(config)
    rows += _searches(config)
    rows += sizes
    print("| subject | measured | goal | reached |\n|---|---|---|---|")
    for row in rows:
        reached = "" if not row.goal else "yes" if row.is_reached else "NO"
        print(f"| {row.subject} | {row.measured} | {row.goal} | {reached} |")


def _rebuild(config: Config) -> list[Row]:
    crowd = Crowd(config)
    with ThreadPoolExecutor(2) as pool:
        threads = [pool.submit(crowd.search), pool.submit(crowd.edit)]
        started = time.perf_counter()
        try:
            with db.transaction() as session:
                session.execute(text("SET LOCAL statement_timeout = 0"))
                report = index_rebuild.rebuild(
                    session, today=date.today(), on_progress=lambda done: _tell(done, started)
                )
            seconds = time.perf_counter() - started
        finally:
            crowd.is_over.set()
        for thread in threads:
            thread.result()
    late, total = max(crowd.late), len(crowd.late)
    survived = sum(is_found(config, f"zqlive{number}") for number in range(1, total + 1))
    rate = report.indexed / seconds
    bad = f"{crowd.failed}, {crowd.empty}"
    return [
        Row(f"rebuild of {report.indexed} resources", f"{seconds:.0f} s ({rate:.0f}/s)", "≤ 300 s", seconds <= 300),
        Row(f"{crowd.asked} searches meanwhile: failures, empty answers", bad, "0, 0", bad == "0, 0"),
        Row(f"{total} edits meanwhile, searchable after at most", f"{late:.2f} s", "≤ 2 s", late <= 2),
        Row("edits that survived the swap", f"{survived} of {total}", "all", survived == total),
    ]


def _tell(done: int, started: float) -> None:
    if done % 50_000 == 0:
        print(f"  {done} after {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _suggestions(port: int) -> list[Row]:
    """Type names letter by letter, at 500 a second for ten seconds, into a portal that has been asked for a while."""
    chance = random.Random(2)  # noqa: S311
    some = text("SELECT name FROM resource_text WHERE lang = 'fr' ORDER BY md5(name) LIMIT 3000")
    with db.session() as session:
        names = session.execute(some).scalars().all()
    typed = [name[:length] for name in names for length in range(2, min(12, len(name)))]
    weights = [1 / (rank + 1) ** 0.7 for rank in range(len(typed))]
    before, measured = WARM_UP, 5000
    drawn = chance.choices(typed, weights, k=before + measured)
    new = len(set(drawn[before:]) - set(drawn[:before]))
    paths = [("GET", f"/fr/suggest?q={quote(text_)}", None) for text_ in drawn]
    load.ask(load.Plan(port, paths[:before], 250))
    answers = load.ask(load.Plan(port, paths[before:], 500))
    median, late = answers.share(50), answers.share(99)
    return [
        Row(
            f"suggestions at {answers.rate:.0f}/s ({new} of {measured} never asked before): p50, p99; failures",
            f"{median:.1f} ms, {late:.1f} ms; {answers.failures}",
            "≤ 5 ms, ≤ 20 ms; 0",
            median <= 5 and late <= 20 and not answers.failures,
        )
    ]


def _searches(config: Config) -> list[Row]:
    """Send the real searches to Elasticsearch at 50 a second."""
    alias = aliases.alias_name(config.index_prefix)
    chance = random.Random(3)  # noqa: S311
    wanted = [
        Criteria(
            text=chance.choice(WORDS), departments=(chance.choice(("41", "37", "33")),) if chance.random() < 0.3 else ()
        )
        for _ in range(1000)
    ]
    bodies = [_msearch(alias, criteria) for criteria in wanted]
    requests = [("POST", "/_msearch", body) for body in bodies]
    port = urlsplit(config.elasticsearch_url or "").port or 9200
    load.ask(load.Plan(port, requests[:200], 50, "application/x-ndjson"))
    answers = load.ask(load.Plan(port, requests[200:], 50, "application/x-ndjson"))
    late = answers.share(95)
    measured = f"{answers.share(50):.1f} ms, {late:.1f} ms; {answers.failures}"
    return [Row("searches to Elasticsearch at 50/s: p50, p95; failures", measured, "p95 ≤ 40 ms", late <= 40)]


def _msearch(alias: str, criteria: Criteria) -> bytes:
    today = date.today()
    lines = [{"index": alias}, build_hits(criteria, today=today), {"index": alias}, build_facets(criteria, today=today)]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def _pages(config: Config) -> list[Row]:
    """Compare an uncached page with what Elasticsearch says the searches of that page took (Server-Timing), one after the other."""
    environment = {**environment_of(config), "REDIS_URL": "", "PAGE_MEMORY_MS": "0"}
    with serve("wsgi:app", environment) as bare:
        times_ms(bare, [f"/fr/search?q={quote(words)}" for words in WORDS] * 3)
        excess = [(page - 15) / max(1, took) for page, took in (_page_and_took_ms(bare, words) for words in WORDS * 6)]
    share = sorted(excess)[len(excess) // 2]
    return [Row("uncached page less 15 ms : took of its searches, median", f"{share:.2f} ×", "≤ 1.6 ×", share <= 1.6)]


def _page_and_took_ms(port: int, words: str) -> tuple[float, float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    started = time.perf_counter()
    connection.request("GET", f"/fr/search?q={quote(words)}")
    answer = connection.getresponse()
    answer.read()
    page_ms = (time.perf_counter() - started) * 1000
    connection.close()
    return page_ms, float(str(answer.headers["Server-Timing"]).partition("dur=")[2])


def _settle() -> None:
    """Wait until what was merged after the rebuild is merged."""
    client = engines.elasticsearch()
    if client is None:
        raise SystemExit("this needs Elasticsearch")
    started = time.perf_counter()
    while client.tasks.list(actions="indices:admin/forcemerge*")["nodes"] and time.perf_counter() - started < SETTLED_S:
        time.sleep(1)
    print(f"merged {time.perf_counter() - started:.0f} s later", file=sys.stderr)


if __name__ == "__main__":
    main()
