"""Check lengths against the geodesic, climb against noise, and the rules of duration and difficulty."""

import random

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from portal.importers.gpx.estimates import difficulty, duration_min
from portal.importers.gpx.measuring import climb_and_descent_m, distances_m, leg_m


@given(
    st.floats(-180, 180),
    st.floats(-85, 85),
    st.floats(-0.05, 0.05),
    st.floats(-0.05, 0.05),
)
def test_short_legs_are_as_long_as_the_geodesic_says(lon, lat, east, north):
    there = (lon + east, lat + north)
    exact = Geodesic.WGS84.Inverse(lat, lon, there[1], there[0], Geodesic.DISTANCE)["s12"]
    assert leg_m((lon, lat), there) == pytest.approx(exact, rel=1e-4, abs=1e-3)


def test_distances_begin_with_nothing_and_add_up():
    places = [(1.0, 47.0), (1.0, 47.01), (1.0, 48.0)]
    along = distances_m(places)
    assert along[0] == 0
    assert along[2] == pytest.approx(leg_m(places[0], places[2]), rel=1e-6)


def test_standing_receiver_does_not_climb():
    noise = random.Random(1)  # noqa: S311 - noise
    assert climb_and_descent_m([200 + noise.uniform(-2.4, 2.4) for _ in range(5000)])[0] < 5


def test_noise_on_a_climb_counts_once():
    noise = random.Random(2)  # noqa: S311 - noise
    up = [n / 2 + noise.uniform(-2, 2) for n in range(1000)]
    assert climb_and_descent_m(up) == pytest.approx((500, 0), abs=6)


def test_every_hill_counts():
    hills = [100.0, 100.0, 150.0, 200.0, 200.0, 150.0, 120.0, 120.0, 180.0, 220.0, 220.0]
    assert climb_and_descent_m(hills) == (200, 80)
    assert climb_and_descent_m([5.0, 5.0]) == (0, 0)


def test_walkers_take_what_din_33466_says():
    walk = {"length_m": 12_000, "climb_m": 600, "descent_m": 600}
    # 3 h along; 2 h up and 1.2 h down: 3.2 h count whole, 3 h half
    assert duration_min("tours.walking", **walk) == 280
    assert duration_min("tours.walking", length_m=4000, climb_m=0, descent_m=0) == 60
    assert duration_min("tours.cycling", length_m=30_000, climb_m=0, descent_m=0) == 120


@pytest.mark.parametrize("category", ["tours.road", "tours.water", "tours.other", "see.castle"])
def test_nothing_is_estimated_where_there_is_no_pace(category):
    assert duration_min(category, length_m=1000, climb_m=0, descent_m=0) is None
    assert difficulty(category, length_m=1000, climb_m=0) == ""


@pytest.mark.parametrize(
    ("km", "climb", "level"),
    [(8, 200, "easy"), (8, 400, "medium"), (12, 200, "medium"), (21, 0, "hard"), (5, 1000, "hard")],
)
def test_difficulty_is_length_and_climb(km, climb, level):
    assert difficulty("tours.walking", length_m=km * 1000, climb_m=climb) == level
