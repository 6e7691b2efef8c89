"""Find a holiday that is named beside the word for "open": "ouvert à Noël" asks for a day; "marché de Noël" does not."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from dateutil.easter import easter

from portal.vocabulary.words import FOLDER, Vocabulary, fold_words
from portal.vocabulary.yaml_files import read_yaml

OPEN = "open_now"
OPEN_BEHIND = ("de", "nl")
"""Languages that say "an Ostern geöffnet"; the French "marché de Noël ouvert" asks for a market that is open."""
BETWEEN = 2
"""Words at most between "open" and the day."""


def open_before(words: Sequence[str], vocabulary: Vocabulary, start: int) -> int | None:
    """Return where the word for "open" stands before a day, perhaps with an article between."""
    for at in range(start - 1, max(start - BETWEEN - 2, -1), -1):
        article = " ".join(words[at + 1 : start])
        if vocabulary.meanings.get(words[at]) == OPEN and (
            not article or article in vocabulary.noise | vocabulary.inside
        ):
            return at
    return None


def is_open_behind(words: Sequence[str], vocabulary: Vocabulary, end: int) -> bool:
    """Say whether the word for "open" stands just behind a day: "an Ostern geöffnet"."""
    return end < len(words) and vocabulary.meanings.get(words[end]) == OPEN


def find_holiday(
    words: Sequence[str], vocabulary: Vocabulary, *, lang: str, today: date
) -> tuple[int, int, date] | None:
    """Return the holiday that something shall be open on, the next one there is: words[start:end] and the day."""
    names = _names(lang)
    for length in range(max(map(len, names)), 0, -1):
        for start in range(len(words) - length + 1):
            rule, end = names.get(tuple(words[start : start + length])), start + length
            is_behind = lang in OPEN_BEHIND and is_open_behind(words, vocabulary, end)
            if rule and (is_behind or open_before(words, vocabulary, start) is not None):
                return start, end, _next(rule, today)
    return None


@cache
def _names(lang: str) -> dict[tuple[str, ...], dict[str, Any]]:
    rules = read_yaml(FOLDER / "holidays.yaml").values()
    return {tuple(fold_words(name).split()): rule for rule in rules for name in rule[lang]}


def _next(rule: dict[str, Any], today: date) -> date:
    this, later = (_day(rule, year) for year in (today.year, today.year + 1))
    return this if this >= today else later


def _day(rule: dict[str, Any], year: int) -> date:
    return easter(year) + timedelta(days=rule["easter"]) if "easter" in rule else date(year, rule["month"], rule["day"])
