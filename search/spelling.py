"""This file asks what may have been meant: for each word that stands in no name, the nearest one that does."""

from typing import Any

from search.criteria import MAX_TEXT, Criteria

NAME = "spelling"
NEAREST = {
    "field": "words",
    "suggest_mode": "missing",
    "min_word_length": 4,
    "prefix_length": 1,
    "size": 1,
    "max_edits": 2,
}


def build_spelling(criteria: Criteria) -> dict[str, Any]:
    """Build the part of a search that asks for other spellings; nothing without a text."""
    return {"suggest": {NAME: {"text": criteria.text[:MAX_TEXT], "term": NEAREST}}} if criteria.text else {}


def read_spelling(answer: dict[str, Any]) -> str:
    """Return the text with the nearest known words in the place of unknown ones, "" when there are none."""
    entries = answer.get("suggest", {}).get(NAME, [])
    words = [entry["options"][0]["text"] if entry["options"] else entry["text"] for entry in entries]
    return " ".join(words) if any(entry["options"] for entry in entries) else ""
