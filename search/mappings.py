"""This file is the shape of the index: strict, and frugal with disk."""

from typing import Any

from search.analysis import LANGUAGES, build_analysis, text_analyzer

WEEKDAYS = range(1, 8)
MAX_WINDOW = 10_000


def build_settings(*, shards: int = 1, replicas: int = 0) -> dict[str, Any]:
    """Build the index settings; until a build is done there is no refresh and no fsync per request: PostgreSQL has it all."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "translog": {"durability": "async"},
        "codec": "best_compression",
        "max_result_window": MAX_WINDOW,
        "analysis": build_analysis(),
    }


def build_mappings() -> dict[str, Any]:
    """Build the mappings: one field per language and kind of text; filters are keywords without norms.

    Nothing is kept of the source but its id: pages are filled from PostgreSQL.
    """
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            "id": {"type": "long"},
            "gone": {"type": "boolean", "doc_values": False},
            "kind": {"type": "keyword", "doc_values": False},
            "category": {"type": "keyword"},
            "department": {"type": "keyword"},
            "commune": {"type": "keyword"},
            "commune_name": {"type": "text", "analyzer": "exact", "norms": False, "index_options": "freqs"},
            "price": {"type": "keyword"},
            "accessible": {"type": "keyword"},
            "point": {"type": "geo_point"},
            "event_dates": {"type": "date_range", "format": "yyyy-MM-dd", "doc_values": False},
            "open": {"properties": {f"day_{n}": _days() for n in WEEKDAYS}},
            "facts": {"type": "keyword", "index": False},
            "updated_on": {"type": "date", "format": "yyyy-MM-dd"},
            "quality": {"type": "byte"},
            "name": {"properties": {lang: _name(lang) for lang in LANGUAGES}},
            "sort_name": {"properties": {lang: {"type": "keyword", "index": False} for lang in LANGUAGES}},
            "short": {"properties": {lang: _text(lang) for lang in LANGUAGES}},
            "long": {"properties": {lang: _text(lang) for lang in LANGUAGES}},
            "concepts": {"properties": {lang: _text(lang) for lang in LANGUAGES}},
        },
    }


def _days() -> dict[str, Any]:
    return {"type": "date_range", "format": "yyyy-MM-dd", "doc_values": False}


def _name(lang: str) -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": text_analyzer(lang),
        "fields": {
            "exact": {"type": "text", "analyzer": "exact", "index_options": "freqs"},
            "whole": {"type": "keyword", "normalizer": "folded", "doc_values": False, "ignore_above": 300},
        },
    }


def _text(lang: str) -> dict[str, Any]:
    return {"type": "text", "analyzer": text_analyzer(lang), "norms": False, "index_options": "freqs"}
