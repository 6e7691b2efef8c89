"""Ask what may have been meant: for each word that stands in no text, the nearest one that stands in a name."""

from dataclasses import dataclass
from typing import Any

from search.ask.text_queries import known_query
from search.criteria import MAX_TEXT, Criteria
from search.index.documents import fold

NAME = "spelling"
NEAREST = {
    "field": "words",
    "suggest_mode": "missing",
    "min_word_length": 4,
    "prefix_length": 1,
    "size": 1,
    "max_edits": 2,
}
MOST_DOUBTFUL = 6
SIGNS = ".,;:!?«»\"'()"


def unread_words(criteria: Criteria) -> str:
    """Return the words that were not understood, and may be misspelt; all of them when nothing was."""
    return criteria.reading.rest if criteria.reading else criteria.text[:MAX_TEXT]


def build_spelling(criteria: Criteria) -> dict[str, Any]:
    """Build the part of a search that asks for other spellings; nothing without words."""
    words = unread_words(criteria)
    return {"suggest": {NAME: {"text": words, "term": NEAREST}}} if words else {}


def list_doubtful(criteria: Criteria) -> tuple[str, ...]:
    """Return the words that may be misspelt, folded, the first few of them."""
    words = (fold(word).strip(SIGNS) for word in unread_words(criteria).split())
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_DOUBTFUL]


def build_known(word: str, lang: str) -> dict[str, Any]:
    """Build the search that tells whether a word stands in any text."""
    return {
        "query": {"bool": {"filter": known_query(word, lang)}},
        "size": 0,
        "terminate_after": 1,
        "track_total_hits": 1,
    }


@dataclass(frozen=True, slots=True)
class Spelling:
    """The text with the nearest known words in the place of unknown ones, "" when there are none; and the words left unknown."""

    text: str
    unknown: tuple[str, ...]


def read_spelling(criteria: Criteria, answer: dict[str, Any], *, known: frozenset[str]) -> Spelling:
    """Read what may have been meant; known: words that stand in texts, and are right whatever else is written almost so."""
    entries = answer.get("suggest", {}).get(NAME, [])
    better = {entry["text"]: entry["options"][0]["text"] for entry in entries if entry["options"]}
    better = {word: nearest for word, nearest in better.items() if word not in known}
    words = criteria.text.split()
    spelled = [better.get(fold(word).strip(SIGNS), word) for word in words]
    unknown = tuple(word for word in list_doubtful(criteria) if word not in known and word not in better)
    return Spelling(" ".join(spelled) if spelled != words else "", unknown)
