"""Tell words that may identify somebody, an address or a number, from words that may be counted."""

import re

TELLING = re.compile(r"@|%40|https?:|www\.", re.IGNORECASE)
DIGITS = re.compile(r"\d(?:[\s.\-/()]*\d)+")
DATE = re.compile(r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![./-]?\d)")
IN_ONE = re.compile(r"\d{6,}")
LONGEST_NUMBER = 8
"""Digits of a number however it is written, "06 12 34 56 78", "02.54.90.33.33"; two years in a text have as many."""


def is_personal(words: str) -> bool:
    """Say whether words hold a mail or web address, or as many digits as a telephone, card or account number has; dates are none."""
    if TELLING.search(words):
        return True
    left = DATE.sub(" · ", words)
    if IN_ONE.search(left):
        return True
    return any(sum(map(str.isdigit, found)) > LONGEST_NUMBER for found in DIGITS.findall(left))
