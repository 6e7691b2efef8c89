"""What records call the difficulty of a tour, read as one of three levels."""

from portal.importers.gpx.estimates import EASY, HARD, MEDIUM

LEVELS = {EASY: "easy|facile", MEDIUM: "medium|moyen|intermediate|modéré", HARD: "hard|diffi|sportif"}
"""What a stated difficulty has in it, by level; records write it in words of their own."""
LEVEL = "CASE " + " ".join(f"WHEN t.difficulty ~* '{words}' THEN '{level}'" for level, words in LEVELS.items()) + " END"
"""The same as `level_of` in SQL, of a tour `t`."""


def level_of(difficulty: str) -> str:
    """Return "easy", "medium" or "hard" for a stated difficulty, "" when its words are not known."""
    folded = difficulty.lower()
    return next((level for level, words in LEVELS.items() if any(word in folded for word in words.split("|"))), "")
