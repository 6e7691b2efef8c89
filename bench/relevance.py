"""Measure relevance with judged queries: success at 1 and 3, MRR, nDCG at 10, zero results, by kind and by language.

`script/bench relevance` prints the tables for Elasticsearch and for the basic search, and what changed since the run on record.
"""

import csv
import json
import os
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.filters import differences, draw_filters
from bench.judged import Figures, Judged, by_kind_and_language, read_judged
from bench.measure import fresh_database
from demo.build import build
from portal.config import Config
from portal.db import db
from portal.services.imports import run as import_run
from portal.services.index import rebuild as index_rebuild
from portal.services.operations import schema
from portal.services.searching import engines
from portal.services.searching.basic import search as basic_search
from portal.services.searching.query_reading import understand
from search.ask import engine
from search.client import for_bulk
from search.criteria import Criteria
from search.index import aliases
from search.results import SearchResult

ROOT = Path(__file__).parents[1]
JUDGED = ROOT / "tests" / "relevance" / "demo.csv"
RECORD = ROOT / "docs" / "relevance.json"
SHARED = Path(os.environ.get("ESCALE_SHARED", ROOT.parent / "shared")) / "data"
KNOWN_ITEMS = SHARED / "queries" / "datatourisme-known-items.csv"
DEPTH = 20
NOON = time(12)
ARCHIVES_DAY = date(2020, 9, 9)
"""The day of the public archive with events: on any later one they are over, and rightly not shown."""
MOST_POINTS_LOST = 2.0


Answer = Callable[[Session, Criteria, date], SearchResult]


def main() -> None:
    """Measure both sets and print the tables; exit 1 when a kind lost more than two points since the run on record."""
    server = os.environ["DATABASE_URL"]
    measured = {"demo": measure_demo(server)}
    if KNOWN_ITEMS.exists():
        measured["known items"] = measure_known_items(server)
    else:
        print(f"{KNOWN_ITEMS} is not there: known items are not measured", file=sys.stderr)
    for name, by_engine in measured.items():
        for engine_name, rows in by_engine.items():
            print(f"\n### {name}, {engine_name}\n\n{_table(rows)}")
    lost = compare(measured)
    lost += ["counts of facets differ from SQL"] if compare_counts() else []
    print("\n" + ("\n".join(lost) if lost else "No kind lost more than two points since the run on record."))
    if os.environ.get("BENCH_RECORD") == "1":
        RECORD.write_text(json.dumps(_plain(measured), indent=1) + "\n", "utf-8")
    sys.exit(1 if lost else 0)


def measure_demo(server: str) -> dict[str, dict[str, Figures]]:
    """Load the demo region and ask its queries."""
    config = prepare(server, "escale_relevance_demo", [_demo_archive()])
    with db.session() as session:
        ids = dict(session.execute(text("SELECT producer_identifier, id FROM resource")).all())
    return measure(config, list(read_judged(JUDGED, ids)))


def compare_counts(number: int = 1000) -> int:
    """Compare the facets of both engines on random sets of filters, in the database that is bound; print and return the differences."""
    with db.session() as session:
        session.execute(text("SET statement_timeout = 0"))
        wanted = draw_filters(session, random.Random(5), number)  # noqa: S311 - repeatable on purpose
        found = differences(session, wanted, today=date.today())
    for criteria, what in found[:5]:
        print(f"differs: {what} under {criteria}")
    print(
        f"\nFacet counts against SQL on {number} random filter sets ({len(set(wanted))} different): {len(found)} differences"
    )
    return len(found)


def measure_known_items(server: str) -> dict[str, dict[str, Figures]]:
    """Load both public archives and ask the known items."""
    config = prepare(
        server, "escale_relevance_real", sorted((SHARED / "jsonld").glob("flux-*.zip")), today=ARCHIVES_DAY
    )
    with db.session() as session:
        ids = {
            uri.rsplit("/", 2)[-2] + "/" + uri.rsplit("/", 1)[-1]: id
            for uri, id in session.execute(text("SELECT uri, id FROM resource")).tuples()
        }
    return measure(config, list(_read_known(KNOWN_ITEMS, ids)), today=ARCHIVES_DAY)


def prepare(server: str, name: str, archives: Iterable[Path], *, today: date | None = None) -> Config:
    """Bind a fresh database and index with these archives in them."""
    config = replace(Config.from_env(), index_prefix=name, database_url=fresh_database(server, name))
    schema.upgrade(config.database_url)
    db.bind(config.database_url)
    engines.bind(config.elasticsearch_url, prefix=name)
    import_run.run(db.transaction, tuple(archives))
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        index_rebuild.rebuild(session, today=today or date.today())
    return config


def measure(config: Config, judged: list[Judged], *, today: date | None = None) -> dict[str, dict[str, Figures]]:
    """Ask every query of both engines; return figures by kind and by language."""
    client = engines.elasticsearch()
    if client is None:
        raise SystemExit("this needs Elasticsearch")
    alias, patient = aliases.alias_name(config.index_prefix), for_bulk(client)
    answers: dict[str, Answer] = {
        "Elasticsearch": lambda session, criteria, today: engine.search(
            patient, alias=alias, criteria=criteria, today=today
        ),
        "basic search": lambda session, criteria, today: basic_search.search(session, criteria, today=today),
    }
    found = {}
    for name, answer in answers.items():
        ranks = [(query, _ask(answer, query, today or date.today())) for query in judged]
        if os.environ.get("BENCH_MISSES") == name:
            _print_misses(ranks)
        found[name] = by_kind_and_language(ranks)
    return found


def _ask(answer: Answer, query: Judged, today: date) -> tuple[int, ...]:
    with db.session() as session:
        criteria = understand(
            session, Criteria(text=query.query, lang=query.lang, size=DEPTH), now=datetime.combine(today, NOON)
        )
        return answer(session, criteria, today).ids


def _read_known(path: Path, ids: dict[str, int]) -> Iterable[Judged]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            uris = [_identity(uri) for uri in row["relevant_uris"].split("|")]
            relevant = frozenset(ids[uri] for uri in uris if uri in ids)
            if relevant:
                yield Judged(row["kind"], row["lang"], row["query"], relevant)


def _identity(uri: str) -> str:
    """Return what stays the same when the host of an address changes."""
    return "/".join(uri.rsplit("/", 2)[-2:])


def compare(measured: dict[str, dict[str, dict[str, Figures]]]) -> list[str]:
    """Return what lost more than two points in success at 3 or nDCG since the run on record, in words."""
    if not RECORD.exists():
        return []
    record = json.loads(RECORD.read_text("utf-8"))
    lost = []
    for name, by_engine in measured.items():
        for engine_name, rows in by_engine.items():
            for kind, now in rows.items():
                before = record.get(name, {}).get(engine_name, {}).get(kind)
                for figure in ("success_3", "ndcg_10") if before else ():
                    points = 100 * (before[figure] - getattr(now, figure))
                    if points > MOST_POINTS_LOST:
                        lost.append(f"{name}, {engine_name}, {kind}: {figure} fell by {points:.1f} points")
    return lost


def _plain(measured: dict[str, dict[str, dict[str, Figures]]]) -> dict[str, object]:
    return {
        name: {
            engine_name: {
                kind: {key: round(value, 4) for key, value in asdict(row).items()} for kind, row in rows.items()
            }
            for engine_name, rows in by_engine.items()
        }
        for name, by_engine in measured.items()
    }


def _table(rows: dict[str, Figures]) -> str:
    lines = [
        "| kind | queries | success@1 | success@3 | MRR | nDCG@10 | zero results |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, row in rows.items():
        shares = " | ".join(f"{share:.3f}" for share in (row.success_1, row.success_3, row.mrr, row.ndcg_10))
        lines.append(f"| {kind} | {row.queries} | {shares} | {row.zero:.1%} |")
    return "\n".join(lines)


def _print_misses(ranks: list[tuple[Judged, tuple[int, ...]]]) -> None:
    with db.session() as session:
        names = dict(session.execute(text("SELECT resource_id, name FROM resource_text WHERE lang = 'fr'")).all())
    for query, ids in ranks:
        if not query.relevant & set(ids[:3]):
            wanted = " | ".join(names.get(id, "?") for id in list(query.relevant)[:3])
            got = " | ".join(names.get(id, "?") for id in ids[:3])
            print(f"MISS {query.kind} {query.lang} «{query.query}» wanted: {wanted} GOT: {got}")


def _demo_archive() -> Path:
    path = Path(os.environ.get("ESCALE_VAR", "var")) / "demo-flux.zip"
    build(path, today=date.today())
    return path


if __name__ == "__main__":
    main()
