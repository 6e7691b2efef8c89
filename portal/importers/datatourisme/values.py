"""Read the shapes JSON-LD comes in: one or many, string or number, text per language, dates with a time."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from portal.importers.cleaning import plain

Json = dict[str, Any]
LANGUAGE_KEY = re.compile(r"@?[a-zA-Z]{2}([-_].*)?")
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_REMEMBERED = 5_000
_remembered: dict[str, tuple[Any, dict[str, str]]] = {}


def many(value: Any) -> list[Any]:  # noqa: ANN401 - foreign JSON
    """Return a list whatever came: nothing, one, or many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Any) -> list[Json]:  # noqa: ANN401
    """Return the objects among one or many."""
    return [item for item in many(value) if isinstance(item, dict)]


def one(value: Any) -> Json:  # noqa: ANN401
    """Return the first object, {} when there is none."""
    return next(iter(objects(value)), {})


def strings(value: Any) -> list[str]:  # noqa: ANN401
    """Return the plain texts among one or many, numbers written out, empty ones left out."""
    if isinstance(value, str):  # nearly every value is one text, bare or alone in a list: no detour for it
        found = plain(value)
        return [found] if found else []
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return strings(value[0])
    texts = (
        plain(str(item)) for item in many(value) if isinstance(item, str | int | float) and not isinstance(item, bool)
    )
    return [text for text in texts if text]


def string(value: Any) -> str:  # noqa: ANN401
    """Return the first plain text, "" when there is none."""
    return next(iter(strings(value)), "")


def translations(value: Any) -> dict[str, str]:  # noqa: ANN401
    """Return a text by language from {"fr": ["…"]}, {"@fr": "…"} or a bare text, which counts as French."""
    return {lang: "\n".join(texts) for lang, texts in _by_language(value) if texts}


def labels_of(item: Json) -> dict[str, str]:
    """Return the label of a concept or zone by language; the same few thousand come over and over, so each is read once."""
    raw = item.get("rdfs:label") or item.get("label")
    identity = item.get("@id")
    if not isinstance(identity, str):
        return translations(raw)
    known = _remembered.get(identity)
    if known is not None and known[0] == raw:
        return known[1]
    labels = translations(raw)
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[identity] = (raw, labels)
    return labels


def raw_translations(value: Any) -> dict[str, list[str]]:  # noqa: ANN401
    """Return the uncleaned texts by language, several per language kept apart."""
    if not isinstance(value, dict):
        return {"fr": [item for item in many(value) if isinstance(item, str)]} if value else {}
    return {lang: [item for item in many(texts) if isinstance(item, str)] for lang, texts in _pairs(value)}


def _by_language(value: Any) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401
    if isinstance(value, dict):
        for lang, texts in _pairs(value):
            yield lang, strings(texts)
    elif value:
        yield "fr", strings(value)


def _pairs(value: Json) -> Iterator[tuple[str, Any]]:
    return ((lang, texts) for key, texts in value.items() if (lang := _language(key)))


@lru_cache(maxsize=1_000)
def _language(key: str) -> str:
    """Return "fr" of "fr", "@fr" or "fr-FR", "" of a key that names no language."""
    return key.removeprefix("@")[:2].lower() if LANGUAGE_KEY.fullmatch(key) else ""


def key_of(item: Json) -> str:
    """Return the thesaurus key of a concept: "kb:CarPark" or an address ending in #CarPark gives "CarPark"."""
    raw = item.get("@id") or item.get("key")
    if not isinstance(raw, str):
        return ""
    return plain(raw).removeprefix("kb:").rsplit("#", 1)[-1].rsplit("/", 1)[-1][:100]


def flag(value: Any) -> bool | None:  # noqa: ANN401
    """Return True or False when it says so, None otherwise."""
    first = next(iter(many(value)), None)
    if isinstance(first, bool):
        return first
    return {"true": True, "false": False}.get(first.strip().lower()) if isinstance(first, str) else None


def number(value: Any) -> Decimal | None:  # noqa: ANN401
    """Return a finite number from a number or a text such as "12000.0" or "12,5"; raise ValueError for anything else but nothing."""
    first = next(iter(many(value)), None)
    if first is None or first == "":
        return None
    if isinstance(first, bool | dict | list) or (isinstance(first, float) and not math.isfinite(first)):
        raise ValueError("not a number")
    try:
        found = Decimal(str(first).strip().replace(",", ".").replace("\u00a0", ""))
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not found.is_finite() or abs(found) > Decimal("1e9"):
        raise ValueError("not a usable number")
    return found


def day(value: Any) -> date | None:  # noqa: ANN401
    """Return the date of "2023-01-01" or "2023-01-01T00:00:00"; raise ValueError for anything else but nothing."""
    text = _text(value)
    if not text:
        return None
    found = date.fromisoformat(text[:10])
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError("the year is out of range")
    return found


def instant(value: Any) -> datetime | None:  # noqa: ANN401
    """Return the moment of "2020-09-09T08:05:50.273Z" with its zone; raise ValueError for anything else but nothing."""
    text = _text(value)
    if not text:
        return None
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return found


def clock(value: Any) -> time | None:  # noqa: ANN401
    """Return the hour of "14:30:00" or "14:30"; raise ValueError for anything else but nothing."""
    text = _text(value)
    if not text:
        return None
    return time.fromisoformat(text[:8]).replace(tzinfo=None, microsecond=0)


def _text(value: Any) -> str:  # noqa: ANN401
    first = next(iter(many(value)), None)
    if first is None:
        return ""
    if not isinstance(first, str):
        raise ValueError("not a text")
    return first.strip()
