"""Decide the reader's language and give templates its words."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast

from flask import Flask, g, request, url_for
from flask_babel import get_domain
from werkzeug.routing import BaseConverter

from portal.config import LANGUAGES
from portal.extensions import babel
from portal.vocabulary import categories

DEFAULT_LANGUAGE = "fr"
LANGUAGE_NAMES = {
    "fr": "Français",
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
}


class LanguageConverter(BaseConverter):
    """The first part of an address: only our languages, so that "/status" is no page in a language called so."""

    regex = "(?:" + "|".join(LANGUAGES) + ")"


def init_app(app: Flask) -> None:
    """Take the language from the first part of the address and give templates what they need to speak it."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Paris"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    app.url_map.converters["language"] = LanguageConverter
    babel.init_app(app, locale_selector=current_language)
    _look_words_up_quickly(app)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language(app))
    app.context_processor(lambda: {"lang": current_language()})
    app.jinja_env.globals.update(
        page_language=current_language,
        language_names=LANGUAGE_NAMES,
        alternates=alternates,
        resource_url=resource_url,
        page_arguments=lambda: g.get("page_arguments", {}),
        public_url=app.extensions["escale"].public_url,
        category_label=_category_label,
        category_icon=_category_icon,
    )


def _look_words_up_quickly(app: Flask) -> None:
    """Keep the catalogue of each language at hand: a page says a hundred things, and Flask-Babel looks for the language each time."""
    catalogues: dict[str, Any] = {}

    def catalogue() -> Any:  # noqa: ANN401 - Babel's, which has no types
        lang = current_language()
        if lang not in catalogues:
            catalogues[lang] = get_domain().get_translations()
        return catalogues[lang]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda words: catalogue().ugettext(words),
        ngettext=lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def current_language() -> str:
    """Return the language of this page: from its address, even one that leads nowhere, else from the browser."""
    return g.get("lang") or _language_of(request.path) or preferred_language()


def _language_of(path: str) -> str:
    first = path.split("/", 2)[1]
    return first if first in LANGUAGES else ""


def preferred_language() -> str:
    """Return the browser's best language among ours, French when it names none."""
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def alternates() -> dict[str, str]:
    """Return this page's address in every language, for language menu and hreflang; home when the page has none."""
    if "alternates" not in g:
        g.alternates = _alternates()
    return cast("dict[str, str]", g.alternates)


def _alternates() -> dict[str, str]:
    values = dict(request.view_args or {})
    endpoint = request.endpoint
    if request.routing_exception is not None or endpoint is None or "lang" not in g:
        return {lang: url_for("home.index", lang=lang) for lang in LANGUAGES}
    values.pop("lang", None)
    query = g.get("page_arguments", {})
    return {lang: url_for(endpoint, **{**values, **query, "lang": lang}) for lang in LANGUAGES}


def resource_url(resource_id: int, slug: str) -> str:
    """Return the address of a resource in the language of this page."""
    return _resource_url(resource_id, slug, current_language(), request.script_root)


@lru_cache(maxsize=20_000)
def _resource_url(resource_id: int, slug: str, lang: str, root: str) -> str:
    """Build an address once for every root the portal is served under: every page has twenty of them."""
    return url_for("resource.show", resource_id=resource_id, slug=slug, lang=lang)


def set_page_arguments(arguments: Mapping[str, Any]) -> None:
    """Say which parameters belong to the address of this page in every language; any other ones are left out."""
    g.page_arguments = arguments


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    lang = (values or {}).pop("lang", None)
    if lang is not None:
        g.lang = lang


def _give_language(app: Flask) -> Callable[[str, dict[str, Any]], None]:
    def give(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current_language()

    return give


def _category_label(key: str) -> str:
    return categories.label(key, current_language())


def _category_icon(key: str) -> str:
    return categories.get_category(key).icon
