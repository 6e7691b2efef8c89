"""Check which tours pass near a place, and which ones filters let through, in a real database."""

from datetime import date

import pytest
from geographiclib.geodesic import Geodesic
from sqlalchemy import text

from portal.db import db
from portal.services.cards import list_cards
from portal.services.index import rebuild as index_rebuild
from portal.services.searching import engines
from portal.services.searching.basic import search as basic_search
from portal.services.tours import near as tours_near
from portal.services.tours.difficulty import level_of
from portal.services.tours.near import list_tours_near
from search.criteria import Criteria
from tests.factories.gpx import BLOIS, hill, ring, route, track
from tests.tour_places import attach, id_of, lay

TODAY = date.today()


@pytest.fixture(autouse=True)
def places(app, tmp_path):
    lay(tmp_path)


def test_tours_near_are_those_whose_line_passes_not_whose_start_is_near():
    start = (BLOIS[0] + 0.3, BLOIS[1])  # 22 km to the east, and back to within 2 km
    attach("Côte numéro 1", route([(*start, 100), (BLOIS[0] + 0.025, BLOIS[1] + 0.001, 100), (*start, 100)]))
    attach("Côte numéro 2", route([(*start, 100), (BLOIS[0] + 0.15, BLOIS[1], 100)]))
    with db.session() as session:
        cards = list_tours_near(session, id_of("Château numéro 0"), lang="fr", today=TODAY)
    assert [card.name for card in cards] == ["Côte numéro 1"]
    to_the_turn = Geodesic.WGS84.Inverse(BLOIS[1], BLOIS[0], BLOIS[1] + 0.001, BLOIS[0] + 0.025)["s12"]
    assert cards[0].distance_m == pytest.approx(to_the_turn, abs=20)


def test_tours_near_are_found_by_their_index():
    with db.transaction() as session:
        session.execute(
            text(
                "INSERT INTO resource (source, source_id, kind, classes, category, status)"
                " SELECT 'x', n::text, 'tour', '{Tour}', 'tours.other', 'published' FROM generate_series(1, 3000) n"
            )
        )
        session.execute(
            text(
                "INSERT INTO tour (resource_id, line) SELECT id, ST_GeomFromEWKT(format("
                "'SRID=4326;LINESTRING Z (%s 40 0, %s 41 0)', id % 50, id % 50)) FROM resource WHERE source = 'x'"
            )
        )
        session.execute(text("ANALYZE tour"))
        bound = {"id": id_of("Château numéro 0"), "near_m": 10_000, "shown": 4}
        plan = session.execute(text(f"EXPLAIN {tours_near.NEAR.text}"), bound).scalars().all()
    assert any("ix_tour_line" in step for step in plan), plan


CHOICES = {
    (): ["Côte numéro 1", "Côte numéro 2"],
    ("length.0",): ["Côte numéro 1"],
    ("length.5000",): ["Côte numéro 2"],
    ("length.0", "length.5000"): ["Côte numéro 1", "Côte numéro 2"],
    ("length.0", "shape.loop"): [],
    ("climb.100",): ["Côte numéro 1", "Côte numéro 2"],
    ("duration.60",): ["Côte numéro 1"],
    ("duration.120",): ["Côte numéro 2"],
    ("duration.240",): [],
    ("shape.loop",): ["Côte numéro 2"],
    ("shape.line",): ["Côte numéro 1"],
    ("level.easy",): ["Côte numéro 1", "Côte numéro 2"],
    ("level.medium", "level.hard"): [],
}


def test_both_engines_find_the_tours_that_fit_the_choices(app):
    attach("Côte numéro 1", track(hill()))
    attach("Côte numéro 2", track(ring()))
    with db.transaction() as session:
        index_rebuild.rebuild(session, today=TODAY)
    for keys, names in CHOICES.items():
        wanted = Criteria(categories=("tours",), tours=keys, sort="name")
        with db.session() as session:
            for found in (
                engines.search(session, wanted, today=TODAY),
                basic_search.search(session, wanted, today=TODAY),
            ):
                cards = list_cards(session, found.ids, lang="fr", today=TODAY)
                assert ([card.name for card in cards], found.total) == (names, len(names)), (keys, found.engine)


def test_stated_difficulties_are_understood():
    words = {
        "Très facile": "easy",
        "Easy": "easy",
        "Moyen": "medium",
        "Difficile": "hard",
        "hard": "hard",
        "T3": "",
        "": "",
    }
    assert {word: level_of(word) for word in words} == words
