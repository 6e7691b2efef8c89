"""Read holidays beside the word for "open", and leave them in names and markets."""

from datetime import date

import pytest

from portal.config import LANGUAGES
from portal.services.searching.day_words import find_days
from portal.services.searching.holiday_words import _names
from portal.vocabulary.words import get_vocabulary

TODAY = date(2026, 11, 25)
CHRISTMAS, EASTER = date(2026, 12, 25), date(2027, 3, 28)


def day_of(text: str, lang: str):
    found = find_days(text, get_vocabulary(lang), lang=lang, today=TODAY)
    return found.days[0] if found else None


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("fr", "restaurant ouvert à Noël", CHRISTMAS),
        ("fr", "château ouvert le jour de Noël", CHRISTMAS),
        ("fr", "ouvert le jour de l'an", date(2027, 1, 1)),
        ("fr", "musée ouvert le lundi de Pâques", date(2027, 3, 29)),
        ("fr", "ouvert à la Toussaint", date(2027, 11, 1)),
        ("en", "restaurant open on Christmas Day", CHRISTMAS),
        ("en", "open on New Year's Eve", date(2026, 12, 31)),
        ("de", "an Ostern geöffnet", EASTER),
        ("de", "Restaurant Heiligabend offen", date(2026, 12, 24)),
        ("es", "abierto en Navidad", CHRISTMAS),
        ("it", "aperto a Pasqua", EASTER),
        ("nl", "open met kerst", CHRISTMAS),
        ("nl", "restaurant open op eerste kerstdag", CHRISTMAS),
        ("fr", "marché de Noël", None),
        ("fr", "marché de Noël ouvert", None),
        ("fr", "noël", None),
    ],
)
def test_holiday_is_a_day_beside_the_word_for_open(lang, text, day):
    assert day_of(text, lang) == day


def test_day_that_is_written_comes_first():
    assert day_of("ouvert le 24 décembre avant Noël", "fr") == date(2026, 12, 24)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_names_every_holiday(lang):
    assert len({id(rule) for rule in _names(lang).values()}) == 14
