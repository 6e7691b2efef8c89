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

from search.criteria import MAX_TEXT, Criteria
from search.results import Bucket, SearchResult

log = structlog.get_logger()

COMMUNES_SHOWN = 50
FACETS_BUDGET_MS = 300
BUDGET = text(
    "SELECT set_config('statement_timeout', :milliseconds, true), set_config('pg_trgm.word_similarity_threshold', '0.5', true)"
)
NO_BUDGET = text("SET LOCAL statement_timeout TO DEFAULT")
LIKE_SIGNS = re.compile(r"[\\%_]")

TEXT_MATCH = """
    JOIN (
        SELECT resource_id, max(relevance) AS relevance FROM (
            SELECT resource_id, relevance FROM words UNION ALL SELECT resource_id, relevance FROM named
            UNION ALL SELECT resource_id, relevance FROM alike) every_way GROUP BY resource_id
    ) m ON m.resource_id = r.id
"""
QUERY = "JOIN asked q ON q.lang = {table}.lang AND {table}.{column} @@ q.query"
ASKED = """
    SELECT lang, plainto_tsquery(escale_config(lang), escale_fold(:text)) AS query FROM unnest(CAST(:langs AS text[])) AS lang
"""
WORDS = f"""
    SELECT t.resource_id, max(CASE WHEN t.lang = :lang THEN 0.2 ELSE 0.1 END) AS relevance
      FROM resource_text t {QUERY.format(table="t", column="search")} GROUP BY t.resource_id
    UNION ALL
    SELECT n.resource_id, max(CASE WHEN n.lang = :lang THEN 1.0 ELSE 0.6 END) + 1.0 / (2 + min(length(n.words)))
      FROM search_name n {QUERY.format(table="n", column="words")} GROUP BY n.resource_id
"""  # noqa: S608 - constants
"""Texts, and above them names, short ones first. Ranking every text by its words takes longer than finding them."""
NAMED = """
    SELECT resource_id, max(CASE WHEN name = escale_fold(:text) THEN 3.0 WHEN name LIKE escale_fold(:beginning) THEN 1.5
                                 ELSE 1.0 END) AS relevance
      FROM search_name
     WHERE lang = ANY(:langs) AND (name LIKE escale_fold(:beginning) OR name LIKE escale_fold(:word_beginning))
       AND length(:text) >= 3
     GROUP BY resource_id
"""
"""Names in which a word begins with what was typed, as when it is not typed to its end."""
ALIKE = """
    SELECT resource_id, max(word_similarity(escale_fold(:text), name)) AS relevance
      FROM search_name
     WHERE lang = ANY(:langs) AND escale_fold(:text) <% name AND length(:text) >= 3
       AND NOT EXISTS (SELECT FROM words) AND NOT EXISTS (SELECT FROM named)
     GROUP BY resource_id
"""
"""Names written much like it: asked for only when nothing else is found, as after a slip of the finger."""

NOT_OVER = "(r.kind <> 'event' OR r.id IN (SELECT resource_id FROM event_date WHERE ends_on >= :today))"

OPEN_ON = """(
    r.id IN (SELECT resource_id FROM event_date WHERE :open_on BETWEEN starts_on AND ends_on)
    OR (r.id IN (SELECT resource_id FROM opening_period WHERE NOT is_closed AND :open_on BETWEEN valid_from AND valid_through
                    AND coalesce(weekday, :open_weekday) = :open_weekday)
        AND r.id NOT IN (SELECT resource_id FROM opening_period WHERE is_closed AND :open_on BETWEEN valid_from AND valid_through
                    AND coalesce(weekday, :open_weekday) = :open_weekday)))
"""

NEAR = "ST_DWithin(geography(r.point), geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)), :radius_m)"
DISTANCE = "ST_Distance(geography(r.point), geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)))"

FACET_FILTERS = {
    "category": "(r.category = ANY(:categories) OR split_part(r.category, '.', 1) = ANY(:categories))",
    "department": "r.department_code = ANY(:departments)",
    "commune": "r.commune_code = ANY(:communes)",
    "price": "(CASE WHEN CAST(:price AS text) = 'free' THEN r.is_free IS TRUE"
    " ELSE r.is_free IS NOT TRUE AND r.price_from IS NOT NULL END)",
    "accessible": "r.is_accessible IS TRUE",
}

FACET_VALUES = {
    "category": "category",
    "department": "nullif(department_code, '')",
    "commune": "nullif(commune_code, '')",
    "price": "CASE WHEN is_free THEN 'free' WHEN price_from IS NOT NULL THEN 'paid' END",
    "accessible": "CASE WHEN is_accessible THEN 'yes' END",
}

ORDER = {
    "relevance": "relevance DESC, distance_m NULLS LAST, quality DESC, id",
    "distance": "distance_m NULLS LAST, id",
    "name": "name, id",
    "newest": "last_update DESC NULLS LAST, id",
}

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
    values = _parameters(criteria, today)
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


def _parameters(criteria: Criteria, today: date) -> dict[str, Any]:
    latitude, longitude = criteria.near or (None, None)
    typed = LIKE_SIGNS.sub(r"\\\g<0>", criteria.text[:MAX_TEXT])
    return {
        "text": criteria.text[:MAX_TEXT],
        "beginning": f"{typed}%",
        "word_beginning": f"% {typed}%",
        "lang": criteria.lang,
        "langs": list(dict.fromkeys((criteria.lang, "fr"))),
        "today": today,
        "open_on": criteria.open_on,
        "open_weekday": criteria.open_on.isoweekday() if criteria.open_on else None,
        "categories": list(criteria.categories),
        "departments": list(criteria.departments),
        "communes": list(criteria.communes),
        "price": criteria.price,
        "lat": latitude,
        "lon": longitude,
        "radius_m": criteria.radius_m,
        "limit": criteria.size,
        "offset": criteria.offset,
        "communes_shown": COMMUNES_SHOWN,
    }


def _chosen(criteria: Criteria) -> dict[str, bool]:
    return {
        "category": bool(criteria.categories),
        "department": bool(criteria.departments),
        "commune": bool(criteria.communes),
        "price": criteria.price is not None,
        "accessible": criteria.is_accessible,
    }


def _statement(criteria: Criteria, *, with_facets: bool) -> TextClause:
    """Build one statement: all hits once, then their page, their number and the counts of every facet."""
    parts = [
        "SELECT 'hit' AS facet, id::text AS key, row_number() OVER () AS number, distance_m FROM page",
        f"SELECT 'total', '', count(*), NULL FROM hit WHERE {_all_but(None)}",  # noqa: S608 - constants
        *(_facet(name) for name in FACET_FILTERS if with_facets),
    ]
    return text(
        f"WITH {_ways(criteria)} hit AS MATERIALIZED ({_hits(criteria)}), page AS ({_page(criteria)}) "
        + " UNION ALL ".join(f"({part})" for part in parts)
    )


def _ways(criteria: Criteria) -> str:
    """Name the ways in which a text is looked for."""
    ways = {"asked": ASKED, "words": WORDS, "named": NAMED, "alike": ALIKE} if criteria.text else {}
    return "".join(f"{name} AS MATERIALIZED ({way}), " for name, way in ways.items())


def _hits(criteria: Criteria) -> str:
    """Select all hits, each with one claim per facet: does that facet's choice let it through?"""
    claims = ", ".join(
        f"{FACET_FILTERS[name] if is_chosen else 'true'} AS in_{name}" for name, is_chosen in _chosen(criteria).items()
    )
    conditions = ["r.status = 'published'", NOT_OVER]
    conditions += [OPEN_ON] if criteria.open_on else []
    conditions += [NEAR] if criteria.near and criteria.radius_m else []
    return f"""
        SELECT r.id, r.category, r.department_code, r.commune_code, r.is_free, r.price_from, r.is_accessible, r.quality,
               r.last_update, {DISTANCE if criteria.near else "NULL::float8"} AS distance_m,
               {"m.relevance + r.quality / 1000.0" if criteria.text else "r.quality / 1000.0"} AS relevance, {claims}
          FROM resource r {TEXT_MATCH if criteria.text else ""}
         WHERE {" AND ".join(conditions)}"""  # noqa: S608 - constants; values are bound


def _page(criteria: Criteria) -> str:
    name, names = (f", {NAME}", NAMES) if criteria.sort == "name" else ("", "")
    return (
        f"SELECT id, distance_m{name} FROM hit{names} WHERE {_all_but(None)}"  # noqa: S608 - constants; values are bound
        f" ORDER BY {ORDER[criteria.sort]} LIMIT :limit OFFSET :offset"
    )


def _facet(name: str) -> str:
    limit = " LIMIT :communes_shown" if name == "commune" else ""
    counted = f"SELECT {FACET_VALUES[name]} AS value, count(*) AS number FROM hit WHERE {_all_but(name)} GROUP BY 1"  # noqa: S608 - constants
    if name == "category":  # the groups are summed up from the few leaves, not from the many hits
        counted = (
            f"SELECT level AS value, sum(number)::bigint AS number FROM ({counted}) leaf,"  # noqa: S608 - constants
            " unnest(ARRAY[leaf.value, split_part(leaf.value, '.', 1)]) AS level GROUP BY 1"
        )
    return f"SELECT '{name}', value, number, NULL FROM ({counted}) v WHERE value IS NOT NULL ORDER BY number DESC, value{limit}"  # noqa: S608


def _all_but(facet: str | None) -> str:
    return " AND ".join(f"in_{name}" for name in FACET_FILTERS if name != facet)


def _buckets(rows: Sequence[Row[Any]]) -> dict[str, tuple[Bucket, ...]]:
    found: dict[str, list[Bucket]] = {name: [] for name in FACET_FILTERS}
    for row in rows:
        if row.facet in found:
            found[row.facet].append(Bucket(row.key, row.number))
    return {name: tuple(sorted(buckets, key=lambda b: (-b.count, b.key))) for name, buckets in found.items()}
