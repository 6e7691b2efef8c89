"""The small index that suggests while somebody types: names of resources and of zones by the beginnings of their words."""

from typing import Any

from search.criteria import Position
from search.geo.geometry import point
from search.index.analysis import APOSTROPHES, CUT, CUT_PLAIN, plain
from search.index.source import ResourceSource

LONGEST_BEGINNING, LONGEST_START = 15, 25
RESOURCES_SHOWN, ZONES_SHOWN = 6, 4
NO_SUGGESTION = {"gone": True}
"""What stands in the place of a suggestion that is gone."""


def build_settings(*, shards: int = 1, replicas: int = 0) -> dict[str, Any]:
    """Build the settings; documents lie in the order in which they are suggested, so that a search reads the first ones and stops."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "sort": {"field": "weight", "order": "desc", "missing": "_last"},
        "analysis": _analysis(),
    }


def _analysis() -> dict[str, Any]:
    folded = ["elision_fr", "lowercase", "asciifolding"]
    return {
        "char_filter": {"apostrophes": APOSTROPHES},
        "filter": {
            "elision_fr": {"type": "elision", "articles": ["l", "d", "qu"], "articles_case": True},
            "beginnings": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_BEGINNING},
            "starts": {"type": "edge_ngram", "min_gram": 2, "max_gram": LONGEST_START},
            "first_letters": {"type": "truncate", "length": LONGEST_BEGINNING},
            "first_start": {"type": "truncate", "length": LONGEST_START},
        },
        "analyzer": {
            "words": {**CUT_PLAIN, "filter": [*folded, "beginnings"]},
            "asked_words": {**CUT, "filter": [*folded, "first_letters"]},
            "start": {"tokenizer": "keyword", "filter": [*folded, "starts"]},
            "asked_start": {**CUT, "tokenizer": "keyword", "filter": [*folded, "first_start"]},
        },
    }


def build_mappings() -> dict[str, Any]:
    """Build the mappings: what is typed meets the beginnings of words, or of the whole name; what is shown comes from PostgreSQL."""
    frugal = {"norms": False, "index_options": "docs"}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            "gone": {"type": "boolean", "doc_values": False},
            "kind": {"type": "keyword", "doc_values": False},
            "weight": {"type": "short"},  # indexed, or no search would stop early
            "point": {"type": "geo_point"},
            "name": {
                "type": "text",
                "analyzer": "words",
                "search_analyzer": "asked_words",
                **frugal,
                "fields": {
                    "start": {"type": "text", "analyzer": "start", "search_analyzer": "asked_start", **frugal},
                },
            },
            "town": {"type": "text", "analyzer": "words", "search_analyzer": "asked_words", **frugal},
        },
    }


def build_suggestion(source: ResourceSource) -> dict[str, Any]:
    """Build the suggestion of one resource: all its names, and its town, by which it may be told from its namesakes."""
    names = list(dict.fromkeys(plain(text.name) for text in source.texts.values()))
    document = {
        "kind": "resource",
        "weight": 2 * source.popularity + source.quality,
        "name": names,
        "town": plain(source.commune_name),
        "point": {"lat": source.point[0], "lon": source.point[1]} if source.point else None,
    }
    return {name: value for name, value in document.items() if value not in (None, "", [])}


def build_zone_suggestion(names: list[str], *, weight: int, position: Position | None) -> dict[str, Any]:
    """Build the suggestion of a zone; weight: how much there is in it."""
    document = {
        "kind": "zone",
        "weight": min(weight, 32_000),
        "name": list(map(plain, names)),
        "point": point(position) if position else None,
    }
    return {name: value for name, value in document.items() if value is not None}
