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
    Bound,
    base_conditions,
    chosen_facets,
    facet_values,
    reading_conditions,
)
from search.criteria import MAX_TEXT, Criteria
from search.queries import LEVELS, SIZES
from search.results import Bucket, SearchResult

log = structlog.get_logger()

FACETS_BUDGET_MS = 300
BUDGET = text(
    "SELECT set_config('statement_timeout', :milliseconds, true), set_config('pg_trgm.word_similarity_threshold', '0.5', true)"
)
NO_BUDGET = text("SET LOCAL statement_timeout TO DEFAULT")
LIKE_SIGNS = re.compile(r"[\\%_]")

TEXT_MATCH = """
    JOIN (
        SELECT resource_id, max(relevance) AS relevance FROM ({ways}) every_way GROUP BY resource_id
    ) m ON m.resource_id = r.id
"""
QUERY = "JOIN asked q ON q.lang = {table}.lang AND {table}.{column} @@ q.query"
ASKED = """
    SELECT lang, plainto_tsquery(escale_config(lang), escale_fold(:text)) AS query FROM unnest(CAST(:langs AS text[])) AS lang
"""
TEXTS = f"""
    SELECT t.resource_id, max(CASE WHEN t.lang = :lang THEN 0.2 ELSE 0.1 END) AS relevance
      FROM resource_text t {QUERY.format(table="t", column="search")} GROUP BY t.resource_id
"""
NAMES_BY_WORDS = f"""
    SELECT n.resource_id, max(CASE WHEN n.lang = :lang THEN 1.0 ELSE 0.6 END) + 1.0 / (2 + min(length(n.words))) AS relevance
      FROM search_name n {QUERY.format(table="n", column="words")} GROUP BY n.resource_id
"""
"""Texts, and above them names, short ones first. Ranking every text by its words takes longer than finding them."""
REST = """
    SELECT lang, plainto_tsquery(escale_config(lang), escale_fold(:rest)) AS query FROM unnest(CAST(:langs AS text[])) AS lang
"""
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
ALIKE_UNREAD = ALIKE.replace("GROUP BY", "AND NOT EXISTS (SELECT FROM understood) GROUP BY")
"""Names written much like it: asked for only when nothing else is found, as after a slip of the finger."""

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

ORDER = {
    "relevance": "relevance DESC, distance_m NULLS LAST, rank DESC, id",
    "distance": "distance_m NULLS LAST, id",
    "name": "name, id",
    "newest": "last_update DESC NULLS LAST, id",
}

RANK = "round((2 * r.popularity + r.quality) / 3.0)"
"""As in search/documents.py."""
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


def _parameters(criteria: Criteria, today: date) -> Bound:
    latitude, longitude = criteria.origin or (None, None)
    typed = LIKE_SIGNS.sub(r"\\\g<0>", criteria.text[:MAX_TEXT])
    return {
        "text": criteria.text[:MAX_TEXT],
        "rest": criteria.reading.rest if criteria.reading else "",
        "beginning": f"{typed}%",
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
        f"SELECT 'total', '', count(*), NULL FROM hit WHERE {_all_but(None)}",
        *(_facet(name) for name in FACET_VALUES if with_facets),
    ]
    return text(
        f"WITH {_ways(criteria)} hit AS MATERIALIZED ({_hits(criteria)}), page AS ({_page(criteria)}) "
        + " UNION ALL ".join(f"({part})" for part in parts)
    )


def _ways(criteria: Criteria) -> str:
    """Name the ways in which a text is looked for."""
    return "".join(f"{name} AS MATERIALIZED ({way}), " for name, way in _named_ways(criteria).items())


def _named_ways(criteria: Criteria) -> dict[str, str]:
    if not criteria.text:
        return {}
    if criteria.reading is None:
        words = f"{TEXTS} UNION ALL {NAMES_BY_WORDS}"
        return {"asked": ASKED, "words": words, "named": NAMED, "alike": ALIKE}
    return {"asked": ASKED, "words": NAMES_BY_WORDS, "named": NAMED, **_understood(criteria), "alike": ALIKE_UNREAD}


def _understood(criteria: Criteria) -> dict[str, str]:
    """Name the way of the reading: who fits it and has the words that are left."""
    conditions = reading_conditions(criteria)[0] or ["true"]
    if not criteria.reading or not criteria.reading.rest:
        return {
            "understood": f"SELECT r.id AS resource_id, 0.9 AS relevance FROM resource r WHERE {' AND '.join(conditions)}"
        }
    texts, names = (sql.replace("JOIN asked q", "JOIN rest q") for sql in (TEXTS, NAMES_BY_WORDS))
    return {
        "rest": REST,
        "of_rest": f"{texts} UNION ALL {names}",
        "understood": "SELECT r.id AS resource_id, 0.5 + max(w.relevance) AS relevance FROM resource r JOIN of_rest w"
        f" ON w.resource_id = r.id WHERE {' AND '.join(conditions)} GROUP BY r.id",
    }


def _text_match(criteria: Criteria) -> str:
    ways = [name for name in _named_ways(criteria) if name not in ("asked", "rest", "of_rest")]
    if not ways:
        return ""
    return TEXT_MATCH.format(ways=" UNION ALL ".join(f"SELECT resource_id, relevance FROM {name}" for name in ways))


def _hits(criteria: Criteria) -> str:
    """Select all hits, each with one claim per facet: does that facet's choice let it through?"""
    claims = ", ".join(
        f"{FACET_FILTERS[name] if is_chosen else 'true'} AS in_{name}"
        for name, is_chosen in chosen_facets(criteria).items()
    )
    return f"""
        SELECT r.id, r.category, r.region_code, r.department_code, r.commune_code, r.is_free, r.price_from, r.is_accessible,
               r.languages, r.last_update, {RANK} AS rank, {DISTANCE if criteria.origin else "NULL::float8"} AS distance_m,
               {"m.relevance" if criteria.text else "0"} + {RANK} / 1000.0 AS relevance, {claims}
          FROM resource r {_text_match(criteria)}
         WHERE {" AND ".join(base_conditions(criteria)[0])}"""


def _page(criteria: Criteria) -> str:
    name, names = (f", {NAME}", NAMES) if criteria.sort == "name" else ("", "")
    return (
        f"SELECT id, distance_m{name} FROM hit{names} WHERE {_all_but(None)}"
        f" ORDER BY {ORDER[criteria.sort]} LIMIT :limit OFFSET :offset"
    )


def _facet(name: str) -> str:
    value, found = FACET_VALUES[name]
    counted = (
        f"SELECT {value} AS value, count(*) AS number FROM {found} WHERE {_all_but(LEVELS.get(name, name))} GROUP BY 1"
    )
    if name == "category":  # the groups are summed up from the few leaves, not from the many hits
        counted = (
            f"SELECT level AS value, sum(number)::bigint AS number FROM ({counted}) leaf,"
            " unnest(ARRAY[leaf.value, split_part(leaf.value, '.', 1)]) AS level GROUP BY 1"
        )
    best = f"WHERE value IS NOT NULL ORDER BY number DESC, value LIMIT {SIZES[name]}"
    return f"SELECT '{name}', value, number, NULL FROM ({counted}) v {best}"


def _all_but(facet: str | None) -> str:
    return " AND ".join(f"in_{name}" for name in FACET_FILTERS if name != facet)


def _buckets(rows: Sequence[Row[Any]]) -> dict[str, tuple[Bucket, ...]]:
    found: dict[str, list[Bucket]] = {name: [] for name in FACET_VALUES}
    for row in rows:
        if row.facet in found:
            found[row.facet].append(Bucket(row.key, row.number))
    return {name: tuple(sorted(buckets, key=lambda b: (-b.count, b.key))) for name, buckets in found.items()}
