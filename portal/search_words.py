"""This file says wishes in the reader's words."""

from flask_babel import format_date, gettext, lazy_gettext

from search.criteria import Wish

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


def wish_label(wish: Wish) -> str:
    """Return a wish in words; a weekday says its date."""
    if wish.key in WISHES:
        return str(WISHES[wish.key])
    return gettext("Open on %(day)s", day=format_date(wish.open_on[0], "full")) if wish.open_on else wish.key
