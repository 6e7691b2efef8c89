"""Draw on the map with a mouse: what is drawn, what the fields say and what is searched are one."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_tabs import canvas, middle_of, open_map, press_and_glide, said

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]


def open_at(tab: Page, url: str) -> tuple[float, float]:
    """Return where on the page the middle of the map is."""
    open_map(tab, url)
    return middle_of(tab)


def asked_for(tab: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.url).query)


def test_circle_that_is_drawn_is_the_one_of_the_fields_and_of_the_search(site: str, page: Page):
    x, y = open_at(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    page.get_by_role("button", name="Cercle", exact=True).click()
    said, radius = page.locator("[data-map-said]"), page.get_by_label("Rayon")
    chosen = radius.input_value()
    page.mouse.click(x + 150, y)
    expect(said).to_contain_text(f"Cercle de {int(chosen) // 1000} km autour du point choisi")
    page.mouse.move(x + 170, y)  # a pixel is about 200 m
    expect(radius).not_to_have_value(chosen)
    small = radius.input_value()
    expect(said).to_contain_text(f"Cercle de {int(small) // 1000} km autour du point choisi")
    radius.select_option("10000")
    expect(said).to_contain_text("Cercle de 10 km autour du point choisi")
    page.get_by_role("button", name="Chercher dans ce cercle").click()
    page.wait_for_url(re.compile("radius="))
    asked = asked_for(page)
    assert asked["radius"] == ["10000"]
    assert float(asked["lat"][0]) == pytest.approx(47.5857, abs=0.02)
    assert float(asked["lon"][0]) > 1.3308 + 0.2


def test_click_on_the_edge_searches_in_the_circle_the_field_shows(site: str, page: Page):
    x, y = open_at(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    page.get_by_role("button", name="Cercle", exact=True).click()
    page.mouse.click(x - 100, y)
    page.mouse.move(x, y)
    shown = page.get_by_label("Rayon").input_value()
    page.wait_for_timeout(400)
    page.mouse.click(x, y)
    page.wait_for_url(re.compile("radius="))
    assert asked_for(page)["radius"] == [shown]
    assert float(asked_for(page)["lon"][0]) < 1.3308 - 0.1


CROSSED = "La zone se croise elle-même : retirez un coin ou recommencez."


def click_corners(page: Page, middle: tuple[float, float], *corners: tuple[int, int]) -> None:
    for right, down in corners:
        page.mouse.click(middle[0] + right, middle[1] + down)  # two of them are no double click here


def test_area_that_crosses_itself_is_said_and_stays_to_be_mended(site: str, page: Page):
    middle = open_at(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    total = page.locator("#results").get_attribute("data-total")
    page.get_by_role("button", name="Dessiner une zone").click()
    said = page.locator("[data-map-said]")
    click_corners(page, middle, (-60, -60), (60, -60), (60, 60), (-20, -100), (-60, -60))
    expect(said).to_have_text(CROSSED)
    expect(page.locator("[data-map-draw='polygon']")).to_have_attribute("aria-pressed", "true")
    assert "within=" not in page.url
    page.keyboard.press("Backspace")
    expect(said).to_contain_text("Coins placés : 3")
    click_corners(page, middle, (-60, -60))
    page.wait_for_url(re.compile("within="))
    assert len(asked_for(page)["within"][0].split(";")) == 3
    expect(page.locator("#results")).not_to_have_attribute("data-total", total)


def test_corners_in_one_line_are_no_area(site: str, page: Page):
    open_map(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    page.locator("[data-map-draw='polygon']").press("Enter")
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press("Enter")
        press_and_glide(page, key)
    page.keyboard.press("Enter")  # back where it began
    expect(page.locator("[data-map-said]")).to_have_text(CROSSED)


def test_enter_twice_at_one_place_ends_an_area_or_says_again_what_to_do(site: str, page: Page):
    open_map(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    page.locator("[data-map-draw='polygon']").press("Enter")
    said = page.locator("[data-map-said]")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Coins placés : 1")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("deux fois Entrée")
    for key in ("ArrowRight", "ArrowDown"):
        press_and_glide(page, key)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("within="))
    assert len(asked_for(page)["within"][0].split(";")) == 3


def test_rectangle_on_both_sides_of_longitude_180_is_said(site: str, page: Page):
    middle = open_at(page, f"{site}/fr/search?view=map#map=5/-18/180")
    page.get_by_role("button", name="Rectangle").click()
    click_corners(page, middle, (-100, -60), (100, 60))
    expect(page.locator("[data-map-said]")).to_contain_text("La zone traverse le méridien 180°")
    expect(page.locator("[data-map-draw='rectangle']")).to_have_attribute("aria-pressed", "true")
    click_corners(page, middle, (-20, 60))
    page.wait_for_url(re.compile("within="))


def zoom_of(page: Page) -> float:
    return float(urlsplit(page.url).fragment.removeprefix("map=").split("/")[0])


def draw(page: Page, tool: str, middle: tuple[float, float], *, is_double: bool) -> float:
    """Draw, by a double click at its end or without one; return the zoom that the map stands at when it shows what was drawn."""
    before = f"#{urlsplit(page.url).fragment}"
    page.locator(f"[data-map-draw='{tool}']").click()
    click_corners(page, middle, (-60, -60), *([(60, -60)] if tool == "polygon" else []))
    if is_double:
        page.mouse.dblclick(middle[0] + 60, middle[1] + 60)
    else:
        click_corners(page, middle, (60, 60), *([(-60, -60)] if tool == "polygon" else []))
    page.wait_for_url(re.compile("radius=" if tool == "circle" else "within="))
    page.wait_for_function("before => location.hash !== before", arg=before)
    page.wait_for_timeout(700)  # as long as a double click that zooms as well takes to be seen
    return zoom_of(page)


@pytest.mark.parametrize("tool", ["polygon", "rectangle", "circle"])
def test_double_click_ends_an_area_and_never_zooms(site: str, page: Page, tool: str):
    start = f"{site}/fr/search?view=map#map=8/47.5857/1.3308"
    by_single_clicks = draw(page, tool, open_at(page, start), is_double=False)
    page.goto("about:blank")
    by_double_click = draw(page, tool, open_at(page, start), is_double=True)
    assert by_double_click == pytest.approx(by_single_clicks, abs=0.01)
    if tool == "polygon":
        assert len(asked_for(page)["within"][0].split(";")) == 3
    expect(page.locator(f"[data-map-draw='{tool}']")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".maplibregl-popup")).to_have_count(0)


def test_double_click_zooms_again_when_nothing_is_drawn(site: str, page: Page):
    x, y = open_at(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    page.locator("[data-map-draw='rectangle']").click()
    page.mouse.dblclick(x + 200, y + 100)
    page.wait_for_timeout(600)
    assert zoom_of(page) == pytest.approx(8, abs=0.01)
    page.keyboard.press("Escape")
    page.wait_for_timeout(700)
    page.mouse.dblclick(x + 250, y - 200)
    page.wait_for_function("() => Number(location.hash.slice(5).split('/')[0]) > 8.5")


def tap_corners(tab: Page, middle: tuple[float, float], *corners: tuple[int, int]) -> None:
    for number, (right, down) in enumerate(corners, start=1):
        tab.touchscreen.tap(middle[0] + right, middle[1] + down)
        expect(said(tab)).to_contain_text(f"Coins placés : {number}")
        tab.wait_for_timeout(350)  # two at once would be a double tap


def test_finger_takes_the_last_corner_back(site: str, browser: Browser):
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    tab = context.new_page()
    open_map(tab, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    undo = tab.get_by_role("button", name="Enlever le dernier point")
    expect(undo).to_be_hidden()
    tab.get_by_role("button", name="Dessiner une zone").tap()
    expect(undo).to_be_disabled()
    assert undo.bounding_box()["height"] >= 44
    tab.locator("[data-map-canvas]").scroll_into_view_if_needed()
    middle = middle_of(tab)
    tap_corners(tab, middle, (-60, -40), (60, -40), (60, 60), (-20, -90))
    undo.tap()
    expect(said(tab)).to_contain_text("Coins placés : 3")
    expect(undo).to_be_enabled()
    tab.touchscreen.tap(middle[0] - 60, middle[1] - 40)
    tab.wait_for_url(re.compile("within="))
    assert len(asked_for(tab)["within"][0].split(";")) == 3
    expect(undo).to_be_hidden()
    context.close()


@pytest.mark.parametrize("tool", ["polygon", "rectangle", "circle"])
def test_last_point_taken_back_leaves_the_focus_on_the_map(site: str, page: Page, tool: str):
    x, y = open_at(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    page.locator(f"[data-map-draw='{tool}']").click()
    undo = page.get_by_role("button", name="Enlever le dernier point")
    expect(undo).to_be_disabled()
    page.mouse.click(x + 40, y + 40)
    expect(undo).to_be_enabled()
    undo.press("Enter")
    expect(undo).to_be_disabled()
    expect(canvas(page)).to_be_focused()
    expect(page.locator(f"[data-map-draw='{tool}']")).to_have_attribute("aria-pressed", "true")
