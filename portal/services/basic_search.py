"""This file is the basic search in PostgreSQL: the same `Criteria`, the same facets, for when Elasticsearch is away."""

import re
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

import structlog
from psycopg.errors import QueryCanceled
from sqlalchemy import Row, TextClause, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.services.basic_filters import (
    DISTANCE,
    FACET_FILTERS,
    OF_KIND,
    Bound,
    base_conditions,
    chosen_facets,
    facet_values,
    reading_conditions,
)
from portal.services.basic_text import build_match, build_ways
from search.criteria import MAX_TEXT, Criteria
from search.queries import LEVELS, SIZES
from search.results import Bucket, SearchResult

log = structlog.get_logger()

FACETS_BUDGET_MS = 300
BUDGET = text(
    "SELECT set_config('statement_timeout', :milliseconds, true), set_config('pg_trgm.word_similarity_threshold', '0.5', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true)"
)
ALIKE_ENOUGH = text(
    "SELECT set_config('pg_trgm.word_similarity_threshold', '0.5', true), set_config('plan_cache_mode', 'force_custom_plan', true)"
)
"""A plan for any words at all would be a bad one for most: these statements are planned for what was asked."""
NO_BUDGET = text("SET LOCAL statement_timeout TO DEFAULT")
LIKE_SIGNS = re.compile(r"[\\%_]")

FACET_VALUES = {
    "category": ("category", "hit"),
    "region": ("nullif(region_code, '')", "hit"),
    "department": ("nullif(department_code, '')", "hit"),
    "commune": ("nullif(commune_code, '')", "hit"),
    "price": ("CASE WHEN is_free THEN 'free' WHEN price_from IS NOT NULL THEN 'paid' END", "hit"),
    "accessible": ("CASE WHEN is_accessible THEN 'yes' END", "hit"),
    "feature": ("rc.key", "hit JOIN resource_concept rc ON rc.resource_id = hit.id AND rc.property = 'feature'"),
    "label": ("rc.key", "hit JOIN resource_concept rc ON rc.resource_id = hit.id AND rc.property = 'label'"),
    "language": ("spoken", "hit, unnest(languages) AS spoken"),
}
"""What each facet counts, and where it is found."""
BRANCH = " AND (region_code = ANY(:regions) OR department_code = ANY(:branches))"
"""Communes are counted where something of the tree is chosen."""
OF_CONCEPTS = ("feature", "label", "language")
OF_COLUMNS = tuple(name for name in FACET_VALUES if name not in OF_CONCEPTS)
COUNTS = f"""
    SELECT {", ".join(OF_COLUMNS)}, GROUPING({", ".join(OF_COLUMNS)}) AS level, count(*) AS number
      FROM (SELECT {", ".join(f"{FACET_VALUES[name][0]} AS {name}" for name in OF_COLUMNS)} FROM hit WHERE {{all}}) hit
     GROUP BY GROUPING SETS ({", ".join(f"({name})" for name in OF_COLUMNS)})
"""
"""The counts of all facets of columns in one scan, as they are where nothing of a facet is chosen."""

ORDER = {
    "relevance": "relevance DESC, distance_m NULLS LAST, rank DESC, id",
    "distance": "distance_m NULLS LAST, id",
    "name": "name, id",
    "newest": "last_update DESC NULLS LAST, id",
}

RANK = "round((2 * r.popularity + r.quality) / 3.0::float8)"
"""As in search/documents.py; as a float, because 50 000 decimals take 20 ms to divide and to round."""
NAME = "coalesce(own.name, french.name, '~') AS name"
NAMES = (
    " LEFT JOIN search_name own ON own.resource_id = hit.id AND own.lang = :lang"
    " LEFT JOIN search_name french ON french.resource_id = hit.id AND french.lang = 'fr'"
)


def search(session: Session, criteria: Criteria, *, today: date) -> SearchResult:
    """Answer `criteria` from PostgreSQL: all words must occur in the reader's language or in French, or the name be much like it.

    Facets come along when they can be counted in FACETS_BUDGET_MS; otherwise the page comes without them.
    """
    started = time.perf_counter()
    values = build_values(criteria, today)
    try:
        with session.begin_nested():
            session.execute(BUDGET, {"milliseconds": str(FACETS_BUDGET_MS)})
            rows = session.execute(_statement(criteria, with_facets=True), values).all()
            session.execute(NO_BUDGET)
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        log.info("facets left out of the basic search", budget_ms=FACETS_BUDGET_MS)
        rows = session.execute(_statement(criteria, with_facets=False), values).all()
    hits = sorted((row for row in rows if row.facet == "hit"), key=lambda row: row.number)
    return SearchResult(
        ids=tuple(int(row.key) for row in hits),
        total=next(row.number for row in rows if row.facet == "total"),
        facets=_buckets(rows),
        distances_m={int(row.key): row.distance_m for row in hits if row.distance_m is not None},
        engine="postgresql",
        took_ms=round((time.perf_counter() - started) * 1000),
    )


def build_values(criteria: Criteria, today: date) -> Bound:
    """Return the values of all that a statement of this search is put together of."""
    latitude, longitude = criteria.origin or (None, None)
    typed = LIKE_SIGNS.sub(r"\\\g<0>", criteria.text[:MAX_TEXT])
    return {
        "text": criteria.text[:MAX_TEXT],
        "rest": criteria.reading.rest if criteria.reading else "",
        "beginning": f"{typed}%",
        "inside": f"%{typed}%",
        "word_beginning": f"% {typed}%",
        "lang": criteria.lang,
        "langs": list(dict.fromkeys((criteria.lang, "fr"))),
        "today": today,
        "origin_lat": latitude,
        "origin_lon": longitude,
        "limit": criteria.size,
        "offset": criteria.offset,
        **facet_values(criteria),
        **base_conditions(criteria)[1],
        **reading_conditions(criteria)[1],
    }


def _statement(criteria: Criteria, *, with_facets: bool) -> TextClause:
    """Build one statement: all hits once, then their page, their number and the counts of every facet."""
    parts = [
        "SELECT 'hit' AS facet, id::text AS key, row_number() OVER () AS number, distance_m FROM page",
        f"SELECT 'total', '', count(*), NULL FROM hit WHERE {build_claims(criteria)}",
        *(_facet(criteria, name) for name in _facets_of(criteria) if with_facets),
    ]
    return text(
        f"WITH {build_ways(criteria)} hit AS MATERIALIZED ({build_hits(criteria)}), page AS ({_page(criteria)}), "
        f"counts AS ({COUNTS.format(all=build_claims(criteria))}) " + " UNION ALL ".join(f"({part})" for part in parts)
    )


def _facets_of(criteria: Criteria) -> list[str]:
    """Name the facets that are counted: of everything there is, those of concepts would take too long."""
    is_everything = not criteria.text and not _chosen(criteria) and criteria.origin is None
    return [name for name in FACET_VALUES if not (is_everything and name in OF_CONCEPTS)]


def build_hits(criteria: Criteria) -> str:
    """Select all hits, each with one claim per facet that has a choice: does it let this one through?"""
    claims = "".join(f", {FACET_FILTERS[name]} AS in_{name}" for name in _chosen(criteria))
    return f"""
        SELECT r.id, r.category, r.region_code, r.department_code, r.commune_code, r.is_free, r.price_from, r.is_accessible,
               r.languages, r.last_update, {RANK} AS rank, {DISTANCE if criteria.origin else "NULL::float8"} AS distance_m,
               {_relevance(criteria)} + {RANK} / 1000.0::float8 AS relevance{claims}
          FROM resource r {build_match(criteria)}
         WHERE {" AND ".join(base_conditions(criteria)[0])}"""


def _relevance(criteria: Criteria) -> str:
    """Return how well a text fits; who is of the kind that was read comes before who only mentions it, but for an exact name."""
    of_kind = f" + CASE WHEN {OF_KIND} THEN 1 ELSE 0 END" if criteria.reading and criteria.reading.is_kind_alone else ""
    return f"m.relevance{of_kind}" if criteria.text else "0"


def _page(criteria: Criteria) -> str:
    name, names = (f", {NAME}", NAMES) if criteria.sort == "name" else ("", "")
    return (
        f"SELECT id, distance_m{name} FROM hit{names} WHERE {build_claims(criteria)}"
        f" ORDER BY {ORDER[criteria.sort]} LIMIT :limit OFFSET :offset"
    )


def _facet(criteria: Criteria, name: str) -> str:
    value, found = FACET_VALUES[name]
    choice = LEVELS.get(name, name)
    claims = build_claims(criteria, choice) + (BRANCH if name == "commune" and choice in _chosen(criteria) else "")
    counted = f"SELECT {value} AS value, count(*) AS number FROM {found} WHERE {claims} GROUP BY 1"
    if name in OF_COLUMNS and choice not in _chosen(criteria):
        level = 2 ** len(OF_COLUMNS) - 1 - 2 ** (len(OF_COLUMNS) - 1 - OF_COLUMNS.index(name))
        counted = f"SELECT {name} AS value, number FROM counts WHERE level = {level}"
    if name == "category":  # the groups are summed up from the few leaves, not from the many hits
        counted = (
            f"SELECT level AS value, sum(number)::bigint AS number FROM ({counted}) leaf,"
            " unnest(ARRAY[leaf.value, split_part(leaf.value, '.', 1)]) AS level GROUP BY 1"
        )
    best = f"WHERE value IS NOT NULL ORDER BY number DESC, value LIMIT {SIZES[name]}"
    return f"SELECT '{name}', value, number, NULL FROM ({counted}) v {best}"


def build_claims(criteria: Criteria, facet: str | None = None) -> str:
    """Return the condition that keeps the hits every facet lets through, but for the choice of one."""
    return " AND ".join(f"in_{name}" for name in _chosen(criteria) if name != facet) or "true"


def _chosen(criteria: Criteria) -> list[str]:
    return [name for name, is_chosen in chosen_facets(criteria).items() if is_chosen]


def _buckets(rows: Sequence[Row[Any]]) -> dict[str, tuple[Bucket, ...]]:
    found: dict[str, list[Bucket]] = {name: [] for name in FACET_VALUES}
    for row in rows:
        if row.facet in found:
            found[row.facet].append(Bucket(row.key, row.number))
    return {name: tuple(sorted(buckets, key=lambda b: (-b.count, b.key))) for name, buckets in found.items()}
