"""Find days written in a text: "le 25 décembre", "December 25th", "25/12", "du 20 au 24 décembre", "ouvert à Noël"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names

from portal.services.searching.holiday_words import find_holiday
from portal.vocabulary.words import Vocabulary, fold_words

NUMERIC = re.compile(
    r"(?<![\d/.,-])(?:(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?:(?P=sign)(?P<year>\d{4}|\d{2})?)?)(?![\d/])",
    re.ASCII,  # digits of other scripts are folded away elsewhere: a filter read from them could not be taken back
)
NO_DATES = ("24/7", "7/7", "1/2", "1/3", "1/4", "3/4")
"""Around the clock, every day, and fractions."""
COUNTED = (
    "ans",
    "an",
    "years",
    "year",
    "yrs",
    "jahre",
    "jahren",
    "anos",
    "anni",
    "jaar",
    "h",
    "km",
    "m",
    "euros",
    "personnes",
    "pers",
)
"""What such numbers count when it stands behind them: "6/12 ans" is an age."""
ORDINAL = re.compile(r"(0?[1-9]|[12][0-9]|3[01])(?:er|ers|e|o|a|st|nd|rd|th|ste|de)?")
FIRST = ("premier", "first", "erste", "ersten", "primero", "primo", "eerste")
YEAR = re.compile(r"20\d\d")
OF = ("de", "del", "of", "the", "of the")
UNTIL = ("au", "to", "till", "until", "bis", "bis zum", "al", "tot", "tot en met", "t m", "a", "hasta el")
AND = ("et", "and", "und", "y", "e", "en", "et le", "and the", "und am", "y el", "e il")
"""Between two days, one after the other."""
ARTICLES = ("le", "the", "dem", "el", "il")
BETWEEN_DAYS = 3
"""Words at most between the two days of a span."""
MONTH_FIRST = ("en", "es")
"""Where people also write "December 25"."""
LONGEST_SPAN = 31
MONTHS, YEARS_AHEAD = 12, 5
LEAP_YEARS = 8
"""Years in which every day of the calendar comes at least once."""
WEEKDAYS = tuple(
    f"open_{day}" for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)


@dataclass(frozen=True, slots=True)
class DayWords:
    """Which words of a text are days, today or later: words[start:end]."""

    start: int
    end: int
    days: tuple[date, ...]


def find_days(text: str, vocabulary: Vocabulary, *, lang: str, today: date) -> DayWords | None:
    """Return the first day of a text, or the span of days it begins; days that are over are none. Positions count folded words."""
    words = fold_words(text).split()
    return _find_date(text, words, vocabulary, lang=lang, today=today) or _find_holiday(
        words, vocabulary, lang=lang, today=today
    )


def _find_holiday(words: Sequence[str], vocabulary: Vocabulary, *, lang: str, today: date) -> DayWords | None:
    found = find_holiday(words, vocabulary, lang=lang, today=today)
    return DayWords(found[0], found[1], (found[2],)) if found else None


def _find_date(text: str, words: Sequence[str], vocabulary: Vocabulary, *, lang: str, today: date) -> DayWords | None:
    if not any(word.isdigit() or ORDINAL.fullmatch(word) or word in FIRST for word in words):
        return None
    singles = sorted(
        [*_in_numbers(text, words, today), *_in_words(words, lang, today)], key=lambda one: (one.start, -one.end)
    )
    if not singles:
        return None
    found = _span(words, singles, vocabulary, today=today) or singles[0]
    return _with_weekday(words, found, vocabulary)


def _in_numbers(text: str, words: Sequence[str], today: date) -> Iterator[DayWords]:
    for match in NUMERIC.finditer(text):
        part = match.groupdict()
        if match[0] in NO_DATES or _is_doubtful(part, match[0]):
            continue
        year, day = part["iso_year"] or part["year"], int(part["iso_day"] or part["day"])
        month = int(part["iso_month"] or part["month"])
        if day <= MONTHS < month:  # as Americans write
            day, month = month, day
        found = _next(day, month, int(year) + (2000 if len(year) == 2 else 0) if year else None, today)
        start = _position(words, fold_words(match[0]).split())
        end = (start or 0) + len(fold_words(match[0]).split())
        if found and start is not None and not (end < len(words) and words[end] in COUNTED):
            yield DayWords(start, end, (found,))


def _is_doubtful(part: dict[str, str | None], written: str) -> bool:
    """Say whether it may as well be a number with decimals or "from 10 to 12": points need a year or a last point, hyphens a year."""
    if part["sign"] == "-":
        return part["year"] is None
    return part["sign"] == "." and part["year"] is None and not written.endswith(".")


def _in_words(words: Sequence[str], lang: str, today: date) -> Iterator[DayWords]:
    months = _months(lang)
    for place, word in enumerate(words):
        if word not in months:
            continue
        day_at = place - 1
        while day_at >= 0 and words[day_at] in OF:
            day_at -= 1
        day, start, end = _day(words, day_at), day_at, place + 1
        if day is None and lang in MONTH_FIRST:
            day, start, end = _day(words, place + 1), place, place + 2
        if day is None:
            continue
        year_at = end + (end < len(words) and words[end] in OF)
        year = int(words[year_at]) if year_at < len(words) and YEAR.fullmatch(words[year_at]) else None
        found = _next(day, months[word], year, today)
        if found:
            yield DayWords(start, year_at + 1 if year else end, (found,))


@cache
def _months(lang: str) -> dict[str, int]:
    """Return the number of each month by its names, whole and short, folded."""
    found: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        found |= {fold_words(name): number for number, name in get_month_names(width, locale=lang).items()}
    return found


def _day(words: Sequence[str], place: int) -> int | None:
    if not 0 <= place < len(words):
        return None
    match = ORDINAL.fullmatch(words[place])
    return int(match[1]) if match else (1 if words[place] in FIRST else None)


def _next(day: int, month: int, year: int | None, today: date) -> date | None:
    """Return the day of that year, without a year the next one there is; None when it is over, or no day."""
    if year and year > today.year + YEARS_AHEAD:
        return None
    for one in (year,) if year else range(today.year, today.year + LEAP_YEARS + 1):
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if today <= found:
            return found
    return None


def _span(words: Sequence[str], singles: Sequence[DayWords], vocabulary: Vocabulary, *, today: date) -> DayWords | None:
    """Return the days from one to another, or both: "28 décembre au 2 janvier", "20 au 24 décembre", "24 et 31 décembre"."""
    for last in singles:
        for between in range(last.start - 1, max(last.start - 1 - BETWEEN_DAYS, 0), -1):
            joined = words[between : last.start]
            is_and = " ".join(joined) in AND
            if not is_and and not _leads_on(joined, vocabulary):
                continue
            first = next((one for one in singles if one.end == between), None) or _bare(words, between, last)
            if first and first.days[0] < last.days[0]:
                both = (first.days[0], last.days[0])
                return DayWords(first.start, last.end, _coming(both if is_and else _all_days(*both, today), today))
    return None


def _all_days(first: date, last: date, today: date) -> tuple[date, ...]:
    start = max(first, today)
    return tuple(start + timedelta(days=n) for n in range(min((last - start).days + 1, LONGEST_SPAN)))


def _coming(days: tuple[date, ...], today: date) -> tuple[date, ...]:
    return tuple(day for day in days if day >= today)


def _leads_on(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Say whether these words lead from one day to another, perhaps with an article or a weekday."""
    after = [
        " ".join(words[len(until.split()) :]) for until in UNTIL if until.split() == list(words[: len(until.split())])
    ]
    return any(not one or one in ARTICLES or vocabulary.meanings.get(one) in WEEKDAYS for one in after)


def _bare(words: Sequence[str], end: int, last: DayWords) -> DayWords | None:
    """Return the day of which only the number is said, in the month of the last one."""
    day, end_day = _day(words, end - 1), last.days[0]
    return DayWords(end - 1, end, (end_day.replace(day=day),)) if day and day < end_day.day else None


def _with_weekday(words: Sequence[str], found: DayWords, vocabulary: Vocabulary) -> DayWords:
    """Take in the name of the weekday before it: "vendredi 25 décembre"."""
    is_named = found.start > 0 and vocabulary.meanings.get(words[found.start - 1]) in WEEKDAYS
    return DayWords(found.start - 1, found.end, found.days) if is_named else found


def _position(words: Sequence[str], part: Sequence[str]) -> int | None:
    return next((n for n in range(len(words)) if list(words[n : n + len(part)]) == list(part)), None)
