"""Turn a resource into a document of the index."""

import html
import re
import unicodedata
from base64 import b64encode
from hashlib import blake2b
from typing import Any

import orjson

from search.index.analysis import LANGUAGES, plain
from search.index.calendar import build_days, build_moments, date_ranges
from search.index.source import ResourceSource

TAG = re.compile(r"<[^>]+>")
APOSTROPHES = str.maketrans({"’": " ", "'": " ", "œ": "oe", "æ": "ae", "ß": "ss"})
FACTS = (
    "kind",
    "category",
    "also",
    "region",
    "department",
    "commune",
    "price",
    "accessible",
    "pets",
    "internet",
    "feature",
    "label",
    "concept",
    "language",
    "tour",
    "point",
    "event_dates",
    "open",
    "moment",
)
SORTED_BY = 100
"""Letters of a name that order it among others."""
FACTS_BYTES = 6
"""Compared with what it was before a change only: eight letters on disk are enough."""


def build_document(source: ResourceSource) -> dict[str, Any]:
    """Build the document of one resource; fields without a value are left out."""
    document: dict[str, Any] = {
        "id": source.id,
        "revision": source.revision,
        "kind": source.kind,
        "category": [source.category.split(".")[0], source.category],
        "also": list(source.also),
        "region": source.region_code,
        "department": source.department_code,
        "commune": source.commune_code,
        "price": "free" if source.is_free else "paid" if source.has_price else "",
        "accessible": "yes" if source.is_accessible else "",
        "pets": "yes" if source.pets_allowed else "",
        "internet": "yes" if source.has_internet else "",
        "feature": list(source.features),
        "label": list(source.labels),
        "concept": list(source.other_concepts),
        "language": list(source.languages),
        "tour": list(source.tour),
        "point": {"lat": source.point[0], "lon": source.point[1]} if source.point else None,
        "event_dates": date_ranges([(event.starts_on, event.ends_on) for event in source.events]),
        "open": build_days(source.openings),
        "moment": build_moments(source.openings, source.events),
        "updated_on": source.updated_on.isoformat() if source.updated_on else None,
        "popularity": source.popularity,
        "quality": source.quality,
        "rank": build_rank(source),
        **_texts(source),
    }
    document["facts"] = digest_facts(document)
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}


def build_rank(source: ResourceSource) -> int:
    """Return 0 to 100: the order in which resources stand when nothing was asked for, and on disk."""
    return round((2 * source.popularity + source.quality) / 3)


def digest_facts(document: dict[str, Any]) -> str:
    """Return a digest of everything facets count and filters read: while it stays the same, no count of any search changes."""
    facts = orjson.dumps([document.get(name) for name in FACTS], option=orjson.OPT_SORT_KEYS)
    return b64encode(blake2b(facts, digest_size=FACTS_BYTES).digest()).decode()


def build_tombstone(resource_id: int) -> dict[str, Any]:
    """Build what stands in the place of a resource that is gone, so that a late writer with an older revision is refused."""
    return {"id": resource_id, "gone": True}


def fold(text: str) -> str:
    """Return lower-case text without accents, as names are sorted; PostgreSQL's `escale_fold` does the same."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(APOSTROPHES))
    if decomposed.isascii():
        return decomposed
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _texts(source: ResourceSource) -> dict[str, Any]:
    """Build the fields of text; where positions are not kept, one text of several lines costs less than a list."""
    texts = {lang: text for lang, text in source.texts.items() if lang in LANGUAGES}
    best = texts.get("fr") or next(iter(texts.values()), None)
    names = {text.name: plain(text.name) for text in texts.values()}
    distinct = list(dict.fromkeys(names.values()))
    folded = {name: fold(name)[:SORTED_BY] for name in names}
    return {
        "name": {lang: names[text.name] for lang, text in texts.items()},
        "exact": "\n".join(distinct),
        "whole": distinct,
        "words": "\n".join(dict.fromkeys([*distinct, *filter(None, [plain(source.commune_name), source.postal_code])])),
        "sort_name": {lang: folded[texts.get(lang, best).name] for lang in LANGUAGES if best},
        "short": {lang: plain(text.short) for lang, text in texts.items() if text.short},
        "long": {lang: _words(text.long) for lang, text in texts.items() if text.long},
        "concepts": {lang: plain(text.keywords) for lang, text in texts.items() if text.keywords},
    }


def _words(markup: str) -> str:
    return plain(html.unescape(TAG.sub(" ", markup) if "<" in markup else markup))
