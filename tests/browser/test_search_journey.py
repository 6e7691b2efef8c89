"""This file searches as a visitor with a browser, with and without JavaScript."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


def test_visitor_searches_filters_and_goes_back(site: str, page: Page):
    page.goto(f"{site}/fr/")
    page.locator("#q").fill("chateau")
    page.locator("#q").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("résultats")
    everything = page.locator("#results h1").inner_text()
    page.get_by_label("Loir-et-Cher").check()
    expect(page.locator("#results h1")).not_to_have_text(everything)
    expect(page.get_by_role("list", name="Filtres actifs").get_by_text("Loir-et-Cher")).to_be_visible()
    assert page.url.endswith("/fr/search?q=chateau&department=41")
    page.go_back()
    expect(page.locator("#results h1")).to_have_text(everything)
    page.locator("#results article a").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("résultats")


def test_same_journey_works_without_javascript(site: str, browser: Browser):
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    tab = context.new_page()
    tab.goto(f"{site}/")
    assert tab.url == f"{site}/fr/"
    tab.get_by_role("searchbox").fill("musée")
    tab.get_by_role("button", name="Rechercher").click()
    tab.get_by_text("Filtres").first.click()
    tab.get_by_label("Loir-et-Cher").check()
    tab.get_by_role("button", name="Appliquer les filtres").click()
    assert "department=41" in tab.url
    expect(tab.get_by_role("heading", level=1)).to_contain_text("résultat")
    context.close()


def test_keyboard_alone_reaches_the_content_and_searches(site: str, page: Page):
    page.goto(f"{site}/fr/search")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()


def test_near_me_asks_and_sorts_by_distance(site: str, browser: Browser):
    place = {"latitude": 47.4135, "longitude": 0.9845}
    context = browser.new_context(
        locale="fr-FR", geolocation=place, permissions=["geolocation"], viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    tab.goto(f"{site}/fr/search")
    tab.get_by_role("button", name="Autour de moi").click()
    expect(tab.locator("#results article").first).to_contain_text("Amboise")
    context.close()


def test_theme_is_switched_and_kept(site: str, page: Page):
    page.goto(f"{site}/fr/")
    page.get_by_role("button", name="Couleurs sombres").click()
    page.goto(f"{site}/fr/about")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/fr/", "/fr/search?q=chateau", "resource", "/fr/sign-in", "/fr/status", "/fr/nope"])
def test_axe_finds_nothing_and_nothing_overflows(site: str, browser: Browser, path: str, width: int, scheme: str):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    tab = context.new_page()
    if path == "resource":
        tab.goto(f"{site}/fr/search?q=chateau+royal+de+blois")
        path = tab.locator("#results article a").first.get_attribute("href")
    tab.goto(site + path)
    tab.add_script_tag(path=str(AXE))
    found = tab.evaluate(
        "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | ')))"
    )
    assert found == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
