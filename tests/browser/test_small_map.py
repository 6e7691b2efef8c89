"""This file asks for the map of a place, of a zone, and of a tour, where the elevation profile and the line follow each other."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser_tabs import show_small_map

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]


@pytest.mark.parametrize("path", ["/fr/z/commune/37003-amboise", "/fr/r/33-chateau-royal-damboise"])
def test_map_is_there_when_it_is_asked_for_and_none_of_it_before(site: str, page: Page, path: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + path)
    expect(page.get_by_role("button", name="Afficher la carte")).to_be_visible()
    assert not [url for url in asked if "maplibre" in url or "small_map" in url or "/tiles/" in url]
    show_small_map(page)
    assert [url for url in asked if "/places/" in url]
    expect(page.locator("[data-small-map] canvas")).to_be_focused()


def test_map_waits_for_its_colours(site: str, page: Page):
    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/vendor/map.css", late)
    page.goto(f"{site}/fr/z/commune/37003-amboise")
    show_small_map(page)  # without them, the console has complaints


def test_profile_and_line_follow_each_other(site: str, page: Page, tour: int):
    page.goto(f"{site}/fr/r/{tour}-x")
    show_small_map(page)
    frame = page.locator("[data-map-canvas]")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    cursor = page.locator("[data-profile-cursor]")
    for down in range(10, 100, 3):  # somewhere on the way down the map the pointer crosses the line
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * down / 100)
        page.wait_for_timeout(30)
        if cursor.get_attribute("visibility") == "visible":
            break
    expect(cursor).to_have_attribute("visibility", "visible")
    expect(page.locator("[data-profile-said]")).to_contain_text("km")
