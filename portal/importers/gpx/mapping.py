"""Map GPX files to one measured line, with a finding for everything that was left out or mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from portal.importers.gpx.measuring import climb_and_descent_m, distances_m, leg_m
from portal.importers.gpx.reading import Drawing, Limits, Vertex, Waypoint, read_gpx
from portal.importers.records import Finding, marked
from portal.importers.report import Report

SOURCE = "gpx"
LOOP_M = 200
"""So near must the end be to the start, and so much longer the way, for a tour to be called a loop."""
GAP_M = 100
"""Parts further apart than this are worth a finding."""
LONGEST_LEG_M = 1_000_000
"""No way leaps so far; between opposite ends of the Earth there is not even one straight line, and PostGIS measures none."""
SPIKE_M, SPIKE_TIMES, SPIKE_LEAST = 500, 20, 10
"""A point so far from both its neighbours, and so many times further than points are from each other in general, is the receiver's mistake;
in parts of fewer points it may well be where the walk turns round."""
PEAK_M, PEAK_WITHIN_M = 80, 250
"""A single height so far above or below both its neighbours, which are so near to each other, is one as well."""
SHARE_OF_HEIGHTS = 0.5

TITLES = {
    "gpx.not_xml": marked("Unreadable GPX files"),
    "gpx.not_gpx": marked("Files that are not GPX"),
    "gpx.unsafe": marked("GPX files with a document type or entities"),
    "gpx.too_large": marked("GPX files over 20 MB"),
    "gpx.too_many": marked("GPX files with too many points"),
    "gpx.no_line": marked("GPX files without a line"),
    "gpx.point": marked("Points without usable coordinates"),
    "gpx.spike": marked("Points far off the line"),
    "gpx.height": marked("Heights that cannot be"),
    "gpx.no_heights": marked("Lines without heights"),
    "gpx.filled": marked("Heights filled in"),
    "gpx.time": marked("Odd dates of points"),
    "gpx.waypoints": marked("Too many waypoints"),
    "gpx.empty_part": marked("Parts without a line"),
    "gpx.routes": marked("Routes beside a track"),
    "gpx.gap": marked("Gaps between parts"),
    "gpx.far": marked("Lines far from their tour"),
    "gpx.length": marked("Lines much longer or shorter than stated"),
}


@dataclass(frozen=True, slots=True)
class GpxFile:
    """A file as it was handed in."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Track:
    """One line and its measures; points: (longitude, latitude, height), height 0 where has_heights is False.

    length_m: on the spheroid; climb_m, descent_m, lowest_m, highest_m: None without heights. bounds: (west, south, east, north).
    """

    name: str
    points: tuple[tuple[float, float, float], ...]
    waypoints: tuple[Waypoint, ...]
    has_heights: bool
    length_m: float
    climb_m: float | None
    descent_m: float | None
    lowest_m: float | None
    highest_m: float | None
    bounds: tuple[float, float, float, float]
    is_loop: bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """The line, None when a file had to be refused, and what was found on the way."""

    track: Track | None
    findings: tuple[Finding, ...]


def map_gpx(files: Sequence[GpxFile], *, limits: Limits | None = None) -> Mapped:
    """Map the files of one tour, stage by stage, to one line; one that cannot be used refuses all."""
    reports = [Report(SOURCE, file.name) for file in files]
    drawings = [
        read_gpx(file.data, report, limits=limits or Limits()) for file, report in zip(files, reports, strict=True)
    ]
    parts: list[list[Vertex]] = []
    is_whole = True
    for drawing, report in zip(drawings, reports, strict=True):
        found = _usable_parts(drawing, report) if drawing else []
        is_whole = is_whole and bool(found)
        parts += found
    track = None
    if is_whole and files:
        read = [drawing for drawing in drawings if drawing]
        line = _joined(parts, reports[0])
        if _leaps(line, reports[0]):
            return Mapped(None, tuple(finding for report in reports for finding in report.findings))
        track = _measured(line, read, reports[0])
    return Mapped(track, tuple(finding for report in reports for finding in report.findings))


def _usable_parts(drawing: Drawing, report: Report) -> list[list[Vertex]]:
    """Return the tracks' parts that are lines, else the routes'; none and a finding when there is no line at all."""
    cleaned = {kind: [_without_spikes(part, report) for part in parts] for kind, parts in drawing.parts.items()}
    usable = {kind: [part for part in parts if len(part) > 1] for kind, parts in cleaned.items()}
    empty = sum(len(parts) - len(usable[kind]) for kind, parts in cleaned.items())
    if empty:
        report.dropped("gpx.empty_part", "trkseg", "Parts with fewer than two points were left out.", empty)
    if usable["track"] and usable["route"]:
        report.dropped(
            "gpx.routes",
            "rte",
            "The file has tracks and routes; the tracks were taken, the routes left out.",
            len(usable["route"]),
        )
    found = usable["track"] or usable["route"]
    if not found:
        report.skipped("gpx.no_line", "file", "No track or route has two points that differ.")
    return found


def _without_spikes(part: list[Vertex], report: Report) -> list[Vertex]:
    """Leave out repeated points, and single ones far off the line."""
    distinct = part[:1] + [b for a, b in pairwise(part) if a[:2] != b[:2]]
    if len(distinct) < SPIKE_LEAST:
        return distinct
    legs = [leg_m(a[:2], b[:2]) for a, b in pairwise(distinct)]
    far = max(SPIKE_M, SPIKE_TIMES * median(legs))
    spikes = {
        at
        for at in range(1, len(legs))
        if min(legs[at - 1], legs[at]) > far > leg_m(distinct[at - 1][:2], distinct[at + 1][:2])
    }
    if spikes:
        first = distinct[min(spikes)]
        shown = f"{len(spikes)} × lat={first[1]} lon={first[0]}"
        report.dropped("gpx.spike", "lat, lon", "Points far off the line were left out.", shown)
    kept = [vertex for at, vertex in enumerate(distinct) if at not in spikes]
    return kept[:1] + [b for a, b in pairwise(kept) if a[:2] != b[:2]]


def _joined(parts: list[list[Vertex]], report: Report) -> list[Vertex]:
    gaps = [gap for a, b in pairwise(parts) if (gap := leg_m(a[-1][:2], b[0][:2])) > GAP_M]
    if gaps:
        shown = f"{len(gaps)} × {max(gaps):.0f} m"
        report.mended("gpx.gap", "trkseg", "Parts that lie apart were joined by a straight line.", shown)
    line = [vertex for part in parts for vertex in part]
    return line[:1] + [b for a, b in pairwise(line) if a[:2] != b[:2]]


def _leaps(line: list[Vertex], report: Report) -> bool:
    longest, after = max((leg_m(a[:2], b[:2]), a) for a, b in pairwise(line))
    if longest <= LONGEST_LEG_M:
        return False
    shown = f"{longest / 1000:.0f} km, lat={after[1]} lon={after[0]}"
    report.skipped("gpx.no_line", "lat, lon", "Between two points lie more than 1 000 km: that is no way.", shown)
    return True


def _measured(line: list[Vertex], drawings: list[Drawing], report: Report) -> Track:
    along = distances_m([vertex[:2] for vertex in line])
    heights = _heights(line, along, report)
    points = tuple(
        (vertex[0], vertex[1], height) for vertex, height in zip(line, heights or [0.0] * len(line), strict=True)
    )
    climb, descent = climb_and_descent_m(heights) if heights else (None, None)
    east, north = [point[0] for point in points], [point[1] for point in points]
    return Track(
        name=next((drawing.name for drawing in drawings if drawing.name), ""),
        points=points,
        waypoints=tuple(waypoint for drawing in drawings for waypoint in drawing.waypoints),
        has_heights=bool(heights),
        length_m=along[-1],
        climb_m=climb,
        descent_m=descent,
        lowest_m=min(heights, default=None),
        highest_m=max(heights, default=None),
        bounds=(min(east), min(north), max(east), max(north)),
        is_loop=along[-1] > 2 * LOOP_M and leg_m(points[0], points[-1]) <= LOOP_M,
    )


def _heights(line: list[Vertex], along: list[float], report: Report) -> list[float]:
    """Return a height for each point, those that lack filled in between their neighbours; [] when too few are known."""
    heights = [vertex[2] for vertex in line]
    _drop_peaks(heights, along, report)
    known = [at for at, height in enumerate(heights) if height is not None]
    if len(known) < SHARE_OF_HEIGHTS * len(line) or not any(heights):
        report.dropped(
            "gpx.no_heights",
            "ele",
            "Too few points have a height: there is no profile, and no climb is computed.",
            f"{len(known)} / {len(line)}",
        )
        return []
    if len(known) < len(line):
        report.mended(
            "gpx.filled",
            "ele",
            "Missing heights were filled in between their neighbours.",
            f"{len(line) - len(known)} / {len(line)}",
        )
    return _filled(heights, along, known)


def _drop_peaks(heights: list[float | None], along: list[float], report: Report) -> None:
    """Forget single heights far from those before and after them."""
    dropped = []
    for at in range(1, len(heights) - 1):
        before, here, after = heights[at - 1], heights[at], heights[at + 1]
        if before is None or here is None or after is None or along[at + 1] - along[at - 1] > PEAK_WITHIN_M:
            continue
        if min(abs(here - before), abs(here - after)) > PEAK_M and (here - before) * (here - after) > 0:
            dropped.append(here)
            heights[at] = None
    if dropped:
        shown = f"{len(dropped)} × {dropped[0]}"
        report.dropped("gpx.height", "ele", "Heights that cannot be were left out.", shown)


def _filled(heights: list[float | None], along: list[float], known: list[int]) -> list[float]:
    values = {at: height for at in known if (height := heights[at]) is not None}
    filled = [values[known[0]]] * known[0]
    for left, right in pairwise(known):
        span = along[right] - along[left] or 1.0
        rise = values[right] - values[left]
        filled += [values[left] + rise * (along[at] - along[left]) / span for at in range(left, right)]
    return filled + [values[known[-1]]] * (len(heights) - known[-1])
