"""Name what a search could do without, when nothing was found: its filters, what was read from its text, words of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.ask.text_queries import LITTLE_WORDS
from search.criteria import Criteria, Reading
from search.index.documents import fold

MOST = 12
MOST_PARTS = 5
"""So many words of a text that was not understood are tried alone."""
SHORTEST_PART = 3
OF = ("de", "du", "des", "of", "del", "della", "di", "von", "van")
NO_WORD = re.compile(r"[^0-9a-z]+")
Loose = tuple[str, str, Criteria]
"""Name of the filter, which choice of it, and the search without it; its text is another one when words were left out."""


def list_looser(criteria: Criteria) -> list[Loose]:
    """Return the search without each of its filters in turn, those read from the text first."""
    first = replace(criteria, page=1)
    return [*_less_read(first), *_looser(first), *_parts(first)][:MOST]


def drop_words(text: str, phrase: str, *, lang: str) -> str:
    """Return the text without a phrase (folded words), and without the little words that led to it or began what is left."""
    tokens, place = text.split(), _find(text, phrase)
    if place is None:
        return text
    before, after = tokens[: place.start], tokens[place.stop :]
    while before and before[-1].lower() in LITTLE_WORDS[lang]:
        before.pop()
    if not before and after and after[0].lower() in OF:
        after = after[1:]
    return " ".join([*before, *after])


def _find(text: str, phrase: str) -> slice | None:
    """Return which words of a text, as they are typed, make up a phrase of folded words."""
    wanted = phrase.split()
    words = [(n, word) for n, token in enumerate(text.split()) for word in NO_WORD.split(fold(token)) if word]
    starts = range(len(words) - len(wanted) + 1) if wanted else ()
    start = next((n for n in starts if [word for _, word in words[n : n + len(wanted)]] == wanted), None)
    return None if start is None else slice(words[start][0], words[start + len(wanted) - 1][0] + 1)


def _less_read(criteria: Criteria) -> Iterator[Loose]:
    """Return the search without each part of what was read from its text, and without those words."""
    reading = criteria.reading
    if reading is None:
        return
    if reading.place:
        yield "place", reading.place.name, _without(criteria, reading.place.said, replace(reading, place=None))
    for wish in reading.wishes:
        if wish.is_required:
            others = tuple(other for other in reading.wishes if other != wish)
            yield "wish", wish.key, _without(criteria, wish.words, replace(reading, wishes=others))
    if reading.rest:
        yield "rest", reading.rest, _without(criteria, reading.rest, replace(reading, rest=""))
        words = reading.rest.split()
        for word in words if len(words) > 1 else ():
            rest = " ".join(other for other in words if other != word)
            yield "rest", word, _without(criteria, word, replace(reading, rest=rest))
    if reading.categories:
        unread = replace(reading, categories=(), category_words="")
        yield "kind", reading.category_words, _without(criteria, reading.category_words, unread)
    yield from _alone(criteria, reading)


def _alone(criteria: Criteria, reading: Reading) -> Iterator[Loose]:
    """Return the search for the kind, and for the place, and nothing else of the text: two wrong words hide each other."""
    for words, left in (
        (reading.category_words, Reading(categories=reading.categories, category_words=reading.category_words)),
        (reading.place.said if reading.place else "", Reading(place=reading.place)),
    ):
        place = _find(criteria.text, words)
        if place:
            text = " ".join(criteria.text.split()[place])
            yield "alone", words, replace(criteria, text=text, reading=left)


def _without(criteria: Criteria, phrase: str, reading: Reading) -> Criteria:
    """Return the search without a phrase, which may lie in pieces over the text; without any text when nothing else was typed."""
    text = drop_words(criteria.text, phrase, lang=criteria.lang)
    if text == criteria.text:
        for word in phrase.split():
            text = drop_words(text, word, lang=criteria.lang)
    is_read = bool(reading.place or reading.categories or reading.wishes)
    return replace(criteria, text=text, reading=reading if text and is_read else None)


def _parts(criteria: Criteria) -> Iterator[Loose]:
    """Return searches for single words of a text of which nothing was understood."""
    said = [word for word in criteria.text.split() if _counts(word, criteria.lang)]
    if criteria.reading is None and len(criteria.text.split()) > 1:
        for word in dict.fromkeys(said[:MOST_PARTS]):
            yield "part", word, replace(criteria, text=word)


def _counts(word: str, lang: str) -> bool:
    return len(word) >= SHORTEST_PART and word.lower() not in LITTLE_WORDS[lang]


def _looser(criteria: Criteria) -> Iterator[Loose]:
    for name in ("categories", "features", "labels", "languages", "tours", "zones"):
        for key in getattr(criteria, name):
            none: dict[str, Any] = {name: (), "outline": ""} if name == "zones" else {name: ()}
            yield name, key, replace(criteria, **none)
    if criteria.regions or criteria.departments or criteria.communes:
        codes = (*criteria.regions, *criteria.departments, *criteria.communes)
        yield "location", codes[0], replace(criteria, regions=(), departments=(), communes=())
    if criteria.open_on:
        yield "date", "", replace(criteria, open_on=None)
    if criteria.open_at:
        yield "open_at", "", replace(criteria, open_at=None)
    if criteria.price:
        yield "price", criteria.price, replace(criteria, price=None)
    if criteria.is_accessible:
        yield "accessible", "", replace(criteria, is_accessible=False)
    if criteria.radius_m or criteria.box or criteria.polygon:
        yield "near", "", replace(criteria, radius_m=None, box=None, polygon=())
    if criteria.text and (
        criteria.categories or criteria.departments or criteria.communes or criteria.regions or criteria.zones
    ):
        yield "q", criteria.text, replace(criteria, text="", reading=None, literal=())
