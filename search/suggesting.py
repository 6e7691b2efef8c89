"""This file answers what is being typed from the index of suggestions: ids by group, in one request, in two when nothing begins so."""

from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from search.aliases import alias_name
from search.client import translated_errors
from search.criteria import Position
from search.engine import responses_of
from search.suggestions import MAX_TEXT, RESOURCES_SHOWN, SHORTEST_FUZZY, ZONES_SHOWN, build_searches

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
