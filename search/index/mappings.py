"""The shape of the index: strict, sorted, and frugal with disk."""

from typing import Any

from search.criteria import MAX_WINDOW
from search.index.analysis import LANGUAGES, Rules, build_analysis, query_analyzer, text_analyzer
from search.index.calendar import SEASONS, WEEKDAYS

DAYS = {"type": "date_range", "format": "yyyy-MM-dd", "doc_values": False}
FILTER = {"type": "keyword", "doc_values": False}
FACET = {"type": "keyword"}
EXACT = {"analyzer": "exact", "search_analyzer": "asked_exact"}
FACETS = ("category", "region", "department", "commune", "price", "accessible", "feature", "label", "language")


def build_settings(synonyms: Rules, *, shards: int = 1, replicas: int = 0) -> dict[str, Any]:
    """Build the index settings.

    On disk documents lie in the order in which they are shown when nothing was asked for: such a search reads the first ones and stops.
    """
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "max_result_window": MAX_WINDOW,
        "sort": {"field": ["rank", "id"], "order": ["desc", "asc"], "missing": ["_last", "_last"]},
        "analysis": build_analysis(synonyms),
    }


def build_mappings() -> dict[str, Any]:
    """Build the mappings: one field per language and kind of text; filters are keywords without norms.

    Nothing is kept of the source but its id: pages are filled from PostgreSQL.
    """
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            **_identity(),
            **dict.fromkeys(("kind", "also", "pets", "internet", "concept", "tour"), FILTER),
            **dict.fromkeys(FACETS, FACET),
            "words": {"type": "text", **EXACT, "norms": False, "index_options": "freqs"},
            "point": {"type": "geo_point"},
            "event_dates": DAYS,
            "open": {"properties": {f"day_{n}": DAYS for n in WEEKDAYS}},
            "moment": {"properties": {**_each_season("season", DAYS), **_each_season("week", _minutes())}},
            "facts": {"type": "keyword", "index": False},
            **_signals(),
            "name": {"properties": {lang: _name(lang) for lang in LANGUAGES}},
            # Most names are the same in every language: unstemmed and whole they stand once, whatever the language.
            "exact": {"type": "text", **EXACT, "index_options": "freqs"},
            "whole": {"type": "keyword", "normalizer": "folded", "doc_values": False, "ignore_above": 300},
            "sort_name": {"properties": {lang: {"type": "keyword", "index": False} for lang in LANGUAGES}},
            "short": {"properties": {lang: _text(lang) for lang in LANGUAGES}},
            "long": {"properties": {lang: _text(lang) for lang in LANGUAGES}},
            "concepts": {"properties": {lang: _text(lang) for lang in LANGUAGES}},
        },
    }


def _identity() -> dict[str, Any]:
    """Say who it is, which revision, and whether it is gone."""
    return {
        "id": {"type": "long"},
        "revision": {"type": "long", "index": False},
        "gone": {"type": "boolean", "doc_values": False},
    }


def _signals() -> dict[str, Any]:
    """What is ranked and sorted by, and never searched: plain numbers.

    Only a number that is indexed lets a search in its order stop early (Elasticsearch 9.4 read 300 000 documents without).
    """
    number = {"type": "byte", "index": False}
    updated = {"type": "date", "format": "yyyy-MM-dd", "index": False}
    return {"popularity": number, "quality": number, "rank": {"type": "byte"}, "updated_on": updated}


def _each_season(name: str, field: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}_{number}": field for number in range(SEASONS)}


def _minutes() -> dict[str, Any]:
    return {"type": "integer_range", "doc_values": False}


def _name(lang: str) -> dict[str, Any]:
    return {"type": "text", "analyzer": text_analyzer(lang), "search_analyzer": query_analyzer(lang)}


def _text(lang: str) -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": text_analyzer(lang),
        "search_analyzer": query_analyzer(lang),
        "norms": False,
        "index_options": "freqs",
    }
