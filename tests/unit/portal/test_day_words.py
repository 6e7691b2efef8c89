"""Read days that are written in a text, in six languages."""

import time
from datetime import date, timedelta

import pytest

from portal.services.searching.day_words import find_days
from portal.vocabulary.words import fold_words, get_vocabulary

TODAY = date(2026, 11, 25)
CHRISTMAS = date(2026, 12, 25)


def found(text: str, lang: str):
    day = find_days(text, get_vocabulary(lang), lang=lang, today=TODAY)
    return (day.days, " ".join(fold_words(text).split()[day.start : day.end])) if day else None


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("fr", "ouvert le 25 décembre", "25 decembre"),
        ("fr", "concert vendredi 25 décembre 2026 à Blois", "vendredi 25 decembre 2026"),
        ("fr", "marché 25/12", "25 12"),
        ("fr", "marché 25/12/26", "25 12 26"),
        ("fr", "25 déc.", "25 dec"),
        ("en", "open on December 25", "december 25"),
        ("en", "open on December 25th, 2026", "december 25th 2026"),
        ("en", "the 25th of December", "25th of december"),
        ("en", "concert 12/25/2026", "12 25 2026"),
        ("en", "2026-12-25", "2026 12 25"),
        ("de", "am 25. Dezember geöffnet", "25 dezember"),
        ("de", "Konzert am 25.12.", "25 12"),
        ("de", "am Freitag, 25. Dezember", "freitag 25 dezember"),
        ("en", "Friday, December 25", "friday december 25"),
        ("es", "abierto el 25 de diciembre de 2026", "25 de diciembre de 2026"),
        ("it", "aperto il 25 dicembre", "25 dicembre"),
        ("nl", "open op 25 december", "25 december"),
        ("nl", "concert 25-12-2026", "25 12 2026"),
    ],
)
def test_day_is_read(lang, text, words):
    assert found(text, lang) == ((CHRISTMAS,), words)


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("fr", "1er mai", date(2027, 5, 1)),
        ("fr", "25 novembre", TODAY),
        ("fr", "24 novembre", date(2027, 11, 24)),
        ("fr", "29 février", date(2028, 2, 29)),
        ("it", "1º gennaio", date(2027, 1, 1)),
        ("es", "primero de enero", date(2027, 1, 1)),
        ("en", "January 1st", date(2027, 1, 1)),
        ("de", "1. März", date(2027, 3, 1)),
    ],
)
def test_day_without_a_year_is_the_next_one(lang, text, day):
    assert found(text, lang)[0] == (day,)


@pytest.mark.parametrize(
    "text",
    [
        "25 décembre 2025",
        "24/11/2026",
        "31 février",
        "25 décembre 2090",
        "décembre",
        "marché de noël",
        "ouvert 24/7",
        "7/7",
        "1/2 journée",
        "rue du 8",
        "14 18",
        "vol 4.5 km",
        "10-12 ans",
        "45/12",
        "atelier 6/12 ans",
        "25 personnes",
        "",
    ],
)
def test_what_is_over_or_no_day_is_not_read(text):
    assert found(text, "fr") is None


@pytest.mark.parametrize(
    ("lang", "text", "first", "last"),
    [
        ("fr", "festival du 24 au 26 décembre", date(2026, 12, 24), date(2026, 12, 26)),
        ("fr", "ouvert du 28 décembre au 2 janvier", date(2026, 12, 28), date(2027, 1, 2)),
        ("de", "vom 24. bis zum 26. Dezember", date(2026, 12, 24), date(2026, 12, 26)),
        ("en", "from December 24 to December 26", date(2026, 12, 24), date(2026, 12, 26)),
        ("fr", "ouvert les 24 et 25 décembre", date(2026, 12, 24), CHRISTMAS),
        ("en", "December 24 and December 25", date(2026, 12, 24), CHRISTMAS),
        ("fr", "du 20 au 27 novembre", TODAY, date(2026, 11, 27)),
    ],
)
def test_span_of_days_is_read_from_today_on(lang, text, first, last):
    days = found(text, lang)[0]
    assert (days[0], days[-1]) == (first, last)
    assert len(days) == (last - first).days + 1


def test_two_days_are_both_read():
    assert found("les 24 et 31 décembre", "fr") == ((date(2026, 12, 24), date(2026, 12, 31)), "24 et 31 decembre")
    assert found("les 20 et 27 novembre", "fr")[0] == (date(2026, 11, 27),)


def test_number_of_rooms_begins_no_span():
    assert found("gîte 2 à Blois 25 décembre", "fr") == ((CHRISTMAS,), "25 decembre")


def test_long_span_ends_after_a_month():
    assert found("du 1 décembre au 31 mars", "fr")[0][-1] == date(2026, 12, 1) + timedelta(days=30)


def test_reading_costs_next_to_nothing():
    vocabulary = get_vocabulary("fr")
    started = time.perf_counter()
    for _ in range(200):
        find_days("restaurant ouvert le 25 décembre 2026 près de Blois", vocabulary, lang="fr", today=TODAY)
    assert (time.perf_counter() - started) / 200 < 0.001
