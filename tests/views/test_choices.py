"""Check the choices of facets as they are written without a template."""

from lxml import html

from portal.presenters.facet_html import facet_choices
from portal.services.searching.facets import FacetValue


def write(app, values, first=2, lang="fr"):
    with app.test_request_context(f"/{lang}/search"):
        return html.fromstring(f"<div>{facet_choices(tuple(values), first, lang)}</div>")


def test_nothing_of_a_label_or_key_is_markup(app):
    evil = '"><script>alert(1)</script>'
    page = write(
        app,
        [
            FacetValue(
                evil, evil, 1, is_chosen=False, field="region", children=(FacetValue("x", evil, 1, is_chosen=False),)
            )
        ],
    )
    assert not page.xpath("//script")
    assert page.xpath("//input/@value")[0] == evil
    assert page.xpath("//label/span/text()")[0] == evil


def test_further_ones_are_folded_and_numbers_written_as_the_reader_does(app):
    values = [FacetValue(key, key.upper(), 12345, is_chosen=key == "b", field="label") for key in "abc"]
    page = write(app, values, lang="de")
    assert page.xpath("./ul/li/label/input/@value") == ["a", "b"]
    assert page.xpath("./details/ul/li/label/input/@value") == ["c"]
    assert page.xpath("//input[@checked]/@id") == ["label-b"]
    assert page.xpath("//span[@class='choice__count']/text()")[0] == "12.345"


def test_what_lies_below_is_open_where_something_is_chosen(app):
    below = FacetValue("41018", "Blois", 3, is_chosen=True, field="commune")
    page = write(
        app,
        [
            FacetValue("41", "Loir-et-Cher", 9, is_chosen=False, children=(below,), field="department"),
            FacetValue(
                "37",
                "Indre-et-Loire",
                7,
                is_chosen=False,
                children=(FacetValue("37261", "Tours", 2, is_chosen=False),),
                field="department",
            ),
            FacetValue(
                "see",
                "Visiter",
                7,
                is_chosen=False,
                children=(FacetValue("see.castle", "Châteaux", 2, is_chosen=False),),
                field="category",
            ),
        ],
        first=3,
    )
    assert page.xpath("//div[@class='facet__below']//input/@value") == ["41018"]
    assert page.xpath("//details[@class='facet__below']//input/@value") == ["37261"]
    assert not page.xpath("//input[@value='see.castle']")
