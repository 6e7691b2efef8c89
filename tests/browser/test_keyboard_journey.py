"""Go from the search to a place over the map without a mouse, and let axe look at every page with an open map."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_tabs import check_by_axe, open_map, press_and_glide, show_small_map, wait_for_map

MOST_STOPS = 200

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Go there as a keyboard does, stop by stop."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no keyboard reaches {selector}")


def count(page: Page) -> str:
    return page.locator("#results h1").inner_text()


def test_no_mouse_is_needed_from_the_search_to_a_place(site: str, page: Page):
    page.goto(f"{site}/fr/search?category=see")
    everything = count(page)
    tab_to(page, "a[href*='view=map']")
    page.keyboard.press("Enter")
    wait_for_map(page)

    tab_to(page, "[data-map-canvas] canvas")
    page.keyboard.press("+")
    said = page.locator("[data-map-said]")
    expect(said).to_contain_text("a bougé")
    for _ in range(3):
        press_and_glide(page, "ArrowRight")
    tab_to(page, "[data-map-search]")
    page.keyboard.press("Enter")
    expect(page.locator("#results h1")).not_to_have_text(everything)
    expect(said).to_contain_text("du plus proche")
    here = count(page)

    tab_to(page, "[data-map-draw='circle']")
    page.keyboard.press("Enter")
    expect(page.locator("[data-map-canvas] canvas")).to_be_focused()
    expect(said).to_contain_text("Cercle de")
    for _ in range(4):
        page.keyboard.press("-")
    expect(said).to_contain_text("Cercle de 5 km")
    page.keyboard.press("+")
    expect(said).to_contain_text("Cercle de 10 km")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#results h1")).not_to_have_text(here)
    assert "radius=10000" in page.url
    assert "bbox" not in page.url
    expect(said).to_contain_text("Résultats dans la liste")

    tab_to(page, "#results article a", key="Shift+Tab")
    name = page.evaluate("document.activeElement.closest('article').querySelector('h2').innerText")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def test_circle_of_the_fields_is_the_one_that_is_searched(site: str, page: Page):
    open_map(page, f"{site}/fr/search?view=map#map=10/47.5857/1.3308")
    everything = count(page)
    page.get_by_role("button", name="Cercle", exact=True).click()
    page.get_by_label("Rayon").select_option("10000")
    expect(page.locator("[data-map-said]")).to_contain_text("Cercle de 10 km")
    page.get_by_role("button", name="Chercher dans ce cercle").click()
    expect(page.locator("#results h1")).not_to_have_text(everything)
    assert "lat=47.58" in page.url
    assert "radius=10000" in page.url
    inside = count(page)
    page.reload()
    wait_for_map(page)
    expect(page.locator("#results h1")).to_have_text(inside)


def test_rectangle_and_area_are_drawn_by_keys(site: str, page: Page):
    open_map(page, f"{site}/fr/search?view=map#map=9/47.5/1.1")
    everything = count(page)
    said = page.locator("[data-map-said]")
    tab_to(page, "[data-map-draw='rectangle']")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("deux coins opposés")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Coins placés : 1")
    for key in ("ArrowRight", "ArrowDown"):
        press_and_glide(page, key)
    page.keyboard.press("Enter")
    expect(page.locator("#results h1")).not_to_have_text(everything)
    corners = page.evaluate("new URLSearchParams(location.search).get('within')").split(";")
    assert len(corners) == 4
    assert len({corner.split(",")[0] for corner in corners}) == 2

    tab_to(page, "[data-map-draw='polygon']")
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press("Enter")
        page.keyboard.press(key)
        page.wait_for_timeout(500)  # not until the address changes: the map may still be on its way to what was found
    expect(said).to_contain_text("Coins placés : 4")
    page.keyboard.press("Backspace")
    expect(said).to_contain_text("Coins placés : 3")
    page.keyboard.press("Enter")  # back where it began
    expect(page).to_have_url(re.compile(r"within=[^;&]+;[^;&]+;[^;&]+&"))


def test_escape_gives_a_drawing_up(site: str, page: Page):
    open_map(page, f"{site}/fr/search?view=map")
    page.locator("[data-map-draw='circle']").press("Enter")
    expect(page.locator("[data-map-circle]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-map-circle]")).to_be_hidden()
    expect(page.locator("[data-map-draw='circle']")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-map-said]")).to_contain_text("Résultats dans la liste")
    assert "radius" not in page.url


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("subject", ["circle", "rectangle", "polygon", "zone", "tour"])
def test_axe_finds_nothing_on_pages_with_an_open_map(site: str, browser: Browser, tour: int, subject: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    tab = context.new_page()
    if subject in ("circle", "rectangle", "polygon"):
        open_map(tab, f"{site}/fr/search?view=map")
        tab.locator(f"[data-map-draw='{subject}']").press("Enter")
        if subject != "circle":
            tab.keyboard.press("Enter")
            expect(tab.locator("[data-map-said]")).to_contain_text("Coins placés : 1")
    else:
        path = "z/commune/41018-blois" if subject == "zone" else f"r/{tour}-x"
        tab.goto(f"{site}/fr/{path}")
        show_small_map(tab)
    assert tab.locator("[data-profile]").count() == (subject == "tour")
    check_by_axe(tab, width=width)
    context.close()
