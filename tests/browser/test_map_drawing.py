"""This file draws on the map with a mouse: what is drawn, what the fields say and what is searched are one."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from portal.db import db
from portal.services import map_clusters

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def clusters(indexed):
    with db.transaction() as session:
        map_clusters.refresh(session, today=date.today(), is_forced=True)


def open_map(tab: Page, url: str) -> tuple[float, float]:
    """Return where on the page the middle of the map is."""
    tab.goto(url)
    tab.wait_for_selector("[data-map][data-ready]", timeout=20_000)
    box = tab.locator("[data-map-canvas]").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def asked_for(tab: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.url).query)


def test_circle_that_is_drawn_is_the_one_of_the_fields_and_of_the_search(site: str, page: Page):
    x, y = open_map(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
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
    x, y = open_map(page, f"{site}/fr/search?view=map#map=8/47.5857/1.3308")
    page.get_by_role("button", name="Cercle", exact=True).click()
    page.mouse.click(x - 100, y)
    page.mouse.move(x, y)
    shown = page.get_by_label("Rayon").input_value()
    page.wait_for_timeout(400)
    page.mouse.click(x, y)
    page.wait_for_url(re.compile("radius="))
    assert asked_for(page)["radius"] == [shown]
    assert float(asked_for(page)["lon"][0]) < 1.3308 - 0.1
