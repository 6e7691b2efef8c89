"""Format what templates show: distances, durations, weekdays, languages, foreign text."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit

import ua_parser
from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal as write_decimal
from flask import Flask, g
from flask_babel import format_date, format_decimal, get_locale, gettext
from markupsafe import Markup, escape

from portal import clock
from portal.importers.cleaning import safe

METRES_PER_KM = 1000
MINUTES_PER_HOUR = 60
A_MONDAY = date(2024, 1, 1)
CONTRACTIONS = (
    (re.compile(r"\bde Les "), "des "),
    (re.compile(r"\bde Le "), "du "),
    (re.compile(r"\bà Les "), "aux "),
    (re.compile(r"\bà Le "), "au "),
    (re.compile(r"\bde (?=[AEIOUÀÂÉÈÊËÎÏÔÛ])"), "d’"),
)
"""What becomes of French articles of places after “de” and “à”; h is left as it is, half of them are said."""
CONCEPTS = ("label", "theme", "feature", "cuisine", "neighborhood", "audience", "tour_type", "reach")


def init_app(app: Flask) -> None:
    """Give templates the filters of this file."""
    for filter_ in (
        distance,
        height,
        duration,
        weekdayname,
        languagename,
        hostname,
        browsername,
        paragraphs,
        stored_markup,
        decimalformat,
        shortdate,
    ):
        app.template_filter(filter_.__name__)(filter_)
    app.add_template_global(concept_titles)


def decimalformat(number: float | Decimal) -> str:
    """Write a number as the reader does; in place of Flask-Babel's filter, so after it: a page writes the same small numbers 200 times."""
    return write_number(number, _readers_language())


def _readers_language() -> str:
    """Return the language of the page's address, which is at hand, else what Flask-Babel works out."""
    return str(g.get("lang") or get_locale())


@lru_cache(maxsize=10_000)
def write_number(number: float | Decimal, locale: str) -> str:
    """Write a number as it is written in a language."""
    return write_decimal(number, locale=locale)


def distance(metres: float) -> str:
    """Write metres as a reader says them: 850 m, 12.3 km, 140 km."""
    if round(metres) < METRES_PER_KM:
        return f"{format_decimal(round(metres))}\N{NO-BREAK SPACE}m"
    kilometres = metres / METRES_PER_KM
    return f"{format_decimal(round(kilometres, 1 if kilometres < 100 else 0))}\N{NO-BREAK SPACE}km"


def height(metres: float) -> str:
    """Write a height, climb or descent, in metres always: 1,250 m."""
    return f"{format_decimal(round(metres))}\N{NO-BREAK SPACE}m"


def duration(minutes: int) -> str:
    """Write minutes as hours and minutes: 45 min, 2 h 30."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    if not hours:
        return f"{rest}\N{NO-BREAK SPACE}min"
    return f"{hours}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{rest:02}" if rest else "")


def weekdayname(number: int) -> str:
    """Return the name of a weekday, 1 = Monday."""
    return str(format_date(A_MONDAY.replace(day=number), "EEEE"))


def languagename(code: str) -> str:
    """Return the name of a language in the reader's, its code when it is not known."""
    return _language_name(code, _readers_language())


@lru_cache(maxsize=1_000)
def _language_name(code: str, reader: str) -> str:
    try:
        found = Locale.parse(code).get_display_name(reader)
    except (ValueError, LookupError, UnknownLocaleError):
        return code
    return found or code


def hostname(url: str) -> str:
    """Return the name of the site an address leads to."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def browsername(user_agent: str) -> str:
    """Return browser and system as people say them ("Firefox, Linux"), "" when they are not known."""
    found = ua_parser.parse(user_agent)
    return ", ".join(part.family for part in (found.user_agent, found.os) if part)


def paragraphs(text: str) -> Markup:
    """Escape a plain text and keep its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def stored_markup(text: str) -> Markup:
    """Let through the simple HTML of a long text: cleaned as it was stored, and again here, whoever wrote it into the table."""
    return Markup(safe(text))  # noqa: S704 - of p, br, ul, ol, li and a alone


def concept_titles() -> list[tuple[str, str]]:
    """Return the headings of the kinds of concepts a page lists, in reading order."""
    titles = {
        "label": gettext("Labels"),
        "theme": gettext("Themes"),
        "feature": gettext("Features"),
        "cuisine": gettext("Cuisine"),
        "neighborhood": gettext("Surroundings"),
        "audience": gettext("Made for"),
        "tour_type": gettext("Kind of route"),
        "reach": gettext("Reach"),
    }
    return [(name, titles[name]) for name in CONCEPTS]


def contracted(text: str) -> str:
    """Return French as it is said: “autour d’Amboise”, “au Grand-Pressigny”; other languages as they are."""
    if _readers_language() != "fr":
        return text
    for written, said in CONTRACTIONS:
        text = written.sub(said, text)
    return text


def shortdate(day: date) -> str:
    """Write a day and its month as the language does (12 juil., 12. Juli, Jul 12); with the year when it is another one."""
    skeleton = "MMMd" if day.year == clock.today().year else "yMMMd"
    return str(format_skeleton(skeleton, day, locale=get_locale()))
