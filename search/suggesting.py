"""This file answers what is being typed from the index of suggestions: ids by group, in one request, in two when nothing begins so."""

from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from search.aliases import alias_name
from search.client import translated_errors
from search.criteria import Position
from search.engine import responses_of
from search.suggestions import MAX_TEXT, SHORTEST_FUZZY, build_search

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
    searches: list[dict[str, Any]] = []
    for kind in ("resource", "zone"):
        searches += [index, build_search(text, kind=kind, near=near, is_fuzzy=is_fuzzy)]
    with translated_errors():
        resources, zones = responses_of(client.msearch(searches=searches).body)
    return Suggested(
        resources=tuple(int(hit["_id"]) for hit in resources["hits"]["hits"]),
        zones=tuple(int(hit["_id"].removeprefix(ZONE)) for hit in zones["hits"]["hits"]),
    )
