"""This file checks which tours pass near a place, and which ones filters let through, in a real database."""

from datetime import date

import pytest
from geographiclib.geodesic import Geodesic
from sqlalchemy import text

from portal.db import db
from portal.services import tour_lists
from portal.services.tour_lists import TourFilter, list_tours, list_tours_near
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
            text("INSERT INTO resource (source, source_id, kind, classes, category, status)"
                 " SELECT 'x', n::text, 'tour', '{Tour}', 'tours.other', 'published' FROM generate_series(1, 3000) n")
        )  # fmt: skip
        session.execute(
            text("INSERT INTO tour (resource_id, line) SELECT id, ST_GeomFromEWKT(format("
                 "'SRID=4326;LINESTRING Z (%s 40 0, %s 41 0)', id % 50, id % 50)) FROM resource WHERE source = 'x'")
        )  # fmt: skip
        session.execute(text("ANALYZE tour"))
        bound = {"id": id_of("Château numéro 0"), "near_m": 10_000, "shown": 4}
        plan = session.execute(text(f"EXPLAIN {tour_lists.NEAR.text}"), bound).scalars().all()
    assert any("ix_tour_line" in step for step in plan), plan


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (TourFilter(), ["Côte numéro 1", "Côte numéro 2"]),
        (TourFilter(max_length_m=5000), ["Côte numéro 1"]),
        (TourFilter(min_length_m=5000, max_length_m=10_000), ["Côte numéro 2"]),
        (TourFilter(min_climb_m=160), ["Côte numéro 1"]),
        (TourFilter(max_climb_m=160), ["Côte numéro 2"]),
        (TourFilter(max_duration_min=75), ["Côte numéro 1"]),
        (TourFilter(min_duration_min=76), ["Côte numéro 2"]),
        (TourFilter(is_loop=True), ["Côte numéro 2"]),
        (TourFilter(is_loop=False), ["Côte numéro 1"]),
        (TourFilter(difficulties=("easy",)), ["Côte numéro 1", "Côte numéro 2"]),
        (TourFilter(difficulties=("medium", "hard")), []),
        (TourFilter(categories=("tours.walking",), max_length_m=5000, is_loop=False), ["Côte numéro 1"]),
        (TourFilter(categories=("tours.cycling",)), []),
    ],
)
def test_tours_are_filtered(wanted, names):
    attach("Côte numéro 1", track(hill()))
    attach("Côte numéro 2", track(ring()))
    with db.session() as session:
        page = list_tours(session, wanted, lang="fr", today=TODAY)
        assert list_tours(session, wanted, lang="fr", today=TODAY, page=2).cards == ()
    assert ([card.name for card in page.cards], page.total) == (names, len(names))


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
    assert {word: tour_lists.level_of(word) for word in words} == words
