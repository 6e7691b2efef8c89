"""Take Elasticsearch away from the list, from the map, or from both: each says what it has, and only as long as it is so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from portal.connections.breaker import Breaker
from portal.services.searching import engines
from tests.browser_tabs import canvas, open_map, said

KEPT = "/fr/search?category=see&view=map"
BOTH = "Recherche simplifiée pour le moment : la carte peut être moins précise."
MAP = "Recherche simplifiée pour le moment sur la carte : liste et carte peuvent différer un temps."
LIST = "Recherche simplifiée pour le moment dans la liste : liste et carte peuvent différer un temps."

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clusters")]


@pytest.fixture
def elasticsearch_goes(monkeypatch) -> Callable[[], None]:
    """Take Elasticsearch away from the portal; it is back after the test. Lists that others have asked for are still kept."""

    def go() -> None:
        monkeypatch.setattr(engines._Binding, "elasticsearch", None)

    yield go
    monkeypatch.undo()
    engines._Binding.breaker = Breaker(probe_every_s=engines.PROBE_EVERY_S)


def test_map_says_that_its_search_is_simplified(site: str, page: Page, elasticsearch_goes):
    elasticsearch_goes()
    open_map(page, f"{site}/fr/search?category=eat&view=map")
    expect(page.locator("#results .notice")).to_contain_text("Recherche simplifiée pour le moment")
    expect(said(page)).to_contain_text(BOTH)
    expect(said(page)).to_have_attribute("role", "status")


def test_whole_search_says_nothing_of_it(site: str, page: Page):
    open_map(page, site + KEPT)
    expect(said(page)).not_to_contain_text("simplifiée")


def test_map_without_a_filter_comes_from_tiles_and_says_nothing_of_it(site: str, page: Page, elasticsearch_goes):
    elasticsearch_goes()
    open_map(page, f"{site}/fr/search?view=map")
    expect(said(page)).not_to_contain_text("simplifiée")


def answer_by(engine: str):
    """Let the map's points be told as found by `engine`."""

    def answer(route: Route) -> None:
        found = route.fetch()
        route.fulfill(response=found, json={**found.json(), "engine": engine})

    return answer


def test_list_of_before_and_points_of_now_may_differ_until_the_next_whole_answer(site: str, page: Page):
    page.route("**/search/map?*", answer_by("postgresql"))
    open_map(page, site + KEPT)
    expect(said(page)).to_contain_text(MAP)
    expect(page.locator("#results .notice")).to_have_count(0)
    page.unroute("**/search/map?*")
    canvas(page).focus()
    page.keyboard.press("+")
    expect(said(page)).to_contain_text("a bougé")
    expect(said(page)).not_to_contain_text("simplifiée")


def test_simplified_list_beside_a_whole_map_is_said_until_the_list_is_whole(
    site: str, page: Page, elasticsearch_goes, monkeypatch
):
    elasticsearch_goes()
    page.route("**/search/map?*", answer_by("elasticsearch"))
    open_map(page, f"{site}/fr/search?category=stay&view=map")
    expect(said(page)).to_contain_text(LIST)
    monkeypatch.undo()
    page.locator("#sort").select_option("name")
    expect(page.locator("#results .notice")).to_have_count(0)
    expect(said(page)).not_to_contain_text("simplifiée")


def test_points_are_asked_for_anew_when_the_list_is_whole_again(site: str, page: Page, elasticsearch_goes, monkeypatch):
    elasticsearch_goes()
    open_map(page, f"{site}/fr/search?category=do&view=map")
    expect(said(page)).to_contain_text(BOTH)
    monkeypatch.undo()
    page.wait_for_timeout(2100)  # as long as a browser may keep the answer
    page.locator("#sort").select_option("name")
    expect(page.locator("#results .notice")).to_have_count(0)
    expect(said(page)).not_to_contain_text("simplifiée")
