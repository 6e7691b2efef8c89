"""This file is the basic search in PostgreSQL: the same `Criteria`, the same facets, for when Elasticsearch is away."""

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from search.criteria import MAX_TEXT, Criteria
from search.results import Bucket, SearchResult

COMMUNES_SHOWN = 50

TEXT_MATCH = """
    JOIN (
        SELECT t.resource_id,
               max(ts_rank(t.search, q.query) * CASE WHEN t.lang = :lang THEN 1.0 ELSE 0.6 END
                   + CASE WHEN escale_fold(t.name) = escale_fold(:text) THEN 2 ELSE 0 END) AS relevance
          FROM resource_text t
          JOIN (SELECT lang, plainto_tsquery(escale_config(lang), escale_fold(:text)) AS query
                  FROM unnest(CAST(:langs AS text[])) AS lang) q ON q.lang = t.lang AND t.search @@ q.query
         GROUP BY t.resource_id
    ) m ON m.resource_id = r.id
"""

NOT_OVER = "(r.kind <> 'event' OR EXISTS (SELECT FROM event_date e WHERE e.resource_id = r.id AND e.ends_on >= :today))"

OPEN_ON = """(
    EXISTS (SELECT FROM event_date e WHERE e.resource_id = r.id AND :open_on BETWEEN e.starts_on AND e.ends_on)
    OR (EXISTS (SELECT FROM opening_period o WHERE o.resource_id = r.id AND NOT o.is_closed
                   AND :open_on BETWEEN o.valid_from AND o.valid_through
                   AND coalesce(o.weekday, :open_weekday) = :open_weekday)
        AND NOT EXISTS (SELECT FROM opening_period o WHERE o.resource_id = r.id AND o.is_closed
                   AND :open_on BETWEEN o.valid_from AND o.valid_through
                   AND coalesce(o.weekday, :open_weekday) = :open_weekday)))
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
    "category": "unnest(ARRAY[category, split_part(category, '.', 1)])",
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

NAME = """(SELECT escale_fold(n.name) FROM resource_text n WHERE n.resource_id = hit.id
            ORDER BY n.lang = :lang DESC, n.lang = 'fr' DESC LIMIT 1)"""


def search(session: Session, criteria: Criteria, *, today: date) -> SearchResult:
    """Answer `criteria` from PostgreSQL in one statement: all words must occur, in the reader's language or in French."""
    started = time.perf_counter()
    rows = session.execute(_statement(criteria), _parameters(criteria, today)).all()
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
    return {
        "text": criteria.text[:MAX_TEXT],
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


def _statement(criteria: Criteria) -> TextClause:
    """Build one statement: all hits once, then their page, their number and the counts of every facet."""
    parts = [
        "SELECT 'hit' AS facet, id::text AS key, row_number() OVER () AS number, distance_m FROM page",
        f"SELECT 'total', '', count(*), NULL FROM hit WHERE {_all_but(None)}",  # noqa: S608 - constants
        *(_facet(name) for name in FACET_FILTERS),
    ]
    return text(
        f"WITH hit AS MATERIALIZED ({_hits(criteria)}), page AS ({_page(criteria)}) "
        + " UNION ALL ".join(f"({part})" for part in parts)
    )


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
    name = f", {NAME} AS name" if criteria.sort == "name" else ""
    return (
        f"SELECT id, distance_m{name} FROM hit WHERE {_all_but(None)}"  # noqa: S608 - constants; values are bound
        f" ORDER BY {ORDER[criteria.sort]} LIMIT :limit OFFSET :offset"
    )


def _facet(name: str) -> str:
    limit = " LIMIT :communes_shown" if name == "commune" else ""
    return (
        f"SELECT '{name}', value, count(*), NULL FROM (SELECT {FACET_VALUES[name]} AS value FROM hit"  # noqa: S608 - constants
        f" WHERE {_all_but(name)}) v WHERE value IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value{limit}"
    )


def _all_but(facet: str | None) -> str:
    return " AND ".join(f"in_{name}" for name in FACET_FILTERS if name != facet)


def _buckets(rows: Sequence[Row[Any]]) -> dict[str, tuple[Bucket, ...]]:
    found: dict[str, list[Bucket]] = {name: [] for name in FACET_FILTERS}
    for row in rows:
        if row.facet in found:
            found[row.facet].append(Bucket(row.key, row.number))
    return {name: tuple(sorted(buckets, key=lambda b: (-b.count, b.key))) for name, buckets in found.items()}
