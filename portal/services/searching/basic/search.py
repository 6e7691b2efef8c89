"""The basic search in PostgreSQL: the same `Criteria`, the same facets, for when Elasticsearch is away."""

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

from portal.services.searching.basic.facets import COUNTED, TOTAL, VALUES, build_counts, is_everything
from portal.services.searching.basic.filters import (
    DISTANCE,
    FACET_FILTERS,
    Bound,
    base_conditions,
    build_claims,
    chosen_names,
    facet_values,
    reading_conditions,
)
from portal.services.searching.basic.text import build_source, build_ways
from search.criteria import MAX_TEXT, Criteria
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

ORDER = {
    "relevance": "relevance DESC, distance_m NULLS LAST, rank DESC, id",
    "distance": "distance_m NULLS LAST, id",
    "name": "name, id",
    "newest": "last_update DESC NULLS LAST, id",
}
BY_RANK = "rank DESC, id"
"""What relevance is without a text: there is an index of it, so that not everything is read."""

RANK = "round((2 * r.popularity + r.quality) / 3.0::float8)"
"""As in search/index/documents.py; as a float, because 50 000 decimals take 20 ms to divide and to round."""
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
    ways, hits, page, claims = build_ways(criteria), build_hits(criteria), _page(criteria), build_claims(criteria)
    kept = "NOT MATERIALIZED" if is_everything(criteria) else "MATERIALIZED"
    total = TOTAL if with_facets else f"(SELECT count(*) FROM hit WHERE {claims})"
    parts = [
        "SELECT 'hit' AS facet, id::text AS key, row_number() OVER () AS number, distance_m FROM page",
        f"SELECT 'total', '', {total}, NULL",
        *(build_counts(criteria) if with_facets else ()),
    ]
    return text(
        f"WITH {ways} hit AS {kept} ({hits}), page AS ({page}), {COUNTED.format(all=claims)} "
        + " UNION ALL ".join(f"({part})" for part in parts)
    )


def build_hits(criteria: Criteria) -> str:
    """Select all hits, each with one claim per facet that has a choice: does it let this one through?"""
    claims = "".join(f", {FACET_FILTERS[name]} AS in_{name}" for name in chosen_names(criteria))
    return f"""
        SELECT r.id, r.category, r.region_code, r.department_code, r.commune_code, r.is_free, r.price_from, r.is_accessible,
               r.languages, r.last_update, {RANK} AS rank, {DISTANCE if criteria.origin else "NULL::float8"} AS distance_m,
               {"r.fit" if criteria.text else "0"} + {RANK} / 1000.0::float8 AS relevance{claims}
          FROM {build_source(criteria)}
         WHERE {" AND ".join(base_conditions(criteria)[0])}"""


def _page(criteria: Criteria) -> str:
    name, names = (f", {NAME}", NAMES) if criteria.sort == "name" else ("", "")
    order = BY_RANK if is_everything(criteria) and criteria.sort == "relevance" else ORDER[criteria.sort]
    return (
        f"SELECT id, distance_m{name} FROM hit{names} WHERE {build_claims(criteria)}"
        f" ORDER BY {order} LIMIT :limit OFFSET :offset"
    )


def _buckets(rows: Sequence[Row[Any]]) -> dict[str, tuple[Bucket, ...]]:
    found: dict[str, list[Bucket]] = {name: [] for name in VALUES}
    for row in rows:
        if row.facet in found:
            found[row.facet].append(Bucket(row.key, row.number))
    return {name: tuple(sorted(buckets, key=lambda b: (-b.count, b.key))) for name, buckets in found.items()}
