"""Read a GPX file (1.0, 1.1) safely: no document type, no entity, bounded size; what cannot be used is counted and left out.

gpxpy's own parser is not used here: it gives a whole file up at one odd number or date, and reads entities where lxml is installed.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from math import isfinite
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from portal.importers.cleaning import plain
from portal.importers.report import Report

MEGABYTE = 1024 * 1024
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*", re.ASCII | re.IGNORECASE)
LOWEST_M, HIGHEST_M = -450, 8900
"""The shore of the Dead Sea and the top of Mount Everest."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
NAME_LENGTH, NOTE_LENGTH = 200, 1000
PARTS = {("trk", "trkseg"): "track", ("gpx", "rte"): "route"}
POINTS = {("trkseg", "trkpt"): "track", ("rte", "rtept"): "route"}
"""Elements by parent and name: extensions may hold others of these names."""
NAMED = ("metadata", "trk", "rte", "gpx")
"""Whose name may be the tour's; GPX 1.0 has no metadata element."""

EMPTIED = ("trkpt", "rtept", "wpt", "extensions")
"""What is let go of once it was read."""

Vertex = tuple[float, float, float | None]
"""(longitude, latitude, height in metres or None) in WGS84."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of us; beyond it, it is refused."""

    file_bytes: int = 20 * MEGABYTE
    points: int = 100_000
    waypoints: int = 500
    elements: int = 1_000_000
    depth: int = 32


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A named place beside the line."""

    longitude: float
    latitude: float
    height_m: float | None = None
    name: str = ""
    note: str = ""


@dataclass(slots=True)
class Drawing:
    """What a file draws: name, the parts of its tracks and of its routes in order, waypoints."""

    name: str = ""
    parts: dict[str, list[list[Vertex]]] = field(default_factory=lambda: {"track": [], "route": []})
    waypoints: list[Waypoint] = field(default_factory=list)


class RefusedError(ValueError):
    """The file as a whole breaks a limit; code says which."""

    def __init__(self, code: str, value: object = "") -> None:
        """Keep what the finding needs."""
        super().__init__(code)
        self.code, self.value = code, value


def read_gpx(data: bytes, report: Report, *, limits: Limits) -> Drawing | None:
    """Return what the file draws, or None and a finding that says why it cannot be read."""
    reader = _Reader(limits)
    try:
        if len(data) > limits.file_bytes:
            raise RefusedError("too_large", f"{len(data) / MEGABYTE:.1f} MB")
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                reader.start(element)
            else:
                reader.end(element)
    except RefusedError as refused:
        _refuse(refused, report)
        return None
    except DefusedXmlException as error:
        report.skipped(
            "gpx.unsafe",
            "file",
            "Document types and entities are not read: they serve attacks, and no GPX file needs them.",
            type(error).__name__,
        )
        return None
    except (ParseError, ValueError, LookupError) as error:
        report.skipped("gpx.not_xml", "file", "The file is no readable XML, or it breaks off.", error)
        return None
    reader.report(report)
    return reader.drawing


def _refuse(refused: RefusedError, report: Report) -> None:
    if refused.code == "not_gpx":
        report.skipped("gpx.not_gpx", "file", "The file is XML, but not GPX.", refused.value)
    elif refused.code == "too_large":
        report.skipped("gpx.too_large", "file", "The file is larger than 20 MB.", refused.value)
    else:
        report.skipped("gpx.too_many", "file", "The file holds more points or elements than are read.", refused.value)


class _Reader:
    """Take elements as they come, and forget them once they are used."""

    def __init__(self, limits: Limits) -> None:
        self.drawing = Drawing()
        self._limits = limits
        self._open: list[str] = []
        self._elements = self._points = 0
        self._odd: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def start(self, element: Element) -> None:
        name = _local(element)
        if not self._open and name != "gpx":
            raise RefusedError("not_gpx", name)
        kind = PARTS.get((self._parent, name))
        self._open.append(name)
        self._elements += 1
        if self._elements > self._limits.elements or len(self._open) > self._limits.depth:
            raise RefusedError("too_many", f"{self._elements} elements, {len(self._open)} deep")
        if kind:
            self.drawing.parts[kind].append([])

    def end(self, element: Element) -> None:
        name = self._open.pop()
        kind = POINTS.get((self._parent, name))
        if kind:
            self._add_point(kind, element)
        elif (self._parent, name) == ("gpx", "wpt"):
            self._add_waypoint(element)
        elif name == "name" and self._parent in NAMED and not self.drawing.name:
            self.drawing.name = _words(element.text, NAME_LENGTH)
        if name in EMPTIED:
            element.clear()

    @property
    def _parent(self) -> str:
        return self._open[-1] if self._open else ""

    def report(self, report: Report) -> None:
        """Make one finding of each kind of oddity, with its number and the first example."""
        if "point" in self._odd:
            report.dropped(
                "gpx.point", "lat, lon", "Points without usable coordinates were left out.", self._shown("point")
            )
        if "height" in self._odd:
            report.dropped("gpx.height", "ele", "Heights that cannot be were left out.", self._shown("height"))
        if "time" in self._odd:
            report.dropped(
                "gpx.time", "time", "Odd dates were found; dates of points are not stored anyway.", self._shown("time")
            )
        if "waypoint" in self._odd:
            report.dropped(
                "gpx.waypoints", "wpt", "Waypoints beyond the first 500 were left out.", self._shown("waypoint")
            )

    def _add_point(self, kind: str, element: Element) -> None:
        self._points += 1
        if self._points > self._limits.points:
            raise RefusedError("too_many", f"{self._limits.points} points at most")
        vertex = self._vertex(element)
        if vertex is not None:
            self.drawing.parts[kind][-1].append(vertex)

    def _add_waypoint(self, element: Element) -> None:
        vertex = self._vertex(element)
        if vertex is None:
            return
        if len(self.drawing.waypoints) >= self._limits.waypoints:
            self._note("waypoint", "")
            return
        texts = {_local(child): child.text for child in element}
        name = _words(texts.get("name"), NAME_LENGTH)
        note = _words(texts.get("desc") or texts.get("cmt"), NOTE_LENGTH)
        self.drawing.waypoints.append(Waypoint(*vertex, name=name, note="" if note == name else note))

    def _vertex(self, element: Element) -> Vertex | None:
        latitude, longitude = _number(element.get("lat")), _number(element.get("lon"))
        if latitude is None or longitude is None or not _is_on_earth(longitude, latitude):
            self._note("point", f"lat={element.get('lat')} lon={element.get('lon')}")
            return None
        height = None
        for child in element:
            name = _local(child)
            if name == "ele" and (child.text or "").strip():
                height = _number(child.text)
                if height is None or not LOWEST_M <= height <= HIGHEST_M:
                    self._note("height", child.text)
                    height = None
            elif name == "time" and not _is_plausible_time(child.text or ""):
                self._note("time", child.text)
        return round(longitude, 7), round(latitude, 7), None if height is None else round(height, 2)

    def _note(self, kind: str, example: str | None) -> None:
        self._odd[kind] += 1
        self._examples.setdefault(kind, (example or "")[:60])

    def _shown(self, kind: str) -> str:
        return f"{self._odd[kind]} × {self._examples[kind]}".rstrip(" ×")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _number(text: str | None) -> float | None:
    if text is None or not NUMBER.fullmatch(text):
        return None
    found = float(text)
    return found if isfinite(found) else None


def _is_on_earth(longitude: float, latitude: float) -> bool:
    """Say whether this can be a point; 0/0 is what receivers write that know nothing yet."""
    return -180 <= longitude <= 180 and -90 <= latitude <= 90 and (longitude, latitude) != (0, 0)


def _is_plausible_time(text: str) -> bool:
    try:
        return FIRST_YEAR <= datetime.fromisoformat(text.strip()).year <= LAST_YEAR
    except ValueError:
        return False


def _words(text: str | None, length: int) -> str:
    return plain(text or "")[:length].strip()
