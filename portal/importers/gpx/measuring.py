"""Measure a line: metres on the WGS84 spheroid, climb and descent without the receiver's noise."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import cos, hypot, radians, sin, sqrt
from statistics import median

from geographiclib.geodesic import Geodesic

EQUATOR_M = 6_378_137.0
ECCENTRICITY_SQUARED = 0.00669437999014
SHORT_LEG_DEGREES = 0.05
"""Below this the local radii of the spheroid are as good as the geodesic (to 0.01 % even near the poles), and many times faster."""
NOISE_M = 5.0
"""Ups and downs below this are taken for the receiver's noise."""

Place = Sequence[float]
"""(longitude, latitude, …)"""


def leg_m(a: Place, b: Place) -> float:
    """Return the metres between two (longitude, latitude, …) on the spheroid."""
    east, north = b[0] - a[0], b[1] - a[1]
    if abs(east) > SHORT_LEG_DEGREES or abs(north) > SHORT_LEG_DEGREES:
        return float(Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0], Geodesic.DISTANCE)["s12"])
    latitude = radians((a[1] + b[1]) / 2)
    bend = 1 - ECCENTRICITY_SQUARED * sin(latitude) ** 2
    across = EQUATOR_M / sqrt(bend)  # radius of curvature in the prime vertical
    along = across * (1 - ECCENTRICITY_SQUARED) / bend  # and in the meridian
    return hypot(radians(east) * across * cos(latitude), radians(north) * along)


def distances_m(places: Sequence[Place]) -> list[float]:
    """Return how far each place is from the first along the line."""
    return list(accumulate((leg_m(a, b) for a, b in pairwise(places)), initial=0.0))


def climb_and_descent_m(heights: Sequence[float]) -> tuple[float, float]:
    """Return the sums of ups and of downs, each between turning points at least NOISE_M apart.

    Single peaks are taken away first (median of three). gpxpy sums every up of lightly averaged heights instead: on a standing receiver
    it climbs for ever.
    """
    points = _turning_points(_without_peaks(heights))
    steps = [b - a for a, b in pairwise(points)]
    return sum(step for step in steps if step > 0), -sum(step for step in steps if step < 0)


def _without_peaks(heights: Sequence[float]) -> list[float]:
    inner = [median(heights[at - 1 : at + 2]) for at in range(1, len(heights) - 1)]
    return [heights[0], *inner, heights[-1]]


def _turning_points(heights: Sequence[float]) -> list[float]:
    kept, candidate = [heights[0]], heights[0]
    for height in heights[1:]:
        if (candidate - kept[-1]) * (height - candidate) >= 0:
            candidate = height
        elif abs(height - candidate) >= NOISE_M:
            kept.append(candidate)
            candidate = height
    return [*kept, candidate]
