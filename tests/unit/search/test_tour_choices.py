"""Cut tours into choices at the edges."""

import pytest

from search import tour_bands


@pytest.mark.parametrize(
    ("metres", "key"),
    [(0, "length.0"), (4_999.9, "length.0"), (5_000, "length.5000"), (19_999, "length.10000"), (10**7, "length.20000")],
)
def test_a_bound_begins_the_next_choice(metres, key):
    assert tour_bands.keys_of(length_m=metres, climb_m=None, duration_min=None, level="", is_loop=None) == (key,)


def test_what_is_not_known_fits_nothing_and_all_keys_are_known():
    assert tour_bands.keys_of(length_m=None, climb_m=None, duration_min=None, level="", is_loop=None) == ()
    found = tour_bands.keys_of(length_m=1, climb_m=700, duration_min=61, level="hard", is_loop=False)
    assert found == ("length.0", "climb.600", "duration.60", "level.hard", "shape.line")
    assert set(found) <= tour_bands.KEYS


def test_limits_of_a_choice():
    assert tour_bands.limits("climb.100") == (100, 300)
    assert tour_bands.limits("climb.600") == (600, None)


def test_choices_of_one_name_are_alternatives():
    assert tour_bands.by_name(("length.0", "shape.loop", "length.5000")) == {
        "length": ("length.0", "length.5000"),
        "shape": ("shape.loop",),
    }
