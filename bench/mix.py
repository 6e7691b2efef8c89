"""Replay visits with edits among them and tell the hit rates.

The mix is made up, and named here: 45 % resource pages, 10 % home pages, 45 % searches (one in five a fragment), each kind drawn by
Zipf's law (exponent 1), one edit in EDIT_EVERY visits.
"""

import bisect
import itertools
import os
import random
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from redis import Redis
from sqlalchemy import text

from bench.measure import QUERIES, Row
from portal.config import LANGUAGES, Config
from portal.db import db
from portal.vocabulary import categories

VISITS = int(os.environ.get("BENCH_VISITS", "120000"))
COUNTED = 20_000
"""The last visits count; those before warm the cache up, as an hour of a busy portal does (entries of resources live that long)."""
EDIT_EVERY = int(os.environ.get("BENCH_EDIT_EVERY", "1000"))
CLIENTS = 4
WORDS = (
    "chateau",
    "musee",
    "gite",
    "marche",
    "jardin",
    "restaurant",
    "abbaye",
    "moulin",
    "festival",
    "cave",
    "parc",
    "pont",
)
FRAGMENT = {"HX-Request": "true", "HX-Target": "results"}


def measure(port: int, config: Config) -> list[Row]:
    """Replay visits with edits among them; only the last ones count."""
    chance = random.Random(4)  # noqa: S311 - repeatable on purpose
    visits = _visits(chance)
    client = Redis.from_url(config.redis_url or "")
    _replay(port, visits[:-COUNTED])
    time.sleep(6)
    before = _tally(client)
    started = time.perf_counter()
    _replay(port, visits[-COUNTED:])
    seconds = time.perf_counter() - started
    time.sleep(6)
    _replay(port, [("/fr/about", {})] * 8)
    after = _tally(client)
    rows = [
        Row(
            f"replay of {COUNTED} visits after {VISITS - COUNTED}, one edit in {EDIT_EVERY}",
            f"{COUNTED / seconds:.0f} visits/s",
            "",
            True,
        )
    ]
    for tier, goal in (("res", 0.85), ("list", 0.7), ("search", 0.7), ("nearby", 0.0)):
        hits, misses = (after.get(f"{tier}:{name}", 0) - before.get(f"{tier}:{name}", 0) for name in ("hits", "misses"))
        found = hits / max(1, hits + misses)
        rows.append(
            Row(
                f"hit rate of tier {tier} ({hits + misses} questions)",
                f"{found:.1%}",
                f"≥ {goal:.0%}" if goal else "",
                found >= goal,
            )
        )
    return rows


def _visits(chance: random.Random) -> list[tuple[str, dict[str, str]]]:
    with db.session() as session:
        ids = list(
            session.execute(text("SELECT id FROM resource WHERE status = 'published' ORDER BY md5(id::text)")).scalars()
        )
        departments = list(session.execute(text("SELECT DISTINCT department_code FROM resource")).scalars())
    keys = [leaf.key for group in categories.groups() for leaf in (group, *categories.leaves(group.key))]
    searches = [f"/fr/search?category={key}" for key in keys] + [f"/fr/search?q={query}" for query in QUERIES]
    searches += [f"/fr/search?q={a}+{b}" for a, b in itertools.permutations(WORDS, 2)]
    searches += [
        f"/fr/search?category={key}&department={code}" for key, code in itertools.product(keys, departments[:10])
    ]
    chance.shuffle(searches)
    resource, search, home = _zipf(chance, len(ids)), _zipf(chance, len(searches)), _zipf(chance, len(LANGUAGES))
    found: list[tuple[str, dict[str, str]]] = []
    for _ in range(VISITS):
        dice = chance.random()
        if dice < 0.45:
            found.append((f"/fr/r/{ids[resource()]}", {}))
        elif dice < 0.55:
            found.append((f"/{LANGUAGES[home()]}/", {}))
        else:
            found.append((searches[search()], FRAGMENT if chance.random() < 0.2 else {}))
    return found


def _zipf(chance: random.Random, number: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(number)))
    return lambda: bisect.bisect(weights, chance.random() * weights[-1])


def _replay(port: int, visits: list[tuple[str, dict[str, str]]]) -> None:
    def visit(numbered: tuple[int, tuple[str, dict[str, str]]]) -> None:
        number, (path, headers) = numbered
        if number % EDIT_EVERY == EDIT_EVERY - 1:
            with db.transaction() as session:
                session.execute(
                    text("UPDATE resource SET quality = (quality + 1) % 100 WHERE id = :id"),
                    {"id": number % 40_000 + 1},
                )
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(visit, enumerate(visits)))


def _tally(client: Redis) -> dict[str, int]:
    return {name.decode(): int(value) for name, value in client.hgetall("tourism:tally").items()}  # type: ignore[union-attr]
