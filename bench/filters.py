"""Draw random sets of filters and compare what both engines count under them."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services.searching import engines
from portal.services.searching.basic import facets as basic_facets
from portal.services.searching.basic import search as basic_search
from portal.vocabulary import categories
from search.ask import engine
from search.criteria import Criteria
from search.index import aliases

VALUES = {
    "regions": "SELECT DISTINCT region_code FROM resource WHERE region_code <> ''",
    "departments": "SELECT DISTINCT department_code FROM resource WHERE department_code <> ''",
    "communes": "SELECT DISTINCT commune_code FROM resource WHERE commune_code <> ''",
    "features": "SELECT DISTINCT key FROM resource_concept WHERE property = 'feature'",
    "labels": "SELECT DISTINCT key FROM resource_concept WHERE property = 'label'",
    "languages": "SELECT DISTINCT unnest(languages) FROM resource",
}
POINTS = text("SELECT ST_Y(point), ST_X(point) FROM resource WHERE point IS NOT NULL ORDER BY md5(id::text) LIMIT 100")


def draw_filters(session: Session, chance: random.Random, number: int) -> list[Criteria]:
    """Return random searches without a text, each with one filter or more."""
    known = {name: sorted(session.execute(text(sql)).scalars()) for name, sql in VALUES.items()}
    keys = [node.key for group in categories.groups() for node in (group, *categories.leaves(group.key))]
    points = [tuple(row) for row in session.execute(POINTS)]
    return [_draw(chance, {**known, "categories": keys}, points) for _ in range(number)]


def _draw(chance: random.Random, known: dict[str, list[str]], points: Sequence[tuple[Any, ...]]) -> Criteria:
    chosen: dict[str, Any] = {}
    for name in chance.sample(sorted(known), chance.choice((0, 1, 1, 2, 3))):
        if known[name]:
            chosen[name] = tuple(chance.sample(known[name], min(len(known[name]), chance.choice((1, 1, 2, 4)))))
    day = date.today() + timedelta(days=chance.randrange(300))
    others: list[tuple[str, Any]] = [
        ("price", chance.choice(("free", "paid"))),
        ("is_accessible", True),
        ("open_on", day),
        ("open_at", datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60))),  # noqa: DTZ001 - local
        ("near", (round(chance.choice(points)[0], 5), round(chance.choice(points)[1], 5))),
    ]
    chosen |= dict(chance.sample(others, chance.choice((0, 1, 1, 2)) if chosen else 1))
    if "near" in chosen:
        chosen["radius_m"] = chance.choice((5_000, 10_000, 25_000, 50_000))
    return Criteria(**chosen)


def differences(session: Session, wanted: Sequence[Criteria], *, today: date) -> list[tuple[Criteria, str]]:
    """Return every search under which a total or a count of a facet differs, and what differs."""
    client, alias = engines.elasticsearch(), aliases.alias_name(engines.index_prefix())
    if client is None:
        raise SystemExit("this needs Elasticsearch")
    found = []
    for criteria in wanted:
        there = engine.search(client, alias=alias, criteria=criteria, today=today)
        basic = basic_search.search(session, criteria, today=today)
        if there.help is not None and not basic.total:
            continue
        if there.total != basic.total:
            found.append((criteria, f"total {there.total} != {basic.total}"))
        for name, buckets in there.facets.items():
            if (basic.facets[name] or name not in basic_facets.OF_LISTS) and buckets != basic.facets[name]:
                found.append((criteria, f"{name} {buckets} != {basic.facets[name]}"))
    return found
