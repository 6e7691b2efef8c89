"""This file asks what may have been meant: for each word that stands in no name, the nearest one that does."""

from typing import Any

from search.criteria import MAX_TEXT, Criteria
from search.documents import fold

NAME = "spelling"
NEAREST = {
    "field": "words",
    "suggest_mode": "missing",
    "min_word_length": 4,
    "prefix_length": 1,
    "size": 1,
    "max_edits": 2,
}
SIGNS = ".,;:!?«»\"'()"


def unread_words(criteria: Criteria) -> str:
    """Return the words that were not understood, and may be misspelt; all of them when nothing was."""
    return criteria.reading.rest if criteria.reading else criteria.text[:MAX_TEXT]


def build_spelling(criteria: Criteria) -> dict[str, Any]:
    """Build the part of a search that asks for other spellings; nothing without words."""
    words = unread_words(criteria)
    return {"suggest": {NAME: {"text": words, "term": NEAREST}}} if words else {}


def read_spelling(criteria: Criteria, answer: dict[str, Any]) -> str:
    """Return the text with the nearest known words in the place of unknown ones, "" when there are none."""
    entries = answer.get("suggest", {}).get(NAME, [])
    better = {entry["text"]: entry["options"][0]["text"] for entry in entries if entry["options"]}
    words = criteria.text.split()
    spelled = [better.get(fold(word).strip(SIGNS), word) for word in words]
    return " ".join(spelled) if spelled != words else ""
