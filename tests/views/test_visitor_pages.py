"""Read the portal as a visitor would, on the demo region."""

import gc
import warnings
from datetime import date, timedelta

import pytest

from portal.config import LANGUAGES

pytestmark = pytest.mark.usefixtures("indexed")


def test_root_sends_to_the_browsers_language(app):
    for header, target in (("nl-BE,nl;q=0.9", "/nl/"), ("pt", "/fr/"), ("", "/fr/")):
        response = app.test_client().get("/", headers={"Accept-Language": header})
        assert (response.status_code, response.location) == (302, target)
        assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_its_pages(pages, lang):
    for path in ("", "search", "about", "legal", "accessibility", "status", "sign-in"):
        page = pages.get(f"/{lang}/{path}")
        assert page.root.get("lang") == lang


def test_home_shows_categories_and_good_places(pages):
    page = pages.get("/fr/")
    assert "Visiter" in page.text
    assert page.card_names()


def test_search_finds_castles_with_and_without_accents(pages):
    for words in ("chateau", "château", "CHÂTEAUX"):
        page = pages.get(f"/fr/search?q={words}")
        assert len(page.card_names()) == 20
        assert all("château" in article.text_content().lower() for article in page.find("//article"))
        assert not page.find("//*[contains(@class,'notice')]"), "Elasticsearch answers"


def test_whole_name_comes_first(pages):
    assert pages.get("/fr/search?q=chateau+de+chenonceau").card_names()[0] == "Château de Chenonceau"
    assert pages.get("/en/search?q=clos+luce").card_names()[0].startswith("Château du Clos Lucé")


def test_fragment_is_what_the_page_holds(pages):
    page = pages.get("/fr/search?q=blois")
    fragment = pages.get("/fr/search?q=blois", htmx_target="results")
    assert fragment.find("//*[@id='results']")
    assert fragment.find("string(//title)") == page.find("string(/html/head/title)").strip()
    assert fragment.find("string(//*[@id='languages']//a[@lang='de']/@href)") == "/de/search?q=blois"
    assert fragment.card_names() == page.card_names()
    assert fragment.response.headers["HX-Push-Url"] == "/fr/search?q=blois"
    for answer in (page, fragment):
        assert "HX-Request" in answer.response.headers["Vary"]


def test_history_restore_and_boosted_links_get_the_page(pages):
    for header in ("HX-History-Restore-Request", "HX-Boosted"):
        page = pages.get("/fr/search", **{"HX-Request": "true", "HX-Target": "results", header: "true"})
        assert page.find("/html/head/title")


def test_filters_narrow_and_chips_take_them_away(pages):
    page = pages.get("/fr/search?category=see.museum&department=41")
    counts = page.find("//h1")[0].text_content()
    assert "résultat" in counts
    chips = page.find("//a[@class='chip']/@href")
    assert len(chips) == 2
    wider = pages.get(chips[0])
    assert wider.card_names()


def test_second_page_shows_other_places(pages):
    first, second = pages.get("/fr/search"), pages.get("/fr/search?page=2")
    assert not set(first.card_names()) & set(second.card_names())


@pytest.mark.parametrize(
    "query",
    [
        "page=a",
        "page=-1",
        "page=999999",
        "date=x",
        "lat=1",
        "lat=a&lon=b",
        "category=%00",
        "q=" + "x" * 5000,
        "q=%00",
        "sort=;drop",
        "commune='",
        "q=(a AND",
        "radius=9e9",
        "language=zz",
        "language=xx&q=musee",
        "open=9999-12-31T23:59",
        "open=0001-01-01T00:00",
        "date=9999-12-31",
        "within=1,47;2,48;2,47;1,48",
        "bbox=0,0,0,0",
        "feature=%27&label=%00",
        "literal=%00&q=x",
    ],
)
def test_bad_parameters_never_break_the_page(pages, query):
    pages.get(f"/fr/search?{query}")


def test_text_of_visitors_is_escaped(pages):
    page = pages.get("/fr/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert(1)</script>" in page.text
    assert not page.find("//script[contains(text(), 'alert')]")


def test_nothing_found_helps(pages):
    page = pages.get("/fr/search?q=xyzzyqwx")
    assert "Rien trouvé" in page.text


def test_near_sorts_by_distance_and_shows_it(pages):
    page = pages.get("/fr/search?lat=47.5858&lon=1.3309&sort=distance")
    assert page.card_names()[0] == "Château royal de Blois"
    assert "km" in page.text


def test_open_on_a_date_leaves_only_what_says_so(pages):
    day = date.today() + timedelta(days=30)
    found = pages.get(f"/fr/search?date={day}&category=see.castle").card_names()
    assert "Château royal de Blois" in found, "its hours cover every day of the year"
    assert "Château de Villesavin" not in found, "it gives no hours"


def test_resource_page_tells_everything_and_leads_on(pages):
    link = pages.get("/fr/search?q=chateau+royal+de+blois").find("//article//a/@href")[0]
    page = pages.get(link)
    for words in (
        "6 place du Château",
        "41000 Blois",
        "+33 2 54 90 33 33",
        "Horaires",
        "14,00",
        "À proximité",
        "Fermé le 25 décembre",
    ):
        assert words in page.text, words
    assert page.find("//a[starts-with(@href, 'tel:+33')]")
    redirect = pages.client.get(page.find("//link[@hreflang='en']/@href")[0])
    english = pages.get(redirect.location)
    assert english.find("//h1")[0].text_content() == "Royal Château of Blois"


def test_old_address_of_a_resource_leads_to_the_right_one(app, pages):
    link = pages.get("/fr/search?q=chateau+royal+de+blois").find("//article//a/@href")[0]
    number = link.split("/r/")[1].split("-")[0]
    response = app.test_client().get(f"/fr/r/{number}-vieux-nom")
    assert (response.status_code, response.location) == (301, link)


def test_free_place_says_so_once_in_its_prices(pages):
    link = pages.get("/fr/search?q=marche+de+loches").find("//article//a/@href")[0]
    (row,) = pages.get(link).find("//section[contains(@class, 'prices')]//tr")
    assert "".join(row.itertext()).count("Gratuit") == 1


def test_missing_pages_offer_a_search(pages):
    for url in ("/fr/r/999999999-x", "/fr/nope", "/xx/search", "/fr/r/99999999999999999999999-x"):
        page = pages.get(url, status=404)
        assert page.find("//form//input[@name='q']")


def test_missing_page_speaks_the_language_of_its_address(pages):
    assert "pas ici" in pages.get("/fr/nope", status=404).text
    assert "not here" in pages.get("/en/nope", status=404).text


def test_public_pages_set_no_cookie_and_protect_their_readers(pages):
    for url in ("/fr/", "/fr/search", "/fr/about"):
        response = pages.get(url).response
        assert "Set-Cookie" not in response.headers
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Frame-Options"] == "DENY"


def test_file_a_browser_has_already_is_not_left_open(pages):
    address = pages.get("/fr/").find("string(//link[@rel='icon']/@href)")
    etag = pages.client.get(address, buffered=True).headers["ETag"]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        answer = pages.client.get(address, headers={"If-None-Match": etag})
        assert answer.status_code == 304
        del answer
        gc.collect()
    assert not [warning for warning in told if warning.category is ResourceWarning]
