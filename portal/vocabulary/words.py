"""Read the tables of what visitors write: words that name categories, wishes, and what stands before a place."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from portal.errors import ConfigurationError
from portal.vocabulary import categories
from portal.vocabulary.yaml_files import read_yaml

FOLDER = Path(__file__).parent
LONGEST_PHRASE = 7
"""Words of the longest phrase or name of a place that is looked for."""
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
LONGEST_KEPT = 3
T = TypeVar("T")
NO_WORD = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a wish stands for; see meanings.yaml."""

    key: str
    boost: bool = False
    concepts: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    price: str = ""
    open: str = ""
    pets: bool = False
    accessible: bool = False
    internet: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, folded; each phrase once, categories and meanings the shortest first."""

    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    noise: frozenset[str] = frozenset()


def fold_words(text: str) -> str:
    """Return lower-case words without accents and signs, single spaces between; PostgreSQL's `escale_words` does the same."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return NO_WORD.sub(" ", plain).strip()


@cache
def get_vocabulary(lang: str) -> Vocabulary:
    """Return the words of a language; raise ConfigurationError when its file names what is not there."""
    raw = read_yaml(FOLDER / f"{lang}.yaml")
    return Vocabulary(
        categories=_shortest_first(
            _by_phrase({key: words for key, words in raw["categories"].items() if _is_category(lang, key)})
        ),
        meanings=_shortest_first(
            {phrase: keys[0] for phrase, keys in _by_phrase(raw["meanings"]).items() if _is_meaning(lang, keys[0])}
        ),
        inside=_folded(raw["in"]),
        near=_folded(raw["near"]),
        noise=_folded(raw["noise"]),
    )


@cache
def known_words(lang: str) -> frozenset[str]:
    """Return every word that stands in a phrase of a language: nobody mistyped those."""
    vocabulary = get_vocabulary(lang)
    phrases = (*vocabulary.categories, *vocabulary.meanings, *vocabulary.inside, *vocabulary.near, *vocabulary.noise)
    return frozenset(word for phrase in phrases for word in phrase.split())


def _shortest_first(phrases: dict[str, T]) -> dict[str, T]:
    return dict(sorted(phrases.items(), key=lambda item: len(item[0])))


@cache
def get_meanings() -> dict[str, Meaning]:
    """Return what every wish stands for."""
    raw = read_yaml(FOLDER / "meanings.yaml")
    return {key: _meaning(key, values) for key, values in raw.items()}


def _meaning(key: str, values: dict[str, Any]) -> Meaning:
    unknown = [name for name in values.get("categories", ()) if categories.find_category(name) is None]
    if unknown:
        raise ConfigurationError(f"meanings.yaml: {key} names categories that are not there: {', '.join(unknown)}")
    tuples: dict[str, Any] = {name: tuple(values[name]) for name in ("concepts", "categories") if name in values}
    opened = {"open": str(values["open"])} if "open" in values else {}
    given: dict[str, Any] = {**values, **tuples, **opened}
    return Meaning(key=key, **given)


def _is_category(lang: str, key: str) -> bool:
    if categories.find_category(key) is None:
        raise ConfigurationError(f"{lang}.yaml: there is no category {key}")
    return True


def _is_meaning(lang: str, key: str) -> bool:
    if key not in get_meanings():
        raise ConfigurationError(f"{lang}.yaml: there is no meaning {key}")
    return True


def singular(phrase: str) -> str:
    """Return a phrase with the plural s and x of its longer words taken off: enough to compare two ways of writing it."""
    return " ".join(word[:-1] if len(word) > LONGEST_KEPT and word[-1] in "sx" else word for word in phrase.split())


def _by_phrase(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, phrases in table.items():
        for phrase in sorted(_folded(phrases)):
            for written in dict.fromkeys((phrase, singular(phrase))):
                found[written] = tuple(dict.fromkeys((*found.get(written, ()), key)))
    return found


def _folded(phrases: list[str]) -> frozenset[str]:
    return frozenset(fold_words(str(phrase)) for phrase in phrases)
