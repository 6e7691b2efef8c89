"""Write days for readers of six languages."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from portal import clock
from portal.presenters import formats

WRITTEN = {
    "fr": ("2 déc.", "2 déc. 2027"),
    "en": ("Dec 2", "Dec 2, 2027"),
    "de": ("2. Dez.", "2. Dez. 2027"),
    "nl": ("2 dec", "2 dec 2027"),
    "it": ("2 dic", "2 dic 2027"),
    "es": ("2 dic", "2 dic 2027"),
}


@pytest.mark.parametrize("lang", WRITTEN)
def test_short_days_are_written_as_the_language_does(lang: str, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 1))
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale(lang):
        assert (formats.shortdate(date(2026, 12, 2)), formats.shortdate(date(2027, 12, 2))) == WRITTEN[lang]
