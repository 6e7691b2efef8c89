"""Type into the search field with a keyboard, hears what a screen reader hears, and try it without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_keyboard_walks_through_the_suggestions_and_enter_follows_one(site: str, page: Page):
    page.goto(f"{site}/fr/")
    field = page.get_by_role("combobox", name="Un lieu, une ville, une envie…")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("chato amboi", delay=30)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Suggestions")).to_contain_text("Château royal d’Amboise")
    expect(page.locator("#suggestions")).to_have_attribute(
        "data-asked", "chato amboi"
    )  # a list that comes later is another
    field.press("ArrowDown")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    expect(field).to_be_focused()
    wanted = first.get_attribute("href")
    field.press("Enter")
    page.wait_for_url(f"**{wanted}")


def test_escape_closes_the_list_and_enter_without_a_choice_searches(site: str, page: Page):
    page.goto(f"{site}/fr/search")
    field = page.locator("#q")
    field.press_sequentially("musé", delay=20)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("Enter")
    page.wait_for_url("**/search?q=mus*")
    expect(page.locator("#results h1")).to_contain_text("résultats")


def test_screen_reader_hears_name_state_and_groups(site: str, page: Page):
    page.goto(f"{site}/fr/")
    page.locator("#q").press_sequentially("ambo", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    tree = page.locator("main [role=search]").first.aria_snapshot()
    assert 'combobox "Un lieu, une ville, une envie…" [expanded]' in tree
    assert 'listbox "Suggestions"' in tree
    assert 'group "Lieux"' in tree
    assert 'option "Amboise Indre-et-Loire"' in tree
    expect(page.locator("[data-suggestions-said]")).to_contain_text("Suggestions : ")


def test_last_searches_stay_in_this_browser_and_can_be_forgotten(site: str, page: Page):
    page.goto(f"{site}/fr/")
    page.locator("#q").fill("jardin royal")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=jardin+royal")
    page.goto(f"{site}/fr/")
    page.locator("#q").focus()
    expect(page.get_by_role("option", name="jardin royal")).to_be_visible()
    page.get_by_role("button", name="Les oublier").click()
    expect(page.get_by_role("option")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('escale-recent')") == "[]"


def test_field_is_a_plain_one_without_javascript(site: str, browser: Browser):
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    tab = context.new_page()
    tab.goto(f"{site}/fr/")
    expect(tab.get_by_role("searchbox")).to_be_visible()
    expect(tab.get_by_role("listbox")).to_have_count(0)
    tab.get_by_role("searchbox").fill("chateau d'amboise")
    tab.get_by_role("searchbox").press("Enter")
    expect(tab.locator("#results article").first).to_contain_text("Amboise")
    context.close()


def test_older_request_never_overwrites_the_newer_list(site: str, page: Page):
    page.goto(f"{site}/fr/")
    page.route("**/suggest?q=cha*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    field = page.locator("#q")
    field.press_sequentially("cha", delay=5)
    page.wait_for_timeout(150)
    field.fill("")
    field.press_sequentially("vill", delay=5)
    expect(page.locator("#suggestions")).to_have_attribute("data-asked", "vill")
    page.wait_for_timeout(600)
    expect(page.locator("#suggestions")).to_have_attribute("data-asked", "vill")
