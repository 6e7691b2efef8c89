"""Say wishes, and choices of tours, in the reader's words."""

from collections.abc import Callable

from babel.lists import format_list
from flask import Flask
from flask_babel import format_date, get_locale, gettext, lazy_gettext

from portal.presenters.formats import distance, duration, height
from search.criteria import Criteria, Wish
from search.tour_bands import CHOICES, limits

WISHES = {
    "free": lazy_gettext("Free"),
    "open_now": lazy_gettext("Open now"),
    "open_today": lazy_gettext("Open today"),
    "open_tomorrow": lazy_gettext("Open tomorrow"),
    "open_weekend": lazy_gettext("Open this weekend"),
    "dogs": lazy_gettext("Dogs welcome"),
    "accessible": lazy_gettext("Accessible"),
    "family": lazy_gettext("With the family"),
    "rainy": lazy_gettext("On a rainy day"),
    "wifi": lazy_gettext("Wi-Fi"),
    "parking": lazy_gettext("Car park"),
    "pool": lazy_gettext("With a pool"),
    "terrace": lazy_gettext("With a terrace"),
    "picnic": lazy_gettext("For a picnic"),
    "vegetarian": lazy_gettext("Vegetarian"),
    "organic": lazy_gettext("Organic"),
    "unusual": lazy_gettext("Out of the ordinary"),
    "romantic": lazy_gettext("For two"),
    "by_water": lazy_gettext("By the water"),
    "sea": lazy_gettext("By the sea"),
    "bike_friendly": lazy_gettext("Cyclists welcome"),
    "charging": lazy_gettext("Charging station"),
    "english_spoken": lazy_gettext("English spoken"),
    "evening": lazy_gettext("In the evening"),
}


def init_app(app: Flask) -> None:
    """Give templates the filter `levelname`."""
    app.add_template_filter(levelname)


def levelname(level: str) -> str:
    """Return a level of difficulty in words; what is no level of ours, as records say it, stays."""
    return str(TOUR_WORDS.get(f"level.{level}", level))


def wish_label(wish: Wish) -> str:
    """Return a wish in words; a weekday says its date."""
    if wish.key in WISHES:
        return str(WISHES[wish.key])
    days = wish.open_on or wish.happens_on
    is_opening = wish.key not in ("date", "event_date")
    if 1 < len(days) <= (days[-1] - days[0]).days:  # with days between that are not meant
        each = format_list([format_date(day, "long") for day in days], locale=get_locale() or "fr")
        return str(gettext("Open on %(day)s", day=each) if is_opening else gettext("On %(day)s", day=each))
    if len(days) > 1:
        first, last = format_date(days[0], "long"), format_date(days[-1], "long")
        if is_opening:
            return str(gettext("Open from %(first)s to %(last)s", first=first, last=last))
        return str(gettext("From %(first)s to %(last)s", first=first, last=last))
    if not days:
        return wish.key
    day = format_date(days[0], "full")
    return str(gettext("Open on %(day)s", day=day) if is_opening else gettext("On %(day)s", day=day))


TOURS = "tours"
"""The group of categories of tours."""
TOUR_WORDS = {
    "level.easy": lazy_gettext("easy"),
    "level.medium": lazy_gettext("medium"),
    "level.hard": lazy_gettext("hard"),
    "shape.loop": lazy_gettext("Loop"),
    "shape.line": lazy_gettext("One way"),
}
TOUR_TITLES = {
    "length": lazy_gettext("Length"),
    "climb": lazy_gettext("Climb"),
    "duration": lazy_gettext("Duration"),
    "level": lazy_gettext("Difficulty"),
    "shape": lazy_gettext("Shape"),
}
UNITS: dict[str, Callable[[int], str]] = {"length": distance, "climb": height, "duration": duration}


def tour_choices(criteria: Criteria) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a visitor who looks for tours may ask of them: (title, [(key, words), …]), …; nothing for who looks for other things."""
    read = criteria.reading.categories if criteria.reading else ()
    if not criteria.tours and not any(key.partition(".")[0] == TOURS for key in (*criteria.categories, *read)):
        return []
    return [(str(TOUR_TITLES[name]), [(key, tour_words(key)) for key in keys]) for name, keys in CHOICES.items()]


def tour_label(key: str) -> str:
    """Return a choice with what it is about: "Length: 5 km to 10 km"."""
    name = key.partition(".")[0]
    return f"{TOUR_TITLES[name]}: {tour_words(key)}"


def tour_words(key: str) -> str:
    """Return a choice in words."""
    if key in TOUR_WORDS:
        return str(TOUR_WORDS[key])
    write, (low, end) = UNITS[key.partition(".")[0]], limits(key)
    if end is None:
        return str(gettext("%(low)s and more", low=write(low)))
    if not low:
        return str(gettext("up to %(high)s", high=write(end)))
    return str(gettext("%(low)s to %(high)s", low=write(low), high=write(end)))
