"""This file turns a resource into a document of the index."""

import html
import json
import re
import unicodedata
from base64 import b64encode
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from search.analysis import LANGUAGES
from search.source import OpeningSource, ResourceSource

TAG = re.compile(r"<[^>]+>")
WEEKDAYS = range(1, 8)
APOSTROPHES = str.maketrans({"’": " ", "'": " ", "œ": "oe", "æ": "ae", "ß": "ss"})
FACTS = ("kind", "category", "department", "commune", "price", "accessible", "point", "event_dates", "open")
FACTS_BYTES = 6
"""Compared with what it was before a change only: eight letters on disk are enough."""
Span = tuple[date, date]


def build_document(source: ResourceSource) -> dict[str, Any]:
    """Build the document of one resource; fields without a value are left out."""
    document: dict[str, Any] = {
        "id": source.id,
        "kind": source.kind,
        "category": [source.category.split(".")[0], source.category],
        "department": source.department_code,
        "commune": source.commune_code,
        "commune_name": [name for name in (source.commune_name, source.postal_code) if name],
        "price": "free" if source.is_free else "paid" if source.has_price else "",
        "accessible": "yes" if source.is_accessible else "",
        "point": {"lat": source.point[0], "lon": source.point[1]} if source.point else None,
        "event_dates": [_range(span) for span in merge(list(source.event_dates))],
        "open": build_openings(source.openings),
        "updated_on": source.updated_on.isoformat() if source.updated_on else None,
        "quality": source.quality,
        **_texts(source),
    }
    document["facts"] = digest_facts(document)
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}


def digest_facts(document: dict[str, Any]) -> str:
    """Return a digest of everything facets count and filters read: while it stays the same, no count of any search changes."""
    facts = json.dumps([document.get(name) for name in FACTS], sort_keys=True)
    return b64encode(blake2b(facts.encode(), digest_size=FACTS_BYTES).digest()).decode()


def build_tombstone(resource_id: int) -> dict[str, Any]:
    """Build what stands in the place of a resource that is gone, so that a late writer with an older revision is refused."""
    return {"id": resource_id, "gone": True}


def build_openings(openings: tuple[OpeningSource, ...]) -> dict[str, list[dict[str, str]]]:
    """Return the days it is open as ranges per weekday, days off taken out; "open on a date" is then one term per weekday."""
    found = {}
    for weekday in WEEKDAYS:
        own = [rule for rule in openings if rule.weekday in (None, weekday)]
        spans = merge([(rule.valid_from, rule.valid_through) for rule in own if not rule.is_closed])
        for rule in own:
            if rule.is_closed:
                spans = subtract(spans, (rule.valid_from, rule.valid_through))
        if spans:
            found[f"day_{weekday}"] = [_range(span) for span in spans]
    return found


def merge(spans: list[Span]) -> list[Span]:
    """Join spans of days that touch or overlap."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= _next_day(merged[-1][1]):
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def subtract(spans: list[Span], off: Span) -> list[Span]:
    """Take the days of `off` out of the spans."""
    left = []
    for first, last in spans:
        if off[1] < first or off[0] > last:
            left.append((first, last))
            continue
        if first < off[0]:
            left.append((first, off[0] - timedelta(days=1)))
        if last > off[1]:
            left.append((off[1] + timedelta(days=1), last))
    return left


def fold(text: str) -> str:
    """Return lower-case text without accents, as names are sorted; PostgreSQL's `escale_fold` does the same."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(APOSTROPHES))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _texts(source: ResourceSource) -> dict[str, Any]:
    texts = {lang: text for lang, text in source.texts.items() if lang in LANGUAGES}
    best = texts.get("fr") or next(iter(texts.values()), None)
    concepts = source.concepts or {}
    return {
        "name": {lang: text.name for lang, text in texts.items()},
        "sort_name": {lang: fold(texts.get(lang, best).name)[:100] for lang in LANGUAGES if best},
        "short": {lang: text.short for lang, text in texts.items() if text.short},
        "long": {lang: _words(text.long) for lang, text in texts.items() if text.long},
        "concepts": {lang: list(words) for lang, words in concepts.items() if lang in LANGUAGES and any(words)},
    }


def _words(markup: str) -> str:
    return html.unescape(TAG.sub(" ", markup))


def _next_day(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _range(span: Span) -> dict[str, str]:
    return {"gte": span[0].isoformat(), "lte": span[1].isoformat()}
