"""This file builds the links of a search page: chips that take a filter away, and the pager."""

from dataclasses import dataclass, replace
from typing import Any, cast

from flask import url_for
from flask_babel import format_date, gettext

from portal import categories
from portal.forms.search_form import to_arguments, without
from portal.services.catalog import Page
from search.criteria import Criteria

PAGES_AROUND = 2


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: what it says, and the address of the search without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Addresses of the pages around this one; None in `pages` is a gap."""

    page: int
    previous: str | None
    next: str | None
    pages: tuple[tuple[int, str] | None, ...]


def search_url(criteria: Criteria) -> str:
    """Return the one address of a search."""
    return url_for("search.index", lang=criteria.lang, **cast("dict[str, Any]", to_arguments(criteria)))


def build_chips(criteria: Criteria, page: Page) -> list[Chip]:
    """Return one chip for each filter, in the order of the form."""
    names = {name: {value.key: value.label for value in values} for name, values in page.facets.items()}
    found = [("q", "", gettext("“%(text)s”", text=criteria.text))] if criteria.text else []
    found += [("category", key, categories.label(key, criteria.lang)) for key in criteria.categories]
    found += [("department", code, names["department"].get(code, code)) for code in criteria.departments]
    found += [("commune", code, names["commune"].get(code, code)) for code in criteria.communes]
    if criteria.open_on:
        found.append(("date", "", gettext("Open on %(day)s", day=format_date(criteria.open_on, "long"))))
    if criteria.price:
        found.append(("price", "", gettext("Free") if criteria.price == "free" else gettext("With a price")))
    if criteria.is_accessible:
        found.append(("accessible", "", gettext("Accessible")))
    if criteria.near:
        found.append(("near", "", gettext("Near me")))
    return [Chip(label, search_url(without(criteria, name, value))) for name, value, label in found]


def build_pager(criteria: Criteria, page: Page) -> Pager:
    """Return the links to the pages around this one, the first and the last."""

    def url(number: int) -> str:
        return search_url(replace(criteria, page=number))

    here = min(page.page, page.pages)
    around = range(max(1, here - PAGES_AROUND), min(page.pages, here + PAGES_AROUND) + 1)
    numbers = sorted({1, *around, page.pages})
    links: list[tuple[int, str] | None] = []
    for number in numbers:
        if links and links[-1] is not None and number - links[-1][0] > 1:
            links.append(None)
        links.append((number, url(number)))
    return Pager(
        page=page.page,
        previous=url(here - 1) if here > 1 else None,
        next=url(here + 1) if here < page.pages else None,
        pages=tuple(links) if page.pages > 1 else (),
    )
