"""What tests with a browser share: a tab with its map open, and what axe finds in it."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
LOADED_MS = 20_000


def open_map(tab: Page, url: str) -> None:
    """Go to a search with its map, and wait until the map has everything."""
    tab.goto(url)
    wait_for_map(tab)


def wait_for_map(tab: Page) -> None:
    tab.wait_for_selector("[data-map][data-ready]", timeout=LOADED_MS)


def show_small_map(tab: Page) -> None:
    """Ask for the map of a page of its own subject, and wait until it has everything."""
    tab.get_by_role("button", name="Afficher la carte").click()
    tab.wait_for_selector("[data-small-map][data-ready]", timeout=LOADED_MS)


def middle_of(tab: Page) -> tuple[float, float]:
    """Return where on the page the middle of the map is."""
    box = tab.locator("[data-map-canvas]").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def canvas(tab: Page):
    return tab.locator("[data-map-canvas] canvas")


def said(tab: Page):
    """What the map says to those who do not see it, too."""
    return tab.locator("[data-map-said]")


def press_and_glide(tab: Page, key: str) -> None:
    """Move the map by a key; the address knows when it stands."""
    before = tab.url
    tab.keyboard.press(key)
    tab.wait_for_function("before => location.href !== before", arg=before)


def check_by_axe(tab: Page, *, width: int) -> None:
    """Let axe find nothing in light and in dark, and nothing be wider than the window.

    The tab must bypass the content policy, and want no motion, for colours to change at once.
    """
    tab.add_script_tag(path=str(AXE))
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found = tab.evaluate(
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | ')))"
        )
        assert found == [], scheme
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
