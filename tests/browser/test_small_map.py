"""Ask for the map of a place, of a zone, and of a tour, where the elevation profile and the line follow each other."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from portal.db import db
from portal.importers.geojson import Fields
from portal.services.imports import zones as zone_import
from tests.browser_tabs import canvas, said, show_small_map
from tests.factories.outlines import BLOIS, box, build_feature

NO_LINE = "Le tracé de l’itinéraire n’a pas pu être chargé."
NO_OUTLINES = "Des contours de la carte n’ont pas pu être chargés."

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

    page.route("**/vendor/small_map.css", late)
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


def test_profile_is_walked_by_keys_and_the_map_comes_along(site: str, page: Page, tour: int):
    page.goto(f"{site}/fr/r/{tour}-x")
    show_small_map(page)
    page.evaluate("document.addEventListener('escale:profile', e => { window.told = e.detail; })")
    profile = page.get_by_role("slider", name="Profil altimétrique")
    profile.focus()
    page.keyboard.press("Home")
    expect(profile).to_have_attribute("aria-valuetext", re.compile("^0 km"))
    page.keyboard.press("PageDown")
    expect(profile).to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("End")
    expect(profile).to_have_attribute("aria-valuenow", profile.get_attribute("aria-valuemax"))
    assert page.evaluate("window.told.distance > 0 && window.told.latitude > 40")
    page.keyboard.press("Escape")
    expect(page.locator("[data-profile-cursor]")).to_have_attribute("visibility", "hidden")
    assert page.evaluate("window.told") is None


def test_heights_that_did_not_come_are_missed_and_asked_for_again(site: str, tab: Page, tour: int):
    tab.route("**/profile.json", lambda route: route.abort())
    tab.goto(f"{site}/fr/r/{tour}-x")
    profile = tab.get_by_role("slider", name="Profil altimétrique")
    profile.focus()
    tab.keyboard.press("End")
    expect(tab.locator("[data-profile-said]")).to_have_text("Les altitudes n’ont pas pu être chargées.")
    tab.unroute("**/profile.json")
    tab.wait_for_timeout(1100)  # so long nobody asks again
    tab.keyboard.press("Home")
    expect(tab.locator("[data-profile-said]")).to_contain_text("0 km · ")


@pytest.fixture(scope="module")
def park(indexed) -> str:
    """A park around Blois, whose outline is asked for apart from the tiles; return the address of its page."""
    zone_import.run(
        db.transaction, [build_feature("FR1", "Parc d’essai", box(*BLOIS))], Fields("park"), path="test.geojson"
    )
    return "/fr/z/park/FR1-parc-dessai"


def subjects(tour: int, park: str) -> dict[str, tuple[str, str, str]]:
    """By name: the page, what fails on it, and what is said then."""
    return {
        "line": (f"/fr/r/{tour}-x", "**/r/*.geojson", NO_LINE),
        "outline": (park, "**/search/map?*", NO_OUTLINES),
        "tiles of zones": ("/fr/z/commune/37003-amboise", "**/tiles/*/zones/**", NO_OUTLINES),
    }


@pytest.mark.parametrize("is_answered", [True, False], ids=["503", "no connection"])
@pytest.mark.parametrize("what", ["line", "outline", "tiles of zones"])
def test_what_the_page_is_about_is_missed_and_tried_again(
    site: str, tab: Page, tour: int, park: str, what: str, is_answered: bool
):
    path, asked, words = subjects(tour, park)[what]
    tab.route(asked, lambda route: route.fulfill(status=503, body="away") if is_answered else route.abort())
    tab.goto(site + path)
    tab.get_by_role("button", name="Afficher la carte").click()
    expect(said(tab)).to_have_text(words)
    again = tab.get_by_role("button", name="Réessayer")
    again.press("Enter")
    expect(said(tab)).to_have_text(words)  # still away
    expect(again).to_be_visible()
    tab.unroute(asked)
    with tab.expect_response(asked) as answer:
        again.press("Enter")
    assert answer.value.ok
    tab.wait_for_selector("[data-small-map][data-ready]")
    expect(said(tab)).to_have_text("")
    expect(again).to_be_hidden()
    expect(canvas(tab)).to_be_focused()
