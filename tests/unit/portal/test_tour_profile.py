"""Check the drawing of a profile: few points, true extremes, round marks, nothing out of the frame."""

import re

import pytest

from portal.services.tours.lines import Line
from portal.services.tours.profile import BOTTOM, LEFT, MOST_POINTS, RIGHT, TOP, build_profile, sample


def line(heights, *, length_m: float | None = None) -> Line:
    points = tuple((1.0, 47 + n * 0.0001, float(height)) for n, height in enumerate(heights))
    length = length_m if length_m is not None else 11.12 * (len(points) - 1)
    return Line(1, "x", "X", "", "fr", "", points, True, length, ())


def test_long_line_keeps_its_ends_and_extremes():
    heights = [100 + n % 7 for n in range(9000)]
    heights[4321], heights[77] = 900, 3
    samples = sample(line(heights))
    assert len(samples) <= MOST_POINTS
    assert {900, 3} <= {s[1] for s in samples}
    assert [s[0] for s in samples] == sorted(s[0] for s in samples)
    assert samples[0][0] == 0
    assert samples[-1][0] == pytest.approx(11.12 * 8999)


@pytest.mark.parametrize("number", [2, 3, 399, 400, 401, 402, 799, 1201])
def test_any_number_of_points_fits(number):
    samples = sample(line(range(number)))
    assert min(number, MOST_POINTS) * 0.9 <= len(samples) <= MOST_POINTS
    assert samples[-1][1] == number - 1


@pytest.mark.parametrize("heights", [[5, 5], [0, 1], [-3, -2, 4], [100, 4800, 2000], [250.4, 255.2, 250.1]])
def test_drawing_stays_in_its_frame(heights):
    profile = build_profile(sample(line(heights)))
    spots = [tuple(map(float, pair.split())) for pair in re.split("[ML]", profile.path) if pair]
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in spots)
    assert profile.low_m <= min(heights) <= max(heights) <= profile.high_m
    assert 2 <= len(profile.heights) <= 7
    assert all(TOP <= mark.at <= BOTTOM for mark in profile.heights)
    assert all(LEFT <= mark.at <= RIGHT for mark in profile.distances)


def test_flat_tour_looks_flat():
    profile = build_profile(sample(line([100, 102, 101])))
    assert profile.high_m - profile.low_m >= 50


def test_rows_tell_heights_on_the_way():
    profile = build_profile(sample(line([0, 80, 0])))
    assert len(profile.rows) == 9
    assert [row[1] for row in profile.rows[:5]] == pytest.approx([0, 20, 40, 60, 80], abs=0.2)
