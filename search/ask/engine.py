"""Answer a search from Elasticsearch: hits and facets in one request, and help in a second one when nothing was found."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from elasticsearch import Elasticsearch

from search.ask.loosening import Loose, list_looser
from search.ask.queries import SIZES, build_count, build_facets, build_hits, read_total
from search.ask.ranking import RESCORED, explain
from search.ask.spelling import build_known, build_spelling, list_doubtful, read_spelling, unread_words
from search.ask.text_queries import EXACT, KIND
from search.client import SearchUnavailable, raise_for, translated_errors
from search.criteria import Criteria, Position
from search.geo.geometry import distance_m
from search.results import Bucket, Help, Loosened, Score, SearchResult

Clause = dict[str, Any]
NEARBY_SHOWN = 6


def search(client: Elasticsearch, *, alias: str, criteria: Criteria, today: date) -> SearchResult:
    """Answer `criteria`; raise SearchUnavailable when Elasticsearch cannot, QueryRefused when it will not. At most two requests."""
    hits, facets = _ask(client, alias, [build_hits(criteria, today=today), build_facets(criteria, today=today)])
    found = _result(criteria, hits, facets)
    if found.total:
        return found
    helped = _helped(client, alias, criteria, today=today)
    return replace(helped, took_ms=found.took_ms + helped.took_ms)


def _helped(client: Elasticsearch, alias: str, criteria: Criteria, *, today: date) -> SearchResult:
    """Ask once more: what is written almost so, which filter or words to do without, which words are known, what is near."""
    looser, nearby, is_fuzzy = list_looser(criteria), _nearby(criteria), bool(unread_words(criteria))
    doubtful = list_doubtful(criteria)
    bodies = [
        {**build_hits(criteria, today=today, is_fuzzy=is_fuzzy), **build_spelling(criteria)},
        build_facets(criteria, today=today, is_fuzzy=is_fuzzy),
        *(build_count(without, today=today) for _, _, without in looser),
        *(build_known(word, criteria.lang) for word in doubtful),
        *([build_hits(nearby, today=today)] if nearby else []),
    ]
    hits, facets, *others = _ask(client, alias, bodies)
    counts = [other["hits"]["total"]["value"] for other in others[: len(looser) + len(doubtful)]]
    known = frozenset(word for word, count in zip(doubtful, counts[len(looser) :], strict=False) if count)
    spelling = read_spelling(criteria, hits, known=known)
    found = _result(criteria, hits, facets)
    return replace(
        found,
        scores={},
        help=Help(
            is_fuzzy=bool(criteria.text and found.total),
            spelling=spelling.text,
            unknown=spelling.unknown,
            loosened=_loosened(criteria, looser, counts),
            nearby=_ids(others[-1]) if nearby else (),
        ),
    )


def _loosened(criteria: Criteria, looser: list[Loose], counts: list[int]) -> tuple[Loosened, ...]:
    """Return what brings results, most first; what leads to the same search is told once."""
    found: dict[Criteria, Loosened] = {}
    for (name, value, without), count in zip(looser, counts, strict=False):
        if count:
            text = without.text if without.text != criteria.text else None
            found.setdefault(without, Loosened(name, value, count, text))
    return tuple(sorted(found.values(), key=lambda one: -one.count))


def _nearby(criteria: Criteria) -> Criteria | None:
    """Return the search for what is nearest to the place asked for, of the kind asked for; None when no place is known."""
    if criteria.origin is None:
        return None
    read = criteria.reading.categories if criteria.reading else ()
    categories = criteria.categories or read
    return Criteria(lang=criteria.lang, categories=categories, near=criteria.origin, sort="distance", size=NEARBY_SHOWN)


def _ask(client: Elasticsearch, alias: str, bodies: Iterable[Clause]) -> list[Clause]:
    searches = [part for body in bodies for part in ({"index": alias}, body)]
    with translated_errors():
        return responses_of(client.msearch(searches=searches).body)


def _result(criteria: Criteria, hits: Clause, facets: Clause) -> SearchResult:
    rows, origin = hits["hits"]["hits"], criteria.origin
    is_ranked = bool(criteria.text) and criteria.sort == "relevance" and criteria.offset + criteria.size <= RESCORED
    return SearchResult(
        ids=_ids(hits),
        total=read_total(facets),
        facets={name: _buckets(facets["aggregations"][name]) for name in SIZES},
        distances_m=_distances(rows, origin) if origin else {},
        scores={int(row["_id"]): _score(row, origin) for row in rows} if is_ranked else {},
        engine="elasticsearch",
        took_ms=max(hits["took"], facets["took"]),
    )


def _score(row: Clause, origin: Position | None) -> Score:
    marks = row.get("matched_queries", ())
    return explain(row, origin=origin, is_exact=EXACT in marks, is_kind=KIND in marks)


def responses_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the responses of an msearch; raise SearchUnavailable when any part of them is missing, QueryRefused when one is refused."""
    if not body:
        raise SearchUnavailable("the answer was cut off")
    for response in body["responses"]:
        raise_for(response)
    return list(body["responses"])


def _ids(hits: Clause) -> tuple[int, ...]:
    return tuple(int(hit["_id"]) for hit in hits["hits"]["hits"])


def _buckets(aggregation: dict[str, Any]) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(bucket["key"], bucket["doc_count"]) for bucket in aggregation.get("values", aggregation)["buckets"]
    )


def _distances(rows: list[Clause], origin: Position) -> dict[int, float]:
    found = {}
    for hit in rows:
        points = hit.get("fields", {}).get("point")
        if points:
            latitude, longitude = (float(part) for part in points[0].split(","))
            found[int(hit["_id"])] = distance_m(origin, (latitude, longitude))
    return found
