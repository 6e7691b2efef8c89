"""Use the map as a visitor: with a mouse, with a keyboard, on a phone, with a screen reader, and not at all."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.services.searching.basic import spots as basic_spots
from search.ask import spots
from search.geo.mercator import to_world
from tests.browser_tabs import check_by_axe, middle_of, open_map, wait_for_map

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]


def test_list_leads_to_the_map_and_only_the_map_asks_for_its_files(site: str, page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/fr/", "/fr/search?q=chateau", "/fr/about"):
        page.goto(site + path)
    assert not [url for url in asked if "map" in url.split("/", 3)[3] or "tiles" in url]
    page.goto(f"{site}/fr/search?q=chateau")
    page.get_by_role("link", name="Carte", exact=True).click()
    wait_for_map(page)
    assert "view=map" in page.url
    assert [url for url in asked if "maplibre-gl" in url]
    assert not [
        url for url in asked if not url.startswith((site, "data:", "http://demo", "https://demo")) and "maplibre" in url
    ]


def test_point_opens_the_card_of_the_list(site: str, page: Page):
    open_map(page, f"{site}/fr/search?q=chateau+royal+de+blois&view=map")
    page.get_by_text("Ce que montre la carte").click()
    page.get_by_role("button", name="Château royal de Blois").click()
    card = page.locator(".maplibregl-popup article")
    expect(card).to_contain_text("Château royal de Blois")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.get_by_role("button", name="Château royal de Blois")).to_be_focused()


def test_moving_offers_to_search_there_and_the_address_keeps_it(site: str, page: Page):
    open_map(page, f"{site}/fr/search?category=see&view=map")
    before = page.locator("#results h1").inner_text()
    search = page.get_by_role("button", name="Chercher dans cette zone")
    expect(search).to_be_hidden()
    page.locator("canvas").focus()
    page.keyboard.press("+")
    expect(page.locator("[data-map-said]")).to_contain_text("a bougé")
    expect(search).to_be_visible()
    search.click()
    expect(page.locator("#results h1")).not_to_have_text(before)
    assert "bbox=" in page.url
    assert "sort=distance" in page.url
    expect(page.locator("[data-map-said]")).to_contain_text("du plus proche")
    inside = page.locator("#results h1").inner_text()
    page.reload()
    wait_for_map(page)
    expect(page.locator("#results h1")).to_have_text(inside)
    # The map shows also what lies just outside: its number would not be that of the list.
    number = page.locator("#results").get_attribute("data-total")
    expect(page.locator("[data-map-said]")).to_have_text(re.compile(rf"^Résultats dans la liste : {number}\."))
    page.go_back()
    expect(page.locator("#results h1")).to_have_text(before)
    expect(page.locator("[data-map-canvas] canvas")).to_be_visible()


def test_reader_who_ticked_so_need_not_ask(site: str, page: Page):
    open_map(page, f"{site}/fr/search?category=see&view=map")
    before = page.locator("#results h1").inner_text()
    page.get_by_label("Chercher quand la carte bouge").check()
    page.locator("canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.locator("#results h1")).not_to_have_text(before)
    assert page.evaluate("localStorage.getItem('escale-map-follows')") == "yes"


def test_map_begins_with_all_that_is_found_even_when_it_stands_together(site: str, page: Page, monkeypatch):
    for module in (spots, basic_spots):
        monkeypatch.setattr(module, "FEW", 5)
    open_map(page, f"{site}/fr/search?category=see&view=map")
    total = int(page.locator("#results").get_attribute("data-total"))
    said = page.locator("[data-map-said]").inner_text()
    assert total > 20
    assert int(re.search(r"carte : (\d+)", said)[1]) >= 0.9 * total, said


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("query", ["", "category=see&"])
def test_first_view_shows_and_counts_all_there_is(site: str, browser: Browser, query: str, width: int):
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 900})
    tab = context.new_page()
    open_map(tab, f"{site}/fr/search?{query}view=map")
    total = tab.locator("#results").get_attribute("data-total")
    expect(tab.locator("[data-map-said]")).to_contain_text(f"carte : {total}. Résultats dans la liste : {total}.")
    context.close()


def place_of(tab: Page, card: Locator, centre: tuple[float, float, int]) -> tuple[float, float]:
    """Return where on the page the map has the point of a card. centre: latitude, longitude and zoom of the map."""
    latitude, longitude, zoom = centre
    (x, y), (point_x, point_y) = (
        to_world(position)
        for position in (
            (latitude, longitude),
            (float(card.get_attribute("data-lat")), float(card.get_attribute("data-lon"))),
        )
    )
    middle, pixels = middle_of(tab), 512 * 2**zoom
    return middle[0] + (point_x - x) * pixels, middle[1] + (point_y - y) * pixels


def test_card_marks_its_point_and_point_its_card(site: str, page: Page):
    open_map(page, f"{site}/fr/search?q=chateau+royal+de+blois&view=map#map=15/47.5857/1.3308")
    card = page.locator("#results article", has_text="Château royal de Blois").first
    x, y = place_of(page, card, (47.5857, 1.3308, 15))
    around = {"x": x - 25, "y": y - 25, "width": 50, "height": 50}
    page.mouse.move(1, 1)
    unmarked = page.screenshot(clip=around)
    card.hover()
    page.wait_for_timeout(500)
    assert page.screenshot(clip=around) != unmarked
    page.mouse.move(1, 1)
    page.wait_for_timeout(500)
    assert page.screenshot(clip=around) == unmarked
    marked = page.locator(".card--marked")
    expect(marked).to_have_count(0)
    page.mouse.move(x, y)
    expect(marked).to_have_count(1)
    expect(card).to_have_class(re.compile("card--marked"))
    page.mouse.move(x, y + 100)
    expect(marked).to_have_count(0)


def test_keyboard_alone_goes_over_the_map_and_through_what_is_on_it(site: str, page: Page):
    open_map(page, f"{site}/fr/search?category=see&view=map")
    page.get_by_text("Sauter la carte").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#after-map")).to_be_focused()
    page.locator(".map__list summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator("[data-map-list] button").first
    expect(first).to_be_focused()
    zoom = page.evaluate("location.hash")
    page.keyboard.press("Enter")
    page.wait_for_function(f"location.hash !== {zoom!r} || document.querySelector('.maplibregl-popup')")


def test_drawn_area_survives_in_the_address(site: str, page: Page):
    open_map(page, f"{site}/fr/search?view=map")
    before = page.locator("#results h1").inner_text()
    page.get_by_role("button", name="Dessiner une zone").click()
    x, y = middle_of(page)
    for corner in ((-60, -60), (60, -60), (60, 60), (-60, 60), (-60, -60)):
        page.mouse.click(x + corner[0], y + corner[1])
    expect(page.locator("#results h1")).not_to_have_text(before)
    assert "within=" in page.url
    inside = page.locator("#results h1").inner_text()
    page.reload()
    expect(page.locator("#results h1")).to_have_text(inside)


def test_position_is_asked_for_after_a_click_only(site: str, browser: Browser):
    amboise = {"latitude": 47.4135, "longitude": 0.9845}
    context = browser.new_context(
        locale="fr-FR", geolocation=amboise, permissions=["geolocation"], viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    tab.add_init_script(
        "const ask = Geolocation.prototype.getCurrentPosition; Geolocation.prototype.getCurrentPosition = function (...a) { window.asked = 1; return ask.apply(this, a); }"
    )
    open_map(tab, f"{site}/fr/search?view=map")
    assert tab.evaluate("window.asked") is None
    tab.locator("[data-map-tools]").get_by_role("button", name="Autour de moi").click()
    expect(tab.locator("#results article").first).to_contain_text("Amboise")
    context.close()


def test_phone_switches_between_list_and_map(site: str, browser: Browser):
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    tab = context.new_page()
    open_map(tab, f"{site}/fr/search?category=see&view=map")
    expect(tab.locator("#results article").first).to_be_hidden()
    tab.get_by_role("button", name="Liste", exact=True).click()
    expect(tab.locator("#results article").first).to_be_visible()
    expect(tab.locator("[data-map-canvas]")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_map(site: str, browser: Browser, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    tab = context.new_page()
    open_map(tab, f"{site}/fr/search?q=chateau&view=map")
    tab.locator(".map__list summary").click()
    check_by_axe(tab, width=width)
    context.close()
