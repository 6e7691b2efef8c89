"""Ask which of many texts a few resources match: what a change of these resources can touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from search.ask.engine import responses_of
from search.ask.queries import words_of
from search.client import for_changes, translated_errors
from search.criteria import Criteria
from search.index.aliases import alias_name

TEXTS_PER_SEARCH = 30
"""Elasticsearch limits the clauses of one query."""


@dataclass(frozen=True, slots=True)
class Text:
    """What was asked for in words, and nothing else of a search; is_fuzzy: what is written almost so was shown."""

    criteria: Criteria
    is_fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """What some resources match just now; facts: by id, see documents.digest_facts."""

    texts: frozenset[Text]
    facts: dict[int, str]


def match(client: Elasticsearch, *, prefix: str, ids: Sequence[int], texts: Sequence[Text]) -> Matches:
    """Return which texts find any of the resources `ids`; raise SearchUnavailable when Elasticsearch cannot tell."""
    if not ids:
        return Matches(frozenset(), {})
    parts = [texts[start : start + TEXTS_PER_SEARCH] for start in range(0, len(texts), TEXTS_PER_SEARCH)] or [[]]
    searches: list[dict[str, Any]] = []
    for part in parts:
        searches += [{"index": alias_name(prefix)}, _body(ids, part)]
    with translated_errors():
        answers = responses_of(for_changes(client).msearch(searches=searches).body)
    hits = [answer["hits"]["hits"] for answer in answers]
    return Matches(
        texts=frozenset(
            part[int(name)]
            for part, found in zip(parts, hits, strict=True)
            for hit in found
            for name in hit.get("matched_queries", ())
        ),
        facts={int(hit["_id"]): "".join(hit.get("fields", {}).get("facts", ())) for hit in hits[0]},
    )


def _body(ids: Sequence[int], texts: Sequence[Text]) -> dict[str, Any]:
    named = [
        {"constant_score": {"filter": words_of(text.criteria, is_fuzzy=text.is_fuzzy), "_name": str(place)}}
        for place, text in enumerate(texts)
    ]
    return {
        "query": {"bool": {"filter": [{"ids": {"values": [str(id) for id in ids]}}], "should": named}},
        "size": len(ids),
        "_source": False,
        "docvalue_fields": ["facts"],
        "track_total_hits": False,
    }
