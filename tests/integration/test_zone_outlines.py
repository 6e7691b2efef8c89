"""Search in zones that no resource names: parks and own territories, by filter and by words, on both engines."""

from datetime import date, datetime

import pytest
import shapely
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from portal.db import db
from portal.forms.search_form import read_criteria, to_arguments
from portal.importers.geojson import Fields
from portal.services.imports import zones as zone_import
from portal.services.maps import search_points
from portal.services.searching import engines, results_page
from portal.services.searching.basic import search as basic_search
from portal.services.searching.basic import spots as basic_spots
from portal.services.searching.query_reading import understand
from portal.services.zones.outlines import MOST_CORNERS, outlined, simplified
from portal.services.zones.page import get_zone_page
from search.ask import engine
from search.ask.filters import NEAR_PLACE_M
from search.ask.spots import Frame
from search.criteria import Criteria
from search.index import aliases
from tests.factories.outlines import BLOIS, box, build_feature

pytestmark = pytest.mark.usefixtures("outlined_zones")

BORDERS_APART = text(
    "SELECT ST_Distance(geography(ST_Boundary(ST_GeomFromText(:around, 4326))),"
    " geography(ST_Boundary(ST_GeomFromText(:outline, 4326))))"
)
TODAY = date.today()
NOW = datetime.now().replace(second=0, microsecond=0)
WEST, SOUTH, EAST, NORTH = BLOIS
AMBOISE = (0.95, 47.38, 1.03, 47.44)


@pytest.fixture(scope="module")
def outlined_zones(indexed):
    """A park around Blois, and a territory in two parts: the east of Blois, and Amboise."""
    east_of_blois = box((WEST + EAST) / 2, SOUTH, EAST, NORTH)
    two = build_feature("T1", "Pays d’essai", type="MultiPolygon", coordinates=[[east_of_blois], [box(*AMBOISE)]])
    park = build_feature("FR1", "Parc naturel d’essai", box(*BLOIS))
    department = build_feature("41", "Loir-et-Cher", box(*BLOIS))
    for kind, feature in (("park", park), ("custom", two), ("department", department)):
        zone_import.run(db.transaction, [feature], Fields(kind), path="test.geojson")


def totals(criteria: Criteria) -> tuple[int, ...]:
    """Return what lists and maps of both engines count."""
    alias = aliases.alias_name(engines.index_prefix())
    with db.session() as session:
        asked = understand(session, outlined(session, criteria), now=NOW)
        return (
            engine.search(engines.elasticsearch(), alias=alias, criteria=asked, today=TODAY).total,
            basic_search.search(session, asked, today=TODAY).total,
            basic_spots.find_spots(session, asked, Frame(), today=TODAY).total,
            search_points.find_features(session, criteria, Frame(), now=NOW)["total"],
        )


@pytest.mark.parametrize(
    ("zone", "same_as"),
    [
        ("park-FR1", Criteria(box=(SOUTH, WEST, NORTH, EAST))),
        ("custom-T1", None),
    ],
)
def test_lists_and_maps_of_both_engines_agree_in_a_zone(zone, same_as):
    inside = totals(Criteria(zones=(zone,)))
    assert inside[0] > 0
    assert len(set(inside)) == 1
    if same_as:
        assert totals(same_as) == inside


def test_every_part_of_a_territory_counts():
    amboise = Criteria(box=(AMBOISE[1], AMBOISE[0], AMBOISE[3], AMBOISE[2]))
    east_of_blois = Criteria(box=(SOUTH, (WEST + EAST) / 2, NORTH, EAST))
    parts = totals(amboise)[0], totals(east_of_blois)[0]
    assert all(parts)
    assert totals(Criteria(zones=("custom-T1",)))[0] == sum(parts)


def test_zones_are_alternatives_and_filters_add_to_them():
    both = totals(Criteria(zones=("park-FR1", "custom-T1")))[0]
    assert both > totals(Criteria(zones=("park-FR1",)))[0]
    castles = totals(Criteria(zones=("park-FR1",), categories=("see",)))
    assert 0 < castles[0] < both
    assert len(set(castles)) == 1


@pytest.mark.parametrize("words", ["parc naturel d'essai", "dans le parc naturel d’essai", "pays d’essai"])
def test_name_of_a_zone_searches_in_it(words):
    zone = "custom-T1" if words.startswith("pays") else "park-FR1"
    found = totals(Criteria(text=words))
    assert found[0] >= totals(Criteria(zones=(zone,)))[0] > 0
    assert found[0] == found[3]
    with db.session() as session:
        place = understand(session, Criteria(text=words), now=NOW).reading.place
    assert (place.kind, place.outline != "") == (zone.partition("-")[0], True)


@pytest.mark.parametrize("words", ["autour du parc naturel d'essai", "près de pays d’essai"])
def test_around_a_zone_is_around_its_border_on_both_engines(words):
    found = totals(Criteria(text=words))
    assert found[0] == found[3]
    with db.session() as session:
        place = understand(session, Criteria(text=words), now=NOW).reading.place
        inside = understand(session, Criteria(text=words.partition(" d")[2].removeprefix("u ")), now=NOW).reading.place
        around, outline = shapely.from_wkt(place.outline), shapely.from_wkt(inside.outline)
        metres = session.execute(BORDERS_APART, {"around": place.outline, "outline": inside.outline}).scalar_one()
    assert place.is_near
    assert around.contains(outline)
    assert metres == pytest.approx(NEAR_PLACE_M, rel=0.01)


def test_around_a_departement_is_around_its_border_and_in_it_is_what_bears_its_code():
    around, inside = totals(Criteria(text="autour du Loir-et-Cher")), totals(Criteria(text="dans le Loir-et-Cher"))
    assert around[0] == around[1] == around[2] == around[3] > 0
    with db.session() as session:
        near, within = (
            understand(session, Criteria(text=f"{words} Loir-et-Cher"), now=NOW).reading.place
            for words in ("autour du", "dans le")
        )
    assert near.outline
    assert not within.outline
    assert inside[0] == inside[3] > 0


def test_page_of_a_zone_counts_what_its_search_finds():
    with db.session() as session:
        page = get_zone_page(session, "park", "FR1", lang="fr", today=TODAY)
        criteria = read_criteria(MultiDict(page.filters), lang="fr", now=NOW)
        assert results_page.find_page(session, criteria, now=NOW).total == page.zone.count > 0


@pytest.mark.parametrize(
    "zone", ["park-XX", "commune-41018", "park", "park-", "-", "park-FR1'--", "custom-" + "9" * 99]
)
def test_zone_that_is_none_counts_as_not_given(zone):
    with db.session() as session:
        criteria = read_criteria(MultiDict({"zone": zone}), lang="fr", now=NOW)
        page = results_page.find_page(session, criteria, now=NOW)
        everything = results_page.find_page(session, Criteria(), now=NOW)
    assert page.total == everything.total
    assert page.criteria.zones == ()


def test_address_keeps_a_zone_with_or_without_its_name():
    criteria = read_criteria(MultiDict({"zone": "park-FR1-parc-naturel-dessai"}), lang="fr", now=NOW)
    assert criteria.zones == ("park-FR1",)
    assert to_arguments(criteria) == {"zone": ["park-FR1"]}


def test_outlines_are_simplified_ring_by_ring_and_stay_valid():
    ragged = (
        shapely.Point(1, 47).buffer(0.5, quad_segs=4000).difference(shapely.Point(1, 47).buffer(0.1, quad_segs=2000))
    )
    found = simplified(shapely.MultiPolygon([ragged, shapely.Point(3, 47).buffer(0.01)]))
    assert len(found) == 2
    assert all(part.is_valid for part in found)
    assert max(len(ring.coords) for part in found for ring in (part.exterior, *part.interiors)) <= MOST_CORNERS
    assert abs(sum(part.area for part in found) / ragged.area - 1) < 0.01
