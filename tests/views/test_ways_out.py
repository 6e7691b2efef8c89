"""Look for what there is not, and follow the ways out that are offered."""

from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.usefixtures("indexed")


def ways_out(page) -> dict[str, tuple[str, int]]:
    """Return the address behind each way out, and the number it promises, 0 without one."""
    found = {}
    for offer in page.find("//ul[@class='ways-out']/li"):
        digits = "".join(c for c in offer.text_content().partition("(")[2] if c.isdigit())
        found[" ".join(offer.xpath("./a")[0].text_content().split())] = (offer.xpath("./a/@href")[0], int(digits or 0))
    return found


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/fr/search?q=marché+de+noël", "seulement « marché »"),
        ("/fr/search?q=marché+de+noël+à+Blois", "seulement « marché à Blois »"),
        ("/es/search?q=mercado+de+navidad", "solo «mercado»"),
        ("/fr/search?q=zoo+Blois", "sans « Blois »"),
        ("/fr/search?q=zoo+Blois", "seulement « Blois »"),
        ("/fr/search?q=troglodyte+menuet", "seulement « troglodyte »"),
    ],
)
def test_words_to_do_without_lead_to_as_many_results_as_they_promise(pages, path, label):
    url, number = ways_out(pages.get(path))[label]
    assert number > 0
    assert "".join(c for c in pages.get(url).find("//h1")[0].text_content() if c.isdigit()) == str(number)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("chenonso", "Chenonceaux"), ("ambwaz", "Amboise"), ("château de chenonso", "château de Chenonceaux")],
)
def test_word_that_sounds_like_a_place_offers_it(pages, typed, meant):
    url, _ = ways_out(pages.get(f"/fr/search?q={typed}"))[f"Vouliez-vous dire « {meant} » ?"]
    assert parse_qs(urlsplit(url).query) == {"q": [meant]}
    assert pages.get(url).card_names()


@pytest.mark.parametrize("typed", ["marché samedi matin", "zzyzx matin", "zzyzx troglodytique", "Schmetterlingshaus"])
def test_right_word_is_not_corrected(pages, typed):
    assert "Vouliez-vous dire" not in pages.get(f"/fr/search?q={typed}").text


def test_page_says_that_nothing_of_the_kind_fits_and_what_to_do_without(pages):
    page = pages.get("/fr/search?q=château+avec+chien")
    assert "Rien de ce genre ne répond à la demande" in page.text
    assert ways_out(page) == {"sans « Chiens admis »": ("/fr/search?q=ch%C3%A2teau", 0)}
    assert "Rien de ce genre" not in pages.get("/fr/search?q=château").text


@pytest.mark.parametrize(
    ("lang", "typed", "label"), [("de", "Weihnachtsmarkt", "nur „Markt“"), ("nl", "kerstmarkt", "alleen ‘markt’")]
)
def test_word_put_together_offers_the_kind_it_ends_with(pages, lang, typed, label):
    url, _ = ways_out(pages.get(f"/{lang}/search?q={typed}"))[label]
    assert pages.get(url).card_names()


def test_two_wrong_words_do_not_hide_each_other(pages):
    offers = ways_out(pages.get("/fr/search?q=zoo+avec+chien+zzyzx+à+Blois"))
    assert offers["seulement « zoo »"][1] > 0
    assert offers["seulement « à Blois »"][1] > 0
