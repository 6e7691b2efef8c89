"""Turn `Criteria` into searches: the hits, and the counts of every facet under all other choices."""

from datetime import date
from typing import Any

from search.ask.filters import Clause, base_filters, branch_filter, facet_filters
from search.ask.ranking import PIVOT_M, RESCORED, build_rescore
from search.ask.text_queries import EXACT, KIND, exact_query, fuzzy_query, kind_query, text_query, untied
from search.criteria import Criteria
from search.geo.geometry import point

COMMUNES_SHOWN, CONCEPTS_SHOWN = 50, 20
SIZES = {
    "category": 150,
    "region": 30,
    "department": 120,
    "commune": COMMUNES_SHOWN,
    "price": 2,
    "accessible": 1,
    "feature": CONCEPTS_SHOWN,
    "label": CONCEPTS_SHOWN,
    "language": 30,
}
LEVELS = {"region": "location", "department": "location", "commune": "location"}
"""Facets that are levels of one choice."""
TOTAL = "total"
FIRST = 1000
"""More than any text scores."""
SHOWN = ("id", "point", "popularity", "quality")


def build_hits(criteria: Criteria, *, today: date, is_fuzzy: bool = False) -> Clause:
    """Build the search for one page of ids; is_fuzzy: words may be written almost so.

    It is not counted here, where every match would have to be scored: facets are counted anyway.
    """
    text = words_of(criteria, is_fuzzy=is_fuzzy)
    filters = [*base_filters(criteria, today=today), *facet_filters(criteria).values()]
    body: Clause = {
        "query": {"bool": {"must": [text] if text else [], "should": _marks(criteria), "filter": filters}},
        "from": criteria.offset,
        "size": criteria.size,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": list(SHOWN),
        "sort": _sort(criteria),
    }
    if text and criteria.sort == "relevance" and criteria.offset + criteria.size <= RESCORED:
        del body["sort"]
        body["query"]["bool"]["must"] = [untied(text)]
        body["rescore"] = build_rescore(text, exact_query(criteria), kind=kind_query(criteria), origin=criteria.origin)
    return body


def build_facets(criteria: Criteria, *, today: date, is_fuzzy: bool = False) -> Clause:
    """Build the search for the counts: the total, and each facet under every other facet's choice."""
    chosen, text = facet_filters(criteria), words_of(criteria, is_fuzzy=is_fuzzy)
    within = {"commune": branch_filter(criteria)}
    total = {TOTAL: {"filter": {"bool": {"filter": list(chosen.values())}}}} if chosen else {}
    return {
        "query": {"bool": {"filter": [*([text] if text else []), *base_filters(criteria, today=today)]}},
        "size": 0,
        "track_total_hits": True,
        "aggs": total
        | {
            name: _counts(
                name, [*(chosen[other] for other in chosen if other != LEVELS.get(name, name)), *within.get(name, ())]
            )
            for name in SIZES
        },
    }


def read_total(facets: Clause) -> int:
    """Return how many fit every choice, from the answer to `build_facets`."""
    if TOTAL in facets["aggregations"]:
        return int(facets["aggregations"][TOTAL]["doc_count"])
    return int(facets["hits"]["total"]["value"])


def _counts(name: str, others: list[Clause]) -> Clause:
    """Count the values of a facet among who fits the choices of the others; a filter that holds back nobody costs time all the same."""
    counted = {"terms": {"field": name, "size": SIZES[name], "order": [{"_count": "desc"}, {"_key": "asc"}]}}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": counted}} if others else counted


def build_count(criteria: Criteria, *, today: date) -> Clause:
    """Build the search that only counts."""
    text = words_of(criteria)
    filters = [*([text] if text else []), *base_filters(criteria, today=today), *facet_filters(criteria).values()]
    return {"query": {"bool": {"filter": filters}}, "size": 0, "track_total_hits": True}


def words_of(criteria: Criteria, *, is_fuzzy: bool = False) -> Clause | None:
    """Return the query of the text, None without one."""
    return fuzzy_query(criteria) if is_fuzzy and criteria.text else text_query(criteria)


def _marks(criteria: Criteria) -> list[Clause]:
    """Return what says more of a hit: whether its name is just what was typed, and it is of the kind; without a text, how near it is.

    Where a kind was read, it comes first among all hits: who only mentions it must not fill the window that is ranked anew.
    """
    if criteria.text:
        kind = kind_query(criteria)
        exact = {"constant_score": {"filter": exact_query(criteria), "boost": 2 * FIRST if kind else 0, "_name": EXACT}}
        return [exact, {"constant_score": {"filter": kind, "boost": FIRST, "_name": KIND}}] if kind else [exact]
    if not criteria.near or criteria.sort != "relevance":
        return []
    return [
        {"distance_feature": {"field": "point", "origin": point(criteria.near), "pivot": f"{PIVOT_M}m", "boost": 3}}
    ]


def _sort(criteria: Criteria) -> list[Any]:
    best: list[Any] = [{"rank": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
    if criteria.sort == "distance" and criteria.origin:
        nearest = {"point": point(criteria.origin), "order": "asc", "unit": "m", "distance_type": "arc"}
        return [{"_geo_distance": nearest}, {"id": "asc"}]
    if criteria.sort == "name":
        return [{f"sort_name.{criteria.lang}": {"order": "asc", "missing": "_last"}}, {"id": "asc"}]
    if criteria.sort == "newest":
        return [{"updated_on": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
    return ["_score", *best] if criteria.text or criteria.near else best
