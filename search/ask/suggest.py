"""Answer what is being typed from the index of suggestions: ids by group, in one request, in two when nothing begins so."""

from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from search.ask.engine import responses_of
from search.ask.filters import Clause
from search.client import translated_errors
from search.criteria import Position
from search.geo.geometry import point
from search.index.aliases import alias_name
from search.index.suggestions import RESOURCES_SHOWN, ZONES_SHOWN

SHORTEST_FUZZY = 4
MAX_TEXT = 60
FUZZY: dict[str, Any] = {"fuzziness": "AUTO:4,8", "prefix_length": 1, "max_expansions": 20}

ZONE = "z"
"""Ids of zones begin with this letter; those of resources are numbers."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Ids by group, best first."""

    resources: tuple[int, ...] = ()
    zones: tuple[int, ...] = ()


def suggest(client: Elasticsearch, *, prefix: str, text: str, near: Position | None = None) -> Suggested:
    """Return what begins with `text`, or almost so from four letters on; raise SearchUnavailable when Elasticsearch cannot."""
    asked = text[:MAX_TEXT]
    found = _ask(client, prefix, asked, near, is_fuzzy=False)
    if found.resources or found.zones or len(asked) < SHORTEST_FUZZY:
        return found
    return _ask(client, prefix, asked, near, is_fuzzy=True)


def _ask(client: Elasticsearch, prefix: str, text: str, near: Position | None, *, is_fuzzy: bool) -> Suggested:
    index = {"index": alias_name(prefix, "suggestions")}
    wanted = build_searches(text, near=near, is_fuzzy=is_fuzzy)
    bodies = [body for kind in wanted for body in wanted[kind]]
    with translated_errors():
        answers = responses_of(client.msearch(searches=[part for body in bodies for part in (index, body)]).body)
    ways = len(wanted["resource"])
    resources, zones = _merged(answers[:ways]), _merged(answers[ways:])
    return Suggested(
        resources=tuple(int(id) for id in resources[:RESOURCES_SHOWN]),
        zones=tuple(int(id.removeprefix(ZONE)) for id in zones[:ZONES_SHOWN]),
    )


def _merged(answers: list[dict[str, Any]]) -> list[str]:
    """Return the ids of better answers before those of others, each once."""
    return list(dict.fromkeys(hit["_id"] for answer in answers for hit in answer["hits"]["hits"]))


def build_searches(text: str, *, near: Position | None, is_fuzzy: bool = False) -> dict[str, list[Clause]]:
    """Build the searches of each kind, the better ones first: names that begin so, then names in which words do, in any order.

    Each asks for the weightiest only, in whose order documents lie on disk: it reads the first that fit and stops. With a position, the
    nearest come first.
    """
    ways: list[Clause]
    if is_fuzzy:
        ways = [{"match": {"name": {"query": text, "operator": "and", **FUZZY}}}]
    else:
        across: Clause = {
            "type": "cross_fields",
            "operator": "and",
            "fields": ["name", "town"],
            "analyzer": "asked_words",
        }
        ways = [{"match": {"name.start": {"query": text}}}, {"multi_match": {"query": text, **across}}]
    sizes = {"resource": RESOURCES_SHOWN, "zone": ZONES_SHOWN}
    ranked = "must" if is_fuzzy else "filter"
    return {kind: [_body(kind, {ranked: way}, size=size, near=near) for way in ways] for kind, size in sizes.items()}


def _body(kind: str, way: dict[str, Clause], *, size: int, near: Position | None) -> Clause:
    """Build one search; a way that must match is scored, one that filters is not: then weight alone decides."""
    filters = [{"term": {"kind": kind}}, *([way["filter"]] if "filter" in way else [])]
    query: Clause = {"filter": filters, "must_not": [{"term": {"gone": True}}]}
    order: list[Any] = [{"weight": {"order": "desc", "missing": "_last"}}]
    if "must" in way:
        query["must"], order = [way["must"]], ["_score", *order]
    if near:
        nearest = {"point": point(near), "order": "asc", "unit": "m", "distance_type": "arc"}
        order = [{"_geo_distance": nearest}, *order]
    return {"query": {"bool": query}, "size": size, "sort": order, "_source": False, "track_total_hits": False}
