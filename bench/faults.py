"""Run the whole fault matrix, and measure what frozen and refusing services cost pages at the size of a region.

`script/bench faults`
"""

import itertools
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from bench.measure import QUERIES, Row
from bench.portal import prepare
from portal.config import Config
from portal.db import db
from portal.services.accounts import accounts
from tests.faults import matrix
from tests.faults.portal_server import PortalServer
from tests.faults.proxy import Fault

PASSWORD = "a password of the bench"  # noqa: S105 - of a portal that lives for minutes
EMAIL = "editor@example.org"
PAGES = 200


def main() -> None:
    """Run and print both tables."""
    config = prepare("escale_bench_cache")
    with db.transaction() as session:
        if accounts.find_by_email(session, EMAIL) is None:
            accounts.create(session, email=EMAIL, password=PASSWORD, role="editor")
        ids = list(
            session.execute(
                text("SELECT id FROM resource WHERE status = 'published' ORDER BY id DESC LIMIT 500")
            ).scalars()
        )
    print(matrix.table(_matrix(config, ids)), "\n")
    print("| subject | measured | goal | reached |\n|---|---|---|---|")
    for row in [
        *_redis(config, "refuse"),
        *_redis(config, "freeze"),
        *_elasticsearch(config, "refuse"),
        *_elasticsearch(config, "freeze"),
    ]:
        print(
            f"| {row.subject} | {row.measured} | {row.goal} | {'' if not row.goal else 'yes' if row.is_reached else 'NO'} |"
        )


def _matrix(config: Config, ids: list[int]) -> list[matrix.Cell]:
    portal = PortalServer(config).start()
    try:
        portal.sign_in(EMAIL, PASSWORD)
        return list(matrix.run(portal, ids, services=matrix.SERVICES, faults=matrix.FAULTS))
    finally:
        portal.stop()


def _redis(config: Config, fault: Fault) -> list[Row]:
    """Compare pages that are kept nowhere, in a process that meets the fault, with such pages in one that is well."""
    numbers = itertools.count(time.time_ns())

    def page(portal: PortalServer) -> tuple[float, int]:
        answer = portal.get(f"/fr/search?q=zzyx{next(numbers)}")
        return answer.seconds * 1000, answer.status

    portal = PortalServer(config).start(only="redis")
    try:
        for _ in range(20):
            page(portal)
        well = statistics.median(page(portal)[0] for _ in range(PAGES))
        portal.set_fault("redis", fault)
        first = [page(portal)]
        for _ in range(10):
            page(portal)
        later = [page(portal) for _ in range(PAGES)]
    finally:
        portal.stop()
    errors = sum(status != 200 for _, status in first + later)
    added, open_added = first[0][0] - well, statistics.median(ms for ms, _ in later) - well
    return [
        Row(f"Redis {fault}: errors of {PAGES + 1} pages", str(errors), "0", errors == 0),
        Row(f"Redis {fault}: first page", f"+{added:.0f} ms on {well:.1f}", "≤ +60 ms", added <= 60),
        Row(f"Redis {fault}: breaker open, p50", f"{open_added:+.1f} ms", "≤ +1 ms", open_added <= 1),
    ]


def _elasticsearch(config: Config, fault: Fault) -> list[Row]:
    portal = PortalServer(config).start(only="elasticsearch")
    try:
        portal.set_fault("elasticsearch", fault)
        for _ in range(4):
            portal.get("/fr/search?q=chateau")
        answers = [portal.get(f"/fr/search?q={QUERIES[n % len(QUERIES)]}") for n in range(PAGES)]
        with ThreadPoolExecutor(8) as pool:
            crowd = list(pool.map(lambda n: portal.get(f"/fr/search?q={QUERIES[n % len(QUERIES)]}"), range(PAGES)))
    finally:
        portal.stop()
    errors = sum(answer.status >= 500 for answer in answers + crowd)
    slow = statistics.quantiles([answer.seconds * 1000 for answer in answers], n=20)[18]
    rows = [Row(f"Elasticsearch {fault}: 5xx of {2 * PAGES} pages", str(errors), "0", errors == 0)]
    return [*rows, Row(f"Elasticsearch {fault}: search, breaker open, p95", f"{slow:.0f} ms", "≤ 150 ms", slow <= 150)]


if __name__ == "__main__":
    main()
