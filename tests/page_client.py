"""The page client: it fetches pages as a browser would, and lints every HTML answer."""

from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from portal.extensions import limiter


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with its parsed HTML."""

    response: TestResponse
    root: HtmlElement

    @property
    def text(self) -> str:
        """All words of the page, single spaces between."""
        return " ".join(self.root.text_content().split())

    def find(self, xpath: str) -> list[HtmlElement]:
        """Return what an XPath finds."""
        return self.root.xpath(xpath)

    def card_names(self) -> list[str]:
        """Return the names on the cards, in order."""
        return [
            " ".join(a.text_content().split())
            for a in self.find("//article[contains(@class, 'card')]//*[@class='card__name']/a")
        ]


class PageClient:
    """Fetch pages and lint them."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, url: str, *, status: int = 200, htmx_target: str = "", **headers: str) -> Page:
        """Fetch a page, or the fragment htmx would ask for."""
        sent = {"HX-Request": "true", "HX-Target": htmx_target, **headers} if htmx_target else headers
        response = self.client.get(url, headers=sent)
        assert response.status_code == status, response.get_data(as_text=True)[:500]
        page = Page(response, html.fromstring(response.get_data(as_text=True)))
        lint(page, is_fragment=bool(htmx_target))
        return page


def lint(page: Page, *, is_fragment: bool) -> None:
    """Hold every answer to the same rules: title, language, unique ids, labels, alternatives, one h1, no inline code."""
    if not is_fragment:
        assert page.find("string(/html/@lang)"), "a page says its language"
        assert page.find("string(/html/head/title)").strip() not in ("", "· Escale"), "a page has a title"
        assert len(page.find("//h1")) == 1, "a page has one h1"
        assert page.find("//main"), "a page has a main part"
    twice = [name for name, number in Counter(page.find("//@id")).items() if number > 1]
    assert not twice, f"ids stand twice: {twice}"
    assert not page.find("//img[not(@alt)]"), "an image has an alternative"
    assert not page.find("//@style"), "no inline style"
    assert not page.find("//@*[starts-with(name(), 'on')]"), "no inline handlers"
    assert not page.find("//script[not(@src)]"), "no inline script"
    fields = page.find("//input[not(@type='hidden')] | //select")
    unlabelled = [field.get("name") for field in fields if not _is_labelled(page, field)]
    assert not unlabelled, f"fields without a label: {unlabelled}"
    nameless = [
        e
        for e in page.find("//a[@href] | //button")
        if not (e.text_content().strip() or e.get("aria-label") or e.xpath(".//img[@alt!='']"))
    ]
    assert not nameless, "links and buttons have a name"


def _is_labelled(page: Page, field: HtmlElement) -> bool:
    """Say whether a label points at the field, or stands around it with words."""
    around = field.xpath("ancestor::label")
    return bool(around and around[0].text_content().strip()) or bool(
        field.get("id") and page.find(f"//label[@for='{field.get('id')}']")
    )


@pytest.fixture
def pages(app: Flask) -> PageClient:
    """A visitor's client for the module's application; what other tests asked for counts against no limit of this one."""
    with app.app_context():
        limiter.reset()
    return PageClient(app)
