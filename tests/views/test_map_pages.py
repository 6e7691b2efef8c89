"""Read the map's page, its points, its card and its policy as a browser gets them, without running it."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.app import create_app
from portal.config import Config
from portal.errors import ConfigurationError
from portal.services.searching import engines
from search.criteria import Criteria
from search.geo.geometry import distance_m

pytestmark = pytest.mark.usefixtures("indexed")

BLOIS = "1.25000,47.55000,1.40000,47.62000"


def points_of(page) -> str:
    return page.find("string(//*[@id='results']/@data-points)")


def test_map_is_a_link_and_its_page_alone_asks_for_map_files(pages):
    plain = pages.get("/fr/search?q=chateau&page=2")
    (link,) = [a.get("href") for a in plain.find("//a") if a.text_content().strip() == "Carte"]
    assert parse_qs(urlsplit(link).query) == {"q": ["chateau"], "page": ["2"], "view": ["map"]}
    assert not [url for url in plain.find("//script/@src | //link/@href") if "map" in url]
    assert not plain.find("//*[@data-map]")
    shown = pages.get(link)
    assert [url for url in shown.find("//script/@src") if "map.js" in url]
    assert shown.find("//*[@data-map]")
    assert shown.find("//a[contains(@href, 'category') or contains(@href, 'page')][contains(@href, 'view=map')]"), (
        "links stay on the map"
    )
    assert shown.card_names() == plain.card_names()


def test_form_keeps_the_view_and_htmx_gets_only_the_results(pages):
    fragment = pages.get("/fr/search?q=chateau&view=map", htmx_target="results")
    assert fragment.find("//input[@name='view']/@value") == ["map"]
    assert not fragment.find("//*[@data-map]")
    assert fragment.response.headers["HX-Push-Url"] == "/fr/search?q=chateau&view=map"


def test_points_are_those_of_the_list_without_the_part_searched_in(pages):
    assert points_of(pages.get("/fr/search?view=map")) == "", "the tiles have it"
    assert points_of(pages.get(f"/fr/search?view=map&bbox={BLOIS}&sort=distance")) == ""
    url = points_of(pages.get(f"/fr/search?q=chateau&view=map&bbox={BLOIS}&category=see"))
    assert parse_qs(urlsplit(url).query) == {"q": ["chateau"], "category": ["see"]}
    found = pages.client.get(url)
    assert found.mimetype == "application/geo+json"
    listed = pages.get("/fr/search?q=chateau&category=see").find("string(//*[@id='results']/@data-total)")
    assert found.json["total"] == int(listed)


@pytest.mark.parametrize(
    "odd",
    [
        "z=-1",
        "z=99999",
        "z=%00",
        "frame=1,2,3",
        "frame=nan,nan,nan,nan",
        "frame=5,5,1,1",
        "frame=0,0,999,999",
        "z=9&frame=&q=%00",
    ],
)
def test_odd_frames_count_as_none(pages, odd):
    response = pages.client.get(f"/fr/search/map?category=see&{odd}")
    assert response.status_code == 200
    assert response.json["type"] == "FeatureCollection"


def test_area_sorts_by_distance_from_its_middle(pages):
    page = pages.get(f"/fr/search?view=map&bbox={BLOIS}&sort=distance")
    metres = page.find("//article//p[@class='card__facts']")
    assert metres
    assert page.find("//article/@data-lat")
    assert page.find("//select[@id='sort']/option[@selected]/@value") == ["distance"]
    chips = [a.get("href") for a in page.find("//a[contains(@class, 'chip')]")]
    assert chips == ["/fr/search?view=map"], "without the area nothing is near anything"


def test_distance_counts_from_the_visitor_then_from_the_area(pages):
    box = (47.0, 0.0, 48.0, 2.0)
    assert Criteria(box=box, sort="distance").origin == (47.5, 1.0)
    assert Criteria(box=box).origin is None
    assert Criteria(box=box, sort="distance", near=(1.0, 2.0)).origin == (1.0, 2.0)
    assert Criteria(polygon=((0.0, 0.0), (0.0, 4.0), (2.0, 4.0)), sort="distance").origin == (1.0, 2.0)


def test_basic_search_sorts_an_area_too(pages, config):
    by_distance, by_itself = (f"/fr/search?view=map&bbox={BLOIS}{sort}" for sort in ("&sort=distance", ""))
    engines.bind(None, prefix=config.index_prefix)
    try:
        page, unsorted = pages.get(by_distance), pages.get(by_itself)
    finally:
        engines.bind(config.elasticsearch_url, prefix=config.index_prefix)
    west, south, east, north = map(float, BLOIS.split(","))
    placed_at = [(float(card.get("data-lat")), float(card.get("data-lon"))) for card in page.find("//article")]
    metres = [distance_m(((south + north) / 2, (west + east) / 2), position) for position in placed_at]
    assert len(metres) > 5
    assert metres == sorted(metres)
    assert all(south <= lat <= north and west <= lon <= east for lat, lon in placed_at)
    assert page.card_names() != unsorted.card_names(), "sorted by something else, it would be another list"
    assert page.card_names() == pages.get(by_distance).card_names(), "Elasticsearch sorts the same"


def test_card_alone_is_the_card_of_the_list(pages):
    page = pages.get("/fr/search?q=chateau+royal+de+blois")
    number = page.find("string(//article/@data-id)")
    card = pages.get(f"/fr/r/{number}/card", htmx_target="card")
    assert card.card_names() == page.card_names()[:1]
    assert card.response.cache_control.public
    pages.get("/fr/r/999999999/card", status=404)


def test_map_without_javascript_says_that_the_list_has_it_all(pages):
    assert "La carte a besoin de JavaScript" in pages.get("/fr/search?view=map").text


def test_style_of_another_house_is_let_in_by_its_host_alone(config: Config, pages):
    own = pages.get("/fr/search?view=map").response.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in own
    assert "connect-src 'self';" in own
    other = create_app(replace(config, map_style_url="https://tiles.example.org/style.json?key=1"))
    response = other.test_client().get("/nl/search?view=map")
    assert "connect-src 'self' https://tiles.example.org;" in response.headers["Content-Security-Policy"]
    assert b'data-base="https://tiles.example.org/style.json?key=1"' in response.data
    with pytest.raises(ConfigurationError, match="MAP_STYLE_URL"):
        Config.from_env({"SECRET_KEY": "x", "DATABASE_URL": "x", "MAP_STYLE_URL": "javascript:x"})
