"""Read the pages of zones as a visitor would: on the demo region, without outlines and with them."""

from datetime import date

import pytest
from sqlalchemy import text

from portal.config import LANGUAGES
from portal.db import db
from portal.importers.geojson import Fields
from portal.services.accounts import accounts
from portal.services.imports import position_check
from portal.services.imports import zones as zone_import
from portal.services.index import beginnings
from portal.services.index import source as index_source
from portal.services.outbox import drain as outbox_drain
from tests.factories.outlines import BLOIS, LOIR_ET_CHER, box, build_feature

pytestmark = pytest.mark.usefixtures("filled")
BLOIS_URL = "/fr/z/commune/41018-blois"
PASSWORD = "long enough 1"


@pytest.fixture(scope="module")
def outlined(filled):
    """Blois, its fictitious neighbour Vineuil, their département with an outline, and a park around Blois."""
    west, south, east, north = BLOIS
    for kind, features in {
        "commune": [
            build_feature("41018", "Blois", box(*BLOIS)),
            build_feature("41295", "Vineuil", box(east + 0.001, south, east + 0.1, north)),
            build_feature("41999", "Loin", box(2.0, 47.9, 2.1, 48.0)),
        ],
        "department": [build_feature("41", "Loir-et-Cher", box(*LOIR_ET_CHER))],
        "park": [build_feature("FR1", "Parc d’essai", box(west, south, east, north))],
    }.items():
        zone_import.run(db.transaction, features, Fields(kind), path="test.geojson")
    outbox_drain.drain(db.transaction, sinks=("cache",))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_zone_has_its_page_in_every_language(pages, lang):
    for path, title in (
        ("commune/41018-blois", "Blois, Loir-et-Cher"),
        ("department/41-loir-et-cher", "Loir-et-Cher"),
        ("region/24-centre-val-de-loire", "Centre-Val de Loire"),
    ):
        page = pages.get(f"/{lang}/z/{path}")
        assert page.root.get("lang") == lang
        assert page.find("string(//title)").startswith(title)
        assert page.card_names()
        assert len(page.find("//link[@hreflang]")) == len(LANGUAGES)


def test_breadcrumb_leads_from_region_to_commune(pages):
    crumbs = pages.get(BLOIS_URL).find("//nav[@class='breadcrumb']//li")
    assert [" ".join(li.text_content().split()) for li in crumbs] == [
        "Accueil",
        "Centre-Val de Loire",
        "Loir-et-Cher",
        "Blois",
    ]
    for url in [href for li in crumbs for href in li.xpath("a/@href")]:
        pages.get(url)


def test_counts_are_those_of_the_search_they_lead_to(pages):
    tiles = pages.get(BLOIS_URL).find("//a[@class='tile']")
    assert tiles
    for tile in tiles:
        assert "commune=41018" in tile.get("href")
        number = tile.xpath("string(.//span[@class='soft small'])")
        assert pages.get(tile.get("href")).find("string(//h1)").strip().startswith(f"{number} "), tile.get("href")


def test_department_shows_its_communes_and_leads_to_them(pages):
    links = pages.get("/fr/z/department/41-loir-et-cher").find("//section[@aria-labelledby='below']//a")
    names = [link.xpath("normalize-space(text())") for link in links]
    assert names[0] == "Blois", "the one with the most comes first"
    assert "Tours" not in names
    assert pages.get(links[0].get("href")).find("string(//h1)") == "Blois"


def test_events_that_are_over_are_neither_counted_nor_shown(pages):
    page = pages.get("/fr/z/department/37-indre-et-loire")
    assert page.find("//section[@aria-labelledby='soon']//article")
    with db.session() as session:
        assert session.execute(
            text("SELECT count(*) FROM event_date WHERE ends_on >= :today"), {"today": date.today()}
        ).scalar_one()


def test_without_outlines_there_are_no_neighbours_and_the_map_shows_what_is_there(app, pages):
    page = pages.get("/fr/z/commune/37003-amboise")
    assert not page.find("//section[@aria-labelledby='around']")
    (area,) = page.find("//section[@data-small-map]")
    west, south, east, north = map(float, area.get("data-bounds").split(","))
    assert west < 0.98 < east
    assert south < 47.41 < north
    assert (area.get("data-kind"), area.get("data-name")) == ("commune", "Amboise")


def test_old_or_odd_address_leads_to_the_right_one(app):
    for address in ("41018", "41018-", "41018-blaye", "41018-blois-x"):
        response = app.test_client().get(f"/fr/z/commune/{address}")
        assert (response.status_code, response.location) == (301, BLOIS_URL)


@pytest.mark.parametrize(
    "path",
    [
        "commune/99999-x",
        "commune/41-loir-et-cher",
        "village/41018-blois",
        "commune/%00-x",
        "commune/-x",
        "park/a'b-x",
        "custom/" + "9" * 300,
        "commune/%F0%9F%8C%8D-x",
    ],
)
def test_what_is_no_zone_is_not_found(pages, path):
    pages.get(f"/fr/z/{path}", status=404)


def test_page_is_public_and_answers_304(app):
    client = app.test_client()
    first = client.get(BLOIS_URL)
    assert first.headers["Cache-Control"].startswith("public")
    assert client.get(BLOIS_URL, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_change_of_a_place_is_seen_on_the_pages_of_its_zones(pages):
    name = pages.get(BLOIS_URL).card_names()[0]
    with db.transaction() as session:
        session.execute(text("UPDATE resource_text SET name = 'Nouveau nom' WHERE name = :name"), {"name": name})
    outbox_drain.drain(db.transaction, sinks=("cache",))
    assert "Nouveau nom" in pages.get(BLOIS_URL).card_names()
    with db.transaction() as session:
        session.execute(text("UPDATE resource_text SET name = :name WHERE name = 'Nouveau nom'"), {"name": name})
    outbox_drain.drain(db.transaction, sinks=("cache",))


def test_resource_leads_to_its_commune_and_departement(pages):
    link = pages.get(BLOIS_URL).find("//article//a/@href")[0]
    page = pages.get(link)
    assert page.find(f"//nav[@class='breadcrumb']//a[@href='{BLOIS_URL}']")
    assert page.find("//a[@href='/fr/z/department/41-loir-et-cher']")


def test_outlines_bring_neighbours_and_the_frame_of_the_map(pages, outlined):
    page = pages.get(BLOIS_URL)
    neighbours = page.find("//section[@aria-labelledby='around']//a")
    assert [link.text_content().strip() for link in neighbours] == ["Vineuil"]
    assert page.find("string(//section/@data-bounds)") == "1.25000,47.53000,1.40000,47.63000"


def test_zone_with_nothing_in_it_says_so_and_leads_up(pages, outlined):
    page = pages.get("/fr/z/commune/41999-loin")
    (way_out,) = page.find("//section[contains(@class, 'empty')]//a/@href")
    assert way_out == "/fr/z/department/41-loir-et-cher"
    assert not page.card_names()


def test_park_shows_what_lies_in_its_outline_and_lies_in_its_departement(pages, outlined):
    page = pages.get("/fr/z/park/FR1-parc-dessai")
    assert "Château royal de Blois" in page.card_names()
    assert page.find("//nav[@class='breadcrumb']//a[@href='/fr/z/department/41-loir-et-cher']")
    assert page.find(f"//section[@aria-labelledby='below']//a[@href='{BLOIS_URL}']")


def test_park_is_suggested_while_it_is_typed(pages, outlined):
    with db.transaction() as session:
        beginnings.build_beginnings(session)
        assert "Parc d’essai" in {name for zone in index_source.list_zones(session) for name in zone.names}
    assert "zone=park-FR1" in pages.client.get("/fr/suggest?q=par").text


def test_park_is_a_filter_that_its_page_leads_to_and_a_chip_takes_away(pages, outlined):
    page = pages.get("/fr/z/park/FR1-parc-dessai")
    for tile in page.find("//a[@class='tile']"):
        number = tile.xpath("string(.//span[@class='soft small'])")
        assert pages.get(tile.get("href")).find("string(//h1)").strip().startswith(f"{number} "), tile.get("href")
    (outline,) = page.find("//section[@data-small-map]/@data-outline")
    assert pages.client.get(outline).json["area"]["type"] == "MultiPolygon"
    search = pages.get(page.find("//a[contains(@href, 'zone=park-FR1')]/@href")[0])
    assert search.find("//input[@name='zone']/@value") == ["park-FR1"]
    (chip,) = search.find("//a[contains(@class, 'chip')]")
    assert "Parc d’essai" in chip.text_content()
    assert chip.get("href") == "/fr/search"
    assert "zone=park-FR1" in search.find("string(//div[@id='results']/@data-points)")


def test_editors_see_imports_of_zones_and_what_lies_far_off(pages, outlined):
    with db.transaction() as session:
        accounts.create(session, email="editor@example.org", password=PASSWORD, role="editor")
        session.execute(
            text(
                "UPDATE resource SET point = ST_SetSRID(ST_MakePoint(2.05, 47.95), 4326)"
                " WHERE id = (SELECT min(id) FROM resource WHERE commune_code = '41018')"
            )
        )
    outcome = position_check.run(db.transaction)
    token = pages.get("/fr/sign-in").find("//input[@name='csrf_token']/@value")[0]
    data = {"email": "editor@example.org", "password": PASSWORD, "csrf_token": token}
    assert pages.client.post("/fr/sign-in", data=data).status_code == 303
    assert "Contrôle des positions" in pages.get("/fr/ops/imports").text
    page = pages.get(f"/fr/ops/imports/{outcome.run_id}")
    assert "Blois (41018) → Loin (41999)" in page.text
    assert "La position est à plus de 5 km de la commune" in page.text
