"""Build the links of a search page: chips that take a filter away, and the pager."""

from dataclasses import dataclass, replace
from typing import Any, cast

from flask import url_for
from flask_babel import format_date, format_datetime, gettext

from portal.forms.search_form import taking_as_it_stands, to_arguments, without
from portal.presenters.formats import contracted, languagename
from portal.presenters.search.labels import tour_label, wish_label
from portal.services.searching.facets import FacetValue
from portal.services.searching.results_page import Page
from portal.vocabulary import categories
from search.ask.loosening import list_looser
from search.criteria import Criteria
from search.results import Loosened

PAGES_AROUND = 2


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: what it says, and the address of the search without it.

    words: of the text it was read from, "" when it was chosen.
    """

    label: str
    url: str
    words: str = ""


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
    """Return one chip for each filter, in the order of the form; what was read from the text comes after the text."""
    names = {name: _labels(values) for name, values in page.facets.items()}
    found = [("q", "", gettext("“%(text)s”", text=criteria.text))] if criteria.text else []
    found += [("category", key, categories.label(key, criteria.lang)) for key in criteria.categories]
    for name, codes in (
        ("region", criteria.regions),
        ("department", criteria.departments),
        ("commune", criteria.communes),
    ):
        found += [(name, code, _known(names["location"], code)) for code in codes]
    found += [("zone", key, _known(names["zone"], key)) for key in criteria.zones]
    found += [("feature", key, _known(names["feature"], key)) for key in criteria.features]
    found += [("label", key, _known(names["label"], key)) for key in criteria.labels]
    found += [("language", code, languagename(code)) for code in criteria.languages]
    found += [("tour", key, tour_label(key)) for key in criteria.tours]
    if criteria.open_on:
        found.append(("date", "", gettext("Open on %(day)s", day=format_date(criteria.open_on, "long"))))
    if criteria.open_at:
        found.append(
            ("open", "", gettext("Open %(moment)s", moment=format_datetime(criteria.open_at, "short", rebase=False)))
        )
    if criteria.price:
        found.append(("price", "", gettext("Free") if criteria.price == "free" else gettext("With a price")))
    if criteria.is_accessible:
        found.append(("accessible", "", gettext("Accessible")))
    if criteria.near:
        found.append(("near", "", gettext("Near me")))
    if criteria.box or criteria.polygon:
        found.append(("bbox" if criteria.box else "within", "", gettext("In the area of the map")))
    plain = [Chip(label, search_url(without(criteria, name, value))) for name, value, label in found]
    return [*plain[: bool(criteria.text)], *_read(criteria), *plain[bool(criteria.text) :]]


def _read(criteria: Criteria) -> list[Chip]:
    """Return what the text was read as; taking a chip away looks for its words as they stand."""
    reading = criteria.reading
    if reading is None:
        return []
    found: list[tuple[str, str]] = []
    if reading.categories:
        found.append(
            (", ".join(categories.label(key, criteria.lang) for key in reading.categories), reading.category_words)
        )
    if reading.place:
        place = reading.place.name
        told = (
            gettext("around %(place)s", place=place) if reading.place.is_near else gettext("in %(place)s", place=place)
        )
        found.append((contracted(told), reading.place.words))
    found += [(wish_label(wish), wish.words) for wish in reading.wishes]
    return [Chip(label, search_url(taking_as_it_stands(criteria, words)), words) for label, words in found]


def _known(labels: dict[str, str], key: str) -> str:
    """Return the label of a choice, and for one that only an address made up, that it is not known."""
    return labels.get(key) or str(gettext("unknown choice (%(key)s)", key=key))


def _labels(values: tuple[FacetValue, ...]) -> dict[str, str]:
    return {value.key: value.label for value in values} | {
        key: label for value in values for key, label in _labels(value.children).items()
    }


@dataclass(frozen=True, slots=True)
class Offer:
    """A way out when nothing was found: what it says, where it leads, how many results there would be (0 = not known)."""

    label: str
    url: str
    count: int = 0


def build_help(criteria: Criteria, page: Page) -> list[Offer]:
    """Return the ways out: another spelling, or a filter to do without and what that would bring.

    Where only others than the kind that was named were found, a wish or the place to do without: nobody counted what that brings.
    """
    if page.help is None:
        looser = list_looser(criteria) if page.only_mentions else []
        uncounted = [Loosened(name, value, 0, less.text) for name, value, less in looser if name in ("place", "wish")]
        return [_offer(criteria, page, one) for one in uncounted]
    offers = []
    if page.help.spelling and page.help.spelling != criteria.text:
        label = gettext("Did you mean “%(text)s”?", text=page.help.spelling)
        offers.append(
            Offer(label, search_url(replace(criteria, text=page.help.spelling, literal=(), reading=None, page=1)))
        )
    for one in page.help.loosened:
        offers.append(_offer(criteria, page, one))
    return offers


def _offer(criteria: Criteria, page: Page, one: Loosened) -> Offer:
    return Offer(_loosened_label(criteria, page, one), search_url(_loosened(criteria, one)), one.count)


OF_TEXT = ("kind", "rest", "part", "alone")
PARAMETERS = {
    "categories": "category",
    "features": "feature",
    "labels": "label",
    "languages": "language",
    "open_at": "open",
    "tours": "tour",
    "zones": "zone",
}


def _loosened(criteria: Criteria, one: Loosened) -> Criteria:
    if one.text is not None:
        return replace(criteria, text=one.text, page=1, reading=None)
    name, value = one.name, one.value
    if name in ("categories", "features", "labels", "languages", "tours", "zones"):
        none: dict[str, Any] = {name: ()}
        return replace(criteria, **none, page=1, reading=None)
    if name == "location":
        return replace(criteria, regions=(), departments=(), communes=(), page=1, reading=None)
    if name == "near":
        return replace(criteria, radius_m=None, box=None, polygon=(), page=1, reading=None)
    return without(criteria, PARAMETERS.get(name, name), value)


def _loosened_label(criteria: Criteria, page: Page, one: Loosened) -> str:
    """Say what is left of the text, when words of it that were plain are left out, or else what is done without."""
    if one.name in OF_TEXT and one.text:
        return str(gettext("only “%(text)s”", text=one.text))
    return str(gettext("without “%(filter)s”", filter=_filter_label(criteria, page, one.name, one.value)))


def _filter_label(criteria: Criteria, page: Page, name: str, value: str) -> str:
    if name == "wish":
        wishes = criteria.reading.wishes if criteria.reading else ()
        return next((wish_label(wish) for wish in wishes if wish.key == value), value)
    if name == "categories":
        return categories.label(value, criteria.lang)
    if name == "tours":
        return tour_label(value)
    fixed: dict[str, str] = {
        "date": gettext("Open on"),
        "open_at": gettext("Open now"),
        "price": gettext("Price"),
        "near": gettext("Within"),
        "accessible": gettext("Accessible"),
    }
    if name in fixed:
        return fixed[name]
    if name == "languages":
        return languagename(value)
    facet = {"location": "location", "features": "feature", "labels": "label", "zones": "zone"}.get(name)
    return _known(_labels(page.facets[facet]), value) if facet else value


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
