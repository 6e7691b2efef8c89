"""Compare map and list: the counts of all that a map shows are the total of the list, whoever answers."""

import random
from datetime import date, datetime

import pytest
from sqlalchemy import text

from bench.filters import draw_filters
from portal.db import db
from portal.services.maps import search_points
from portal.services.searching import engines
from portal.services.searching.basic import search as basic_search
from portal.services.searching.basic import spots as basic_spots
from portal.services.searching.query_reading import understand
from search.ask import engine, spots
from search.ask.spots import Frame
from search.criteria import Criteria
from search.index import aliases
from tests.map_client import placed
from tests.outbox_client import execute

pytestmark = pytest.mark.usefixtures("indexed")

TODAY = date.today()
NOW = datetime.now().replace(second=0, microsecond=0)
LOIRE = (46.5, -0.5, 48.5, 2.5)
TEXTS = ("château", "restaurant à Blois", "chateau de vilandri", "jardin gratuit", "xyzzy", "près d'Amboise")


@pytest.fixture(params=[spots.FEW, 5], ids=["few are points", "hardly any are"])
def few(request, monkeypatch):
    """The demo is small: cells are for more than a handful."""
    for module in (spots, basic_spots):
        monkeypatch.setattr(module, "FEW", request.param)


def in_elasticsearch(criteria: Criteria, frame: Frame) -> spots.Spots:
    alias = aliases.alias_name(engines.index_prefix())
    return spots.find_spots(engines.elasticsearch(), alias=alias, criteria=criteria, frame=frame, today=TODAY)


def listed(criteria: Criteria) -> int:
    alias = aliases.alias_name(engines.index_prefix())
    return engine.search(engines.elasticsearch(), alias=alias, criteria=criteria, today=TODAY).total


def test_every_place_of_the_demo_has_a_point():
    with db.session() as session:
        assert session.execute(text("SELECT count(*) FROM resource WHERE point IS NULL")).scalar_one() == 0


def test_map_and_list_agree_under_random_filters(few):
    with db.session() as session:
        wanted = draw_filters(session, random.Random(11), 60)  # noqa: S311 - repeatable on purpose
        for number, criteria in enumerate(wanted):
            frame = Frame(number % 12, LOIRE if number % 2 else None)
            basic = basic_search.search(session, criteria, today=TODAY).total
            assert basic_spots.find_spots(session, criteria, frame, today=TODAY).total == basic
            assert in_elasticsearch(criteria, frame).total == basic


@pytest.mark.parametrize("words", TEXTS)
def test_map_and_list_agree_on_texts(words, few):
    with db.session() as session:
        criteria = understand(session, Criteria(text=words), now=NOW)
        assert in_elasticsearch(criteria, Frame()).total == listed(criteria)
        basic = basic_search.search(session, criteria, today=TODAY).total
        assert basic_spots.find_spots(session, criteria, Frame(), today=TODAY).total == basic


@pytest.mark.parametrize("zoom", [0, 4, 8, 11])
def test_many_are_cells_and_both_engines_cut_the_same(zoom, monkeypatch):
    for module in (spots, basic_spots):
        monkeypatch.setattr(module, "FEW", 5)
    frame = Frame(zoom, LOIRE)
    with db.session() as session:
        basic = basic_spots.find_spots(session, Criteria(), frame, today=TODAY)
    found = in_elasticsearch(Criteria(), frame)
    assert found.total == basic.total == placed()
    assert sorted(spot.resources for spot in found.spots) == sorted(spot.resources for spot in basic.spots)
    assert {spot.id for spot in found.spots} == {spot.id for spot in basic.spots}


def test_few_are_points_with_names(indexed):
    with db.session() as session:
        found = search_points.find_features(
            session, Criteria(text="château royal de Blois", lang="de"), Frame(), now=NOW
        )
    assert found["total"] == len(found["features"]) <= spots.FEW
    assert all(set(feature["properties"]) == {"id", "category", "name"} for feature in found["features"])
    assert "Vieux Blois, ville royale" in {feature["properties"]["name"] for feature in found["features"]}


def test_frame_keeps_what_is_in_it():
    blois = (47.55, 1.25, 47.62, 1.40)
    inside = listed(Criteria(box=blois))
    assert 0 < inside < placed()
    with db.session() as session:
        assert basic_spots.find_spots(session, Criteria(), Frame(12, blois), today=TODAY).total == inside
    assert in_elasticsearch(Criteria(), Frame(12, blois)).total == inside


def test_basic_search_answers_while_elasticsearch_is_away(config):
    engines.bind(None, prefix=config.index_prefix)
    try:
        with db.session() as session:
            found = search_points.find_features(session, Criteria(categories=("see",)), Frame(), now=NOW)
        assert found["engine"] == "postgresql"
        assert found["total"] > 0
    finally:
        engines.bind(config.elasticsearch_url, prefix=config.index_prefix)


def test_who_has_no_point_is_in_the_list_alone():
    before = placed()
    with db.session() as session:
        victim = session.execute(text("SELECT min(id) FROM resource WHERE kind = 'place'")).scalar_one()
        point = session.execute(
            text("SELECT ST_AsEWKT(point) FROM resource WHERE id = :id"), {"id": victim}
        ).scalar_one()
    execute("UPDATE resource SET point = NULL WHERE id = :id", id=victim)
    try:
        with db.session() as session:
            assert basic_search.search(session, Criteria(), today=TODAY).total == before
            assert basic_spots.find_spots(session, Criteria(), Frame(), today=TODAY).total == before - 1
    finally:
        execute("UPDATE resource SET point = ST_GeomFromEWKT(:point) WHERE id = :id", id=victim, point=point)
