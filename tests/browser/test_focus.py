"""Follow the focus of a keyboard on the map: what goes away hands it on, never to the top of the page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_tabs import canvas, open_map

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]

AMBOISE = {"latitude": 47.4135, "longitude": 0.9845}


@pytest.fixture
def tab_near_amboise(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        locale="fr-FR", geolocation=AMBOISE, permissions=["geolocation"], viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


def test_search_of_this_area_leaves_the_focus_on_the_map(site: str, page: Page):
    open_map(page, f"{site}/fr/search?category=see&view=map")
    canvas(page).focus()
    page.keyboard.press("+")
    search = page.get_by_role("button", name="Chercher dans cette zone")
    search.press("Enter")
    expect(page).to_have_url(re.compile("bbox="))
    expect(search).to_be_hidden()
    expect(canvas(page)).to_be_focused()


def test_search_in_a_circle_leaves_the_focus_on_the_map(site: str, page: Page):
    open_map(page, f"{site}/fr/search?category=see&view=map")
    page.locator("[data-map-draw='circle']").press("Enter")
    encircle = page.get_by_role("button", name="Chercher dans ce cercle")
    encircle.press("Enter")
    expect(page).to_have_url(re.compile("radius="))
    expect(encircle).to_be_hidden()
    expect(canvas(page)).to_be_focused()


def test_near_me_leaves_the_focus_on_the_map(site: str, tab_near_amboise: Page):
    tab = tab_near_amboise
    open_map(tab, f"{site}/fr/search?view=map")
    tab.locator("[data-map-tools]").get_by_role("button", name="Autour de moi").press("Enter")
    expect(tab.locator("#results article").first).to_contain_text("Amboise")
    expect(canvas(tab)).to_be_focused()


def test_near_me_of_the_list_leaves_the_focus_on_the_heading(site: str, tab_near_amboise: Page):
    tab = tab_near_amboise
    tab.goto(f"{site}/fr/search")
    tab.get_by_role("button", name="Autour de moi").press("Enter")
    expect(tab.locator("#results article").first).to_contain_text("Amboise")
    expect(tab.locator("#results h1")).to_be_focused()


def test_keyboard_goes_through_the_card_of_a_point_and_back(site: str, page: Page):
    open_map(page, f"{site}/fr/search?q=chateau+royal+de+blois&view=map")
    page.locator(".map__list summary").press("Enter")
    item = page.get_by_role("button", name="Château royal de Blois")
    card = page.locator(".maplibregl-popup")
    item.press("Enter")
    expect(card.get_by_role("link", name="Château royal de Blois")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Fermer")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(card.get_by_role("link", name="Château royal de Blois")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(item).to_be_focused()


def test_escape_closes_the_card_from_the_buttons_of_the_map_too(site: str, page: Page):
    open_map(page, f"{site}/fr/search?q=chateau+royal+de+blois&view=map")
    page.locator(".map__list summary").press("Enter")
    item = page.get_by_role("button", name="Château royal de Blois")
    card = page.locator(".maplibregl-popup")
    item.press("Enter")
    expect(card.get_by_role("link")).to_be_focused()
    page.get_by_label("Chercher quand la carte bouge").focus()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(item).to_be_focused()
