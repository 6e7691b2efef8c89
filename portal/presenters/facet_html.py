"""Write the choices of facets: a page has two hundred of them, and a template took a quarter of its time for them."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup, escape

from portal.presenters.formats import languagename, write_number
from portal.services.searching.facets import FacetValue

SHOWN_BELOW = 8


@dataclass(frozen=True, slots=True)
class Words:
    """What every list says, looked up and escaped once."""

    lang: str
    more: str
    narrow: str


def init_app(app: Flask) -> None:
    """Give templates `facet_choices`."""
    app.add_template_global(facet_choices)


def facet_choices(values: tuple[FacetValue, ...], first: int, lang: str) -> Markup:
    """Return the values as checkboxes with what lies below each; those after the first ones are folded."""
    words = Words(lang, str(escape(gettext("Show more"))), str(escape(gettext("Narrow down"))))
    return Markup(_list(values, first, words))  # noqa: S704 - every label and key is escaped in _before and _below


def _list(values: tuple[FacetValue, ...], first: int, words: Words) -> str:
    items = [_item(value, words) for value in values]
    shown = f"<ul>{''.join(items[:first])}</ul>"
    return shown + f"<details><summary>{words.more}</summary><ul>{''.join(items[first:])}</ul></details>" * (
        len(items) > first
    )


def _item(value: FacetValue, words: Words) -> str:
    before, after = _around(
        value.field, value.key, languagename(value.key) if value.field == "language" else value.label
    )
    checked = " checked" if value.is_chosen else ""
    below = _below(value, words) if value.children else ""
    return f"<li>{before}{checked}{after}{write_number(value.count, words.lang)}</span></label>{below}</li>"


@lru_cache(maxsize=20_000)
def _around(field: str, key: str, label: str) -> tuple[str, str]:
    """Return what stands before and after the mark of a choice, up to its count."""
    anchor = escape(f"{field}-{key}".replace(".", "-"))
    before = f'<label class="choice"><input type="checkbox" id="{anchor}" name="{escape(field)}" value="{escape(key)}"'
    return before, f'><span>{escape(label)}</span> <span class="choice__count">'


def _below(value: FacetValue, words: Words) -> str:
    """Return what lies below: open where something is chosen; the leaves of a category only then."""
    if value.is_open:
        return f'<div class="facet__below">{_list(value.children, SHOWN_BELOW, words)}</div>'
    if value.field == "category":
        return ""
    title = f'{words.narrow}<span class="visually-hidden"> {escape(value.label)}</span>'
    return (
        f'<details class="facet__below"><summary>{title}</summary>{_list(value.children, SHOWN_BELOW, words)}</details>'
    )
