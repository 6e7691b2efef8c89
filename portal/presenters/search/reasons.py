"""Say in words why a result stands where it does."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.presenters.formats import distance
from portal.services.searching.results_page import Page
from search.ask.ranking import DEFAULT
from search.results import Score

WELL_KNOWN, WELL_DESCRIBED = 0.5, 0.7
"""Of the most popularity or quality there is."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The words of one result, and its terms in numbers."""

    words: tuple[str, ...]
    score: Score


def build_reasons(page: Page) -> dict[int, Reason]:
    """Return the reasons of each result by id; nothing where results are not ranked."""
    return {
        card.id: Reason(tuple(_words(page, card.id, page.scores[card.id])), page.scores[card.id])
        for card in page.cards
        if card.id in page.scores
    }


def _words(page: Page, resource_id: int, score: Score) -> list[str]:
    found = [
        gettext("It is called exactly that.")
        if score.exact
        else gettext("Your words stand in its name, its kind or its description.")
    ]
    card = next(card for card in page.cards if card.id == resource_id)
    place = page.criteria.reading.place if page.criteria.reading else None
    if card.distance_m is not None:
        metres = distance(card.distance_m)
        if place and not page.criteria.near:
            found.append(
                gettext("It lies %(distance)s from the middle of %(place)s.", distance=metres, place=place.name)
            )
        else:
            found.append(gettext("It lies %(distance)s from you.", distance=metres))
    if score.popularity >= WELL_KNOWN * DEFAULT.popularity:
        found.append(gettext("Many people look at it."))
    if score.quality >= WELL_DESCRIBED * DEFAULT.quality:
        found.append(gettext("It is well described: texts, pictures, hours."))
    return found
