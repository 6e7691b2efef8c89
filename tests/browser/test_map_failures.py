"""Let what the map needs be late, or fail: the map says so, claims nothing, and a button tries again."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser_tabs import canvas, check_by_axe, open_map, said, wait_for_map

FILTERED = "/fr/search?category=see&view=map"
FAILED = "La carte n’a pas pu être chargée."

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]


def unavailable(route: Route) -> None:
    route.fulfill(status=503, body="away")


def retry(tab: Page) -> None:
    button = tab.get_by_role("button", name="Réessayer")
    button.focus()
    button.press("Enter")


ANSWERS = [
    ("**/search/map?*", FILTERED, "data"),
    ("**/tiles/*/places/**", "/fr/search?view=map", "tiles"),
    ("**/tiles/latest.json", "/fr/search?view=map", "generation"),
]


@pytest.mark.parametrize(("asked", "path", "what"), ANSWERS, ids=[what for *_, what in ANSWERS])
@pytest.mark.parametrize("fail", [unavailable, lambda route: route.abort()], ids=["503", "no connection"])
def test_what_cannot_be_loaded_is_said_and_tried_again(site: str, tab: Page, asked: str, path: str, what: str, fail):
    tab.route(asked, fail)
    tab.goto(site + path)
    said = tab.locator("[data-map-said]")
    expect(said).to_have_text(FAILED)
    retry(tab)
    expect(said).to_have_text(FAILED)  # still away
    expect(tab.get_by_role("button", name="Réessayer")).to_be_visible()
    tab.wait_for_timeout(500)
    assert set(tab.evaluate("sentences")) <= {"Chargement…", FAILED}
    assert tab.locator("[data-map][data-ready]").count() == 0
    tab.unroute(asked)
    retry(tab)
    expect(said).to_contain_text(re.compile(r"carte : \d+"))
    expect(tab.get_by_role("button", name="Réessayer")).to_be_hidden()
    assert tab.evaluate("document.activeElement.tagName") != "BODY"
    assert "Rien ici" not in " ".join(tab.evaluate("sentences"))


@pytest.mark.parametrize(("asked", "path", "what"), ANSWERS, ids=[what for *_, what in ANSWERS])
def test_while_an_answer_is_awaited_the_map_says_that_it_loads(site: str, tab: Page, asked: str, path: str, what: str):
    held: list[Route] = []
    is_slow = True
    tab.route(asked, lambda route: held.append(route) if is_slow else route.continue_())
    tab.goto(site + path)
    said = tab.locator("[data-map-said]")
    expect(said).to_have_text("Chargement…")
    tab.wait_for_timeout(1500)
    expect(said).to_have_text("Chargement…")
    assert tab.locator("[data-map][data-ready]").count() == 0
    is_slow = False
    for route in held:
        route.continue_()
    expect(said).to_contain_text(re.compile(r"carte : \d+"))
    wait_for_map(tab)
    assert "Rien ici" not in " ".join(tab.evaluate("sentences"))


def with_one_more(route: Route) -> None:
    """Answer as if not everything were known already."""
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), "total": answer.json()["total"] + 1})


def test_search_whose_points_do_not_come_keeps_no_number_of_the_one_before(site: str, tab: Page):
    tab.route("**/search/map?*", with_one_more)
    tab.goto(site + FILTERED)
    wait_for_map(tab)
    tab.unroute("**/search/map?*")
    tab.route("**/search/map?*", unavailable)
    tab.locator("canvas").focus()
    tab.keyboard.press("-")
    expect(tab.locator("[data-map-said]")).to_have_text(FAILED)
    tab.unroute("**/search/map?*")
    retry(tab)
    expect(tab.locator("[data-map-said]")).to_contain_text(re.compile(r"carte : \d+"))
    expect(tab.locator("canvas")).to_be_focused()


def test_a_few_are_asked_for_once_wherever_the_map_goes(site: str, tab: Page):
    asked: list[str] = []
    tab.on("request", lambda request: "/search/map?" in request.url and asked.append(request.url))
    tab.goto(site + FILTERED)
    wait_for_map(tab)
    place = tab.evaluate("location.hash")
    tab.locator("canvas").focus()
    for _ in range(3):
        tab.keyboard.press("-")
        tab.wait_for_timeout(400)
    wait_for_map(tab)
    assert tab.evaluate("location.hash") != place
    assert len(asked) == 1
    total = tab.locator("#results").get_attribute("data-total")
    expect(said(tab)).to_contain_text(re.compile(rf"carte : {total}\."))


@pytest.mark.parametrize("fail", [unavailable, lambda route: route.abort()], ids=["503", "no connection"])
def test_map_whose_worker_does_not_come_says_so_and_tries_again(site: str, tab: Page, fail):
    tab.route("**/maplibre-gl-worker.mjs", fail)
    tab.goto(site + FILTERED)
    expect(said(tab)).to_have_text(FAILED)
    tab.unroute("**/maplibre-gl-worker.mjs")
    retry(tab)
    expect(said(tab)).to_contain_text(re.compile(r"carte : \d+"))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("more", "times"), [("", 2), ("&bbox=1.2,47.5,1.5,47.7", 1)])
def test_many_are_asked_for_in_the_frame_the_map_will_have(site: str, tab: Page, width: int, more: str, times: int):
    asked: list[str] = []
    tab.set_viewport_size({"width": width, "height": 844})
    tab.on("request", lambda request: "/search/map?" in request.url and asked.append(request.url))
    tab.route("**/search/map?*", with_one_more)
    tab.goto(site + FILTERED + more)
    wait_for_map(tab)
    assert len(asked) == times, "a frame foreseen wrongly is asked for in vain"


def test_map_without_its_outlines_says_so_beside_what_it_has(site: str, tab: Page):
    words = "Des contours de la carte n’ont pas pu être chargés."
    tab.route("**/tiles/*/zones/**", unavailable)
    open_map(tab, site + FILTERED)
    expect(said(tab)).to_contain_text(re.compile(r"carte : \d+"))
    expect(said(tab)).to_contain_text(words)
    tab.unroute("**/tiles/*/zones/**")
    retry(tab)
    expect(tab.get_by_role("button", name="Réessayer")).to_be_hidden()
    expect(said(tab)).to_contain_text(re.compile(r"carte : \d+"))
    expect(said(tab)).not_to_contain_text(words)
    expect(canvas(tab)).to_be_focused()


@pytest.mark.parametrize("asked", ["**/tiles/*/places/**", "**/tiles/latest.json"])
def test_small_map_says_and_tries_again_too(site: str, tab: Page, asked: str):
    tab.route(asked, unavailable)
    tab.goto(f"{site}/fr/z/commune/37003-amboise")
    tab.get_by_role("button", name="Afficher la carte").click()
    said = tab.locator("[data-map-said]")
    expect(said).to_have_text(FAILED)
    tab.unroute(asked)
    retry(tab)
    tab.wait_for_selector("[data-small-map][data-ready]")
    expect(said).to_have_text("")
    expect(tab.get_by_role("button", name="Réessayer")).to_be_hidden()


def test_axe_finds_nothing_on_a_map_that_could_not_be_loaded(site: str, browser: Browser):
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 390, "height": 900}, bypass_csp=True, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.route("**/search/map?*", unavailable)
    tab.goto(site + FILTERED)
    expect(tab.locator("[data-map-said]")).to_have_text(FAILED)
    check_by_axe(tab, width=390)
    context.close()
