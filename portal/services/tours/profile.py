"""Draw the elevation profile of a tour: few points, a path for the page, marks on its axes, a summary in numbers."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.importers.gpx.measuring import distances_m
from portal.services.tours.lines import Line, Point

MOST_POINTS = 400
WIDTH, HEIGHT = 480, 180
LEFT, RIGHT, TOP, BOTTOM = 56, 472, 10, 150
"""The plot inside the drawing, in its units."""
LEAST_RANGE_M = 50
"""A flat tour looks flat."""
ROWS = 8
STEPS = (10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 25_000, 50_000, 100_000, 200_000)
MARKS = 5

Sample = tuple[float, float, float, float]
"""(metres from the start, height in metres, longitude, latitude)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on an axis: where it stands in the drawing, and the metres it is for."""

    at: float
    metres: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile, ready to be drawn. path: the line; area: the ground below; low_m, high_m: what bottom and top of the plot stand for.

    highest, lowest: samples. rows: height every eighth of the way, (metres from the start, metres high).
    """

    path: str
    area: str
    length_m: float
    low_m: float
    high_m: float
    start: Sample
    end: Sample
    lowest: Sample
    highest: Sample
    heights: tuple[Mark, ...]
    distances: tuple[Mark, ...]
    rows: tuple[tuple[float, float], ...]
    view: tuple[int, int] = (WIDTH, HEIGHT)
    plot: tuple[int, int, int, int] = (LEFT, TOP, RIGHT, BOTTOM)


def sample(line: Line) -> list[Sample]:
    """Return at most MOST_POINTS points along the line, highest and lowest among them; distances add up to the line's length."""
    along = distances_m(line.points)
    scale = line.length_m / along[-1] if along[-1] else 1.0
    whole = [_sample(metres * scale, point) for metres, point in zip(along, line.points, strict=True)]
    if len(whole) <= MOST_POINTS:
        return whole
    kept = [whole[0]]
    inner, bins = whole[1:-1], (MOST_POINTS - 2) // 2
    for part in _bins(inner, bins):
        extremes = {min(part, key=_height), max(part, key=_height)}
        kept += sorted(extremes)
    return [*kept, whole[-1]]


def build_profile(samples: Sequence[Sample]) -> Profile:
    """Build the drawing of a line's samples."""
    lowest, highest = min(samples, key=_height), max(samples, key=_height)
    room = max(0.0, LEAST_RANGE_M - (highest[1] - lowest[1])) / 2
    step = _step(highest[1] - lowest[1] + 2 * room)
    low, high = (lowest[1] - room) // step * step, -(-(highest[1] + room) // step) * step
    length = samples[-1][0] or 1.0
    spots = [
        (LEFT + s[0] / length * (RIGHT - LEFT), BOTTOM - (s[1] - low) / (high - low) * (BOTTOM - TOP)) for s in samples
    ]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    return Profile(
        path=path,
        area=f"{path}L{RIGHT} {BOTTOM}L{LEFT} {BOTTOM}Z",
        length_m=length,
        low_m=low,
        high_m=high,
        start=samples[0],
        end=samples[-1],
        lowest=lowest,
        highest=highest,
        heights=tuple(
            Mark(round(BOTTOM - (m - low) / (high - low) * (BOTTOM - TOP), 1), m) for m in _marks(low, high, step)
        ),
        distances=tuple(
            Mark(round(LEFT + m / length * (RIGHT - LEFT), 1), m) for m in _marks(0, length, _step(length))
        ),
        rows=tuple((at, _height_at(samples, at)) for at in (length * n / ROWS for n in range(ROWS + 1))),
    )


def _sample(metres: float, point: Point) -> Sample:
    return round(metres, 1), round(point[2], 1), round(point[0], 6), round(point[1], 6)


def _bins(samples: list[Sample], number: int) -> list[list[Sample]]:
    """Cut samples in so many parts of nearly the same number of points."""
    edges = [round(n * len(samples) / number) for n in range(number + 1)]
    return [samples[a:b] for a, b in pairwise(edges) if b > a]


def _height(sample: Sample) -> float:
    return sample[1]


def _step(span: float) -> int:
    """Return the first of STEPS that makes at most MARKS intervals of a span."""
    return next((step for step in STEPS if span / step <= MARKS), STEPS[-1])


def _marks(low: float, high: float, step: int) -> list[float]:
    return [low + n * step for n in range(int((high - low) / step + 1e-9) + 1)]


def _height_at(samples: Sequence[Sample], metres: float) -> float:
    """Return the height between the two samples around a distance."""
    at = min(max(bisect_left(samples, metres, key=lambda s: s[0]), 1), len(samples) - 1)
    before, after = samples[at - 1], samples[at]
    share = (metres - before[0]) / ((after[0] - before[0]) or 1.0)
    return round(before[1] + (after[1] - before[1]) * share, 1)
