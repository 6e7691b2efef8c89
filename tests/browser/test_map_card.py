"""Let the card of a place be late or fail: it says so, try again, leads to the page, and keep the focus of a keyboard."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser_tabs import check_by_axe, open_map

NAME = "Château royal de Blois"
FAILED = "Ce lieu n’a pas pu être chargé."
PATH = "/fr/search?q=chateau+royal+de+blois&view=map"
CARD = "**/r/*/card"

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]


def answers(status: int):
    return lambda route: route.fulfill(status=status, body="away")


def give_up(route: Route) -> None:
    route.abort()


@pytest.fixture
def phone(tab: Page) -> Page:
    tab.set_viewport_size({"width": 390, "height": 844})
    return tab


def open_card(tab: Page) -> Locator:
    tab.locator(".map__list summary").press("Enter")
    tab.get_by_role("button", name=NAME).press("Enter")
    return tab.locator(".maplibregl-popup")


@pytest.mark.parametrize("fail", [answers(503), answers(404), give_up], ids=["503", "404", "no connection"])
def test_card_that_does_not_come_is_said_and_tried_again(site: str, phone: Page, fail):
    open_map(phone, site + PATH)
    phone.route(CARD, fail)
    card = open_card(phone)
    expect(card.get_by_role("alert")).to_have_text(FAILED)
    expect(card).not_to_contain_text("Chargement")
    again = card.get_by_role("button", name="Réessayer")
    expect(again).to_be_focused()
    address = card.get_by_role("link", name=NAME).get_attribute("href")
    assert phone.request.get(site + address).ok

    again.press("Enter")
    expect(again).to_be_focused()  # still away
    phone.unroute(CARD)
    again.press("Enter")
    expect(card.locator("article")).to_contain_text(NAME)
    expect(card.get_by_role("link", name=NAME)).to_be_focused()
    phone.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(phone.get_by_role("button", name=NAME)).to_be_focused()


def test_focus_stays_in_the_card_while_it_is_awaited_again(site: str, phone: Page):
    open_map(phone, site + PATH)
    phone.route(CARD, answers(503))
    card = open_card(phone)
    again = card.get_by_role("button", name="Réessayer")
    expect(again).to_be_focused()
    held: list[Route] = []
    phone.unroute(CARD)
    phone.route(CARD, lambda route: held.append(route))
    again.press("Enter")
    expect(card).to_contain_text("Chargement…")
    expect(card.get_by_role("button", name="Fermer")).to_be_focused()
    held[0].continue_()
    expect(card.get_by_role("link", name=NAME)).to_be_focused()


def test_axe_finds_nothing_on_a_card_that_did_not_come(site: str, phone: Page):
    phone.emulate_media(reduced_motion="reduce")
    open_map(phone, site + PATH)
    phone.route(CARD, answers(503))
    expect(open_card(phone).get_by_role("alert")).to_be_visible()
    check_by_axe(phone, width=390)
