"""Search as a visitor with a browser, with and without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_tabs import check_by_axe

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


def test_one_filter_after_the_other_the_order_and_the_words(site: str, page: Page):
    page.goto(f"{site}/fr/search?q=chateau")
    page.get_by_label("Loir-et-Cher").check()
    page.wait_for_url("**/search?q=chateau&department=41")
    page.locator("#category-see").check()
    page.wait_for_url("**/search?q=chateau&category=see&department=41")
    page.get_by_label("Loir-et-Cher").uncheck()
    page.wait_for_url("**/search?q=chateau&category=see")
    page.locator("#sort").select_option("name")
    page.wait_for_url("**/search?q=chateau&category=see&sort=name")
    page.locator("#q").fill("musée")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=mus%C3%A9e&category=see&sort=name")
    expect(page).to_have_title("« musée » · Escale")
    page.get_by_label("Gratuit").check()
    page.wait_for_url("**/search?q=mus%C3%A9e&category=see&price=free&sort=name")
    german = page.locator("#languages a[hreflang=de]")
    expect(german).to_have_attribute("href", "/de/search?q=mus%C3%A9e&category=see&price=free&sort=name")


def test_choice_below_stands_for_the_one_above_and_the_other_way_round(site: str, page: Page):
    page.goto(f"{site}/fr/search?q=chateau")
    page.get_by_label("Loir-et-Cher").check()
    page.wait_for_url("**/search?q=chateau&department=41")
    commune = page.locator("#department-41").locator("xpath=ancestor::li[1]").locator("input[name=commune]").first
    code = commune.get_attribute("value")
    commune.check()
    page.wait_for_url(f"**/search?q=chateau&commune={code}")
    expect(page.get_by_label("Loir-et-Cher")).not_to_be_checked()
    page.get_by_label("Loir-et-Cher").check()
    page.wait_for_url("**/search?q=chateau&department=41")


def test_filters_on_a_phone_stay_open_until_the_reader_closes_them(site: str, browser: Browser):
    context = browser.new_context(locale="fr-FR", viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(f"{site}/fr/search?q=chateau")
    tab.locator("[data-filters] > summary").click()
    tab.get_by_label("Loir-et-Cher").check()
    tab.wait_for_url("**department=41")
    expect(tab.get_by_label("Loir-et-Cher")).to_be_visible()
    tab.locator("[data-filters] > summary").click()
    tab.locator("#sort").select_option("name")
    tab.wait_for_url("**sort=name")
    expect(tab.get_by_label("Loir-et-Cher")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("lang", ["fr", "en", "de", "es", "it", "nl"])
def test_no_page_is_wider_than_a_small_phone(site: str, browser: Browser, lang: str):
    context = browser.new_context(viewport={"width": 320, "height": 640})
    tab = context.new_page()
    for path in ("", "search?q=chateau", "search?q=zzyzx", "sign-in"):
        tab.goto(f"{site}/{lang}/{path}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


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


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/fr/", "/fr/search?q=chateau", "resource", "/fr/sign-in", "/fr/status", "/fr/nope"])
def test_axe_finds_nothing_and_nothing_overflows(site: str, browser: Browser, path: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    tab = context.new_page()
    if path == "resource":
        tab.goto(f"{site}/fr/search?q=chateau+royal+de+blois")
        path = tab.locator("#results article a").first.get_attribute("href")
    tab.goto(site + path)
    check_by_axe(tab, width=width)
    context.close()
