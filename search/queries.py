"""This file turns `Criteria` into two searches: the hits, and the counts of every facet under all other choices."""

from datetime import date
from typing import Any

from search.criteria import MAX_TEXT, Criteria

Clause = dict[str, Any]

COMMUNES_SHOWN = 50
SIZES = {"category": 150, "department": 120, "commune": COMMUNES_SHOWN, "price": 2, "accessible": 1}
OTHER_LANGUAGE = 0.5
RESCORED = 200
QUALITY_WEIGHT = 0.02
PIVOT = "10km"


def build_hits(criteria: Criteria, *, today: date) -> Clause:
    """Build the search for one page of ids."""
    body: Clause = {
        "query": {
            "bool": {
                "must": text_query(criteria.text, criteria.lang),
                "should": _near_boost(criteria),
                "filter": [*base_filters(criteria, today=today), *facet_filters(criteria).values()],
            }
        },
        "from": criteria.offset,
        "size": criteria.size,
        "track_total_hits": True,
        "_source": False,
        "docvalue_fields": ["id", *(["point"] if criteria.near else [])],
        "sort": _sort(criteria),
    }
    if criteria.sort == "relevance" and criteria.text and criteria.offset + criteria.size <= RESCORED:
        del body["sort"]
        body["rescore"] = _quality_rescore()
    return body


def build_facets(criteria: Criteria, *, today: date) -> Clause:
    """Build the search for the counts: each facet under every other facet's choice."""
    chosen = facet_filters(criteria)
    return {
        "query": {
            "bool": {"must": text_query(criteria.text, criteria.lang), "filter": base_filters(criteria, today=today)}
        },
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            name: {
                "filter": {"bool": {"filter": [clause for other, clause in chosen.items() if other != name]}},
                "aggs": {
                    "values": {"terms": {"field": name, "size": size, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
                },
            }
            for name, size in SIZES.items()
        },
    }


def base_filters(criteria: Criteria, *, today: date) -> list[Clause]:
    """Return what every answer obeys: events that are not over, open on the day asked for, within the radius."""
    coming = {"range": {"event_dates": {"gte": today.isoformat()}}}
    filters: list[Clause] = [
        {"bool": {"must_not": {"term": {"gone": True}}}},
        {"bool": {"should": [{"bool": {"must_not": {"term": {"kind": "event"}}}}, coming], "minimum_should_match": 1}},
    ]
    if criteria.open_on:
        day = criteria.open_on.isoformat()
        fields = (f"open.day_{criteria.open_on.isoweekday()}", "event_dates")
        filters.append({"bool": {"should": [{"term": {name: day}} for name in fields], "minimum_should_match": 1}})
    if criteria.near and criteria.radius_m:
        filters.append({"geo_distance": {"distance": f"{criteria.radius_m}m", "point": _point(criteria.near)}})
    return filters


def facet_filters(criteria: Criteria) -> dict[str, Clause]:
    """Return the clause of each facet that has a choice; several values of one facet are alternatives."""
    found: dict[str, Clause] = {}
    if criteria.categories:
        found["category"] = {"terms": {"category": list(criteria.categories)}}
    if criteria.departments:
        found["department"] = {"terms": {"department": list(criteria.departments)}}
    if criteria.communes:
        found["commune"] = {"terms": {"commune": list(criteria.communes)}}
    if criteria.price:
        found["price"] = {"term": {"price": criteria.price}}
    if criteria.is_accessible:
        found["accessible"] = {"term": {"accessible": "yes"}}
    return found


def text_query(words: str, lang: str) -> list[Clause]:
    """Match all words over name, commune, concepts and texts; the whole name first, the reader's language before French."""
    words = words[:MAX_TEXT]
    if not words:
        return []
    languages = dict.fromkeys((lang, "fr"))
    per_language = [_in_language(words, one, 1.0 if one == lang else OTHER_LANGUAGE) for one in languages]
    return [{"dis_max": {"queries": [clause for clauses in per_language for clause in clauses], "tie_breaker": 0.1}}]


def _in_language(words: str, lang: str, weight: float) -> list[Clause]:
    """Match in one language: the whole name, the name as a phrase, its unstemmed words, then all words over all texts.

    Names of communes and categories stand in `concepts`, so that "restaurant blois" meets in fields of one analyzer.
    """
    return [
        {"term": {f"name.{lang}.whole": {"value": words, "boost": 50 * weight}}},
        {"match_phrase": {f"name.{lang}": {"query": words, "boost": 6 * weight}}},
        {"match": {f"name.{lang}.exact": {"query": words, "operator": "and", "boost": 4 * weight}}},
        {
            "multi_match": {
                "query": words,
                "type": "cross_fields",
                "fields": [f"name.{lang}^4", f"concepts.{lang}^2", f"short.{lang}", f"long.{lang}^0.5"],
                "operator": "and",
                "boost": weight,
            }
        },
    ]


def _near_boost(criteria: Criteria) -> list[Clause]:
    if not criteria.near or criteria.sort != "relevance":
        return []
    return [{"distance_feature": {"field": "point", "origin": _point(criteria.near), "pivot": PIVOT, "boost": 3}}]


def _quality_rescore() -> Clause:
    quality = {"field_value_factor": {"field": "quality", "factor": QUALITY_WEIGHT, "missing": 0}}
    return {
        "window_size": RESCORED,
        "query": {
            "rescore_query": {"function_score": {**quality, "boost_mode": "replace"}},
            "query_weight": 1.0,
            "rescore_query_weight": 1.0,
        },
    }


def _sort(criteria: Criteria) -> list[Any]:
    by_id: list[Any] = [{"id": "asc"}]
    if criteria.sort == "distance" and criteria.near:
        nearest = {"point": _point(criteria.near), "order": "asc", "unit": "m", "distance_type": "arc"}
        return [{"_geo_distance": nearest}, *by_id]
    if criteria.sort == "name":
        return [{f"sort_name.{criteria.lang}": {"order": "asc", "missing": "_last"}}, *by_id]
    if criteria.sort == "newest":
        return [{"updated_on": {"order": "desc", "missing": "_last"}}, *by_id]
    if criteria.text or criteria.near:
        return ["_score", {"quality": {"order": "desc", "missing": "_last"}}, *by_id]
    return [{"quality": {"order": "desc", "missing": "_last"}}, *by_id]


def _point(position: tuple[float, float]) -> dict[str, float]:
    return {"lat": position[0], "lon": position[1]}
