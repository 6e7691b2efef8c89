"""Press a button twice before the answer is there: what it asks for is done once."""

import pytest
from playwright.sync_api import Page, expect

from portal.db import db
from portal.services.accounts import accounts
from tests.factories.gpx import gpx, hill, track

EMAIL, PASSWORD = "twice@example.org", "a password of a test"


@pytest.fixture
def editor(site: str, tab: Page) -> Page:
    """An editor's tab."""
    with db.transaction() as session:
        accounts.create(session, email=EMAIL, password=PASSWORD, role="editor")
    tab.goto(f"{site}/fr/sign-in")
    tab.locator("[name=email]").fill(EMAIL)
    tab.locator("[name=password]").fill(PASSWORD)
    tab.locator("main form button[type=submit]").first.click()
    tab.wait_for_url("**/account")
    return tab


def test_second_press_of_a_button_asks_for_nothing(site, editor, tour):
    editor.goto(f"{site}/fr/ops/tours")
    editor.get_by_label("Itinéraire : son numéro").fill(str(tour))
    far = {"name": "loin.gpx", "mimeType": "application/gpx+xml", "buffer": gpx(track(hill(9, start=(14.3, 45.8))))}
    editor.get_by_label("Fichiers GPX").set_input_files(far)
    editor.get_by_role("button", name="Enregistrer le tracé").click()
    held = []  # the answer to the first press is on its way
    editor.route("**/ops/tours", lambda route: held.append(route))
    editor.get_by_role("button", name="Enregistrer quand même").evaluate(
        "button => { button.click(); setTimeout(() => button.click(), 100); }"
    )
    editor.wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    expect(editor.get_by_text("Le tracé a été enregistré")).to_be_visible()
