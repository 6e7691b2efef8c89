"""Read zones from GeoJSON: features with a (multi)polygon to checked outlines, and a finding for each that cannot be used."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from portal.errors import InvalidInput
from portal.importers.records import Finding, marked
from portal.importers.report import Report

MEGABYTE = 1024 * 1024
MOST_BYTES = 128 * MEGABYTE
"""Parsed, a file takes about ten times its size in memory."""
MOST_FEATURES = 50_000
WIDEST_DEG = 180
"""A ring that is wider goes round the wrong way: RFC 7946 has outlines across 180 degrees cut in two there."""
MOST_CORNERS = 500_000
"""Of one outline; the whole coast of a region has about 100 000 in the finest official data."""
LONGEST_NAME = 200
FEWEST_CORNERS = 3
WGS84_NAMES = ("CRS84", "4326", "4171", "4258")
"""Longitude and latitude in degrees: WGS84 and the European frames that lie within a metre of it."""

INSEE = {"region": r"\d{2}", "department": r"\d{2}|2[AB]|9[78]\d", "commune": r"(\d{2}|2[AB])\d{3}"}
DIGITS = {"region": 2, "department": 2, "commune": 5}
OWN_CODE = r"[0-9A-Za-z_]{1,20}"

TITLES = {
    "zone.not_feature": marked("Entries that are no features"),
    "zone.no_code": marked("Zones without a usable code"),
    "zone.twice": marked("Zones delivered twice"),
    "zone.no_name": marked("New zones without a name"),
    "zone.no_outline": marked("Zones without an outline"),
    "zone.other_geometry": marked("Geometries that are no area"),
    "zone.coordinates": marked("Outlines with unusable coordinates"),
    "zone.too_detailed": marked("Outlines with too many corners"),
    "zone.too_wide": marked("Outlines that are not cut at 180 degrees"),
    "zone.ring": marked("Rings with too few corners"),
    "zone.open_ring": marked("Rings that were not closed"),
    "zone.repaired": marked("Outlines that had to be repaired"),
    "zone.refused": marked("Zones the database refused"),
    "place.far_from_commune": marked("Positions far from their commune"),
}

Position = tuple[float, float]
Ring = list[Position]


OFFICIAL = "IGN Admin Express, INSEE"


@dataclass(frozen=True, slots=True)
class Fields:
    """What the file holds: zones of one kind, which properties carry code and name, and who is named under a map for the outlines."""

    kind: str
    code: str = "code"
    name: str = "nom"
    source: str = OFFICIAL


@dataclass(frozen=True, slots=True)
class ZoneRecord:
    """One zone as delivered; name: "" when not given; shape: GeoJSON of a MultiPolygon, its rings closed, not yet known to be valid."""

    code: str
    name: str
    shape: str


class _UnusablePosition(ValueError):
    """A corner is no pair of degrees."""


class _TooWide(ValueError):
    """A ring crosses 180 degrees and goes round the rest of the world."""


def read_features(path: Path, fields: Fields) -> list[object]:
    """Return the features of a file; raise InvalidInput when the file as a whole cannot be used, saying why."""
    data = _load(path)
    kind = data.get("type")
    if kind == "Topology":
        raise InvalidInput(f"{path}: this is TopoJSON; convert it to GeoJSON first")
    features = data.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise InvalidInput(f"{path}: no GeoJSON FeatureCollection (its type is {str(kind)[:40]!r})")
    if len(features) > MOST_FEATURES:
        raise InvalidInput(f"{path}: {len(features)} features; {MOST_FEATURES} at most are read, split the file")
    crs = str(data.get("crs") or "CRS84")
    if not any(name in crs for name in WGS84_NAMES):
        raise InvalidInput(f"{path}: its coordinates are not WGS84 ({crs[:80]}); reproject it to EPSG:4326 first")
    _check_properties(path, features, fields)
    return features


def map_features(features: list[object], fields: Fields) -> Iterator[tuple[ZoneRecord | None, list[Finding]]]:
    """Map feature by feature; of two with the same code the first one is kept."""
    seen: set[str] = set()
    for feature in features:
        record, findings = map_feature(feature, fields)
        if record is not None and record.code in seen:
            report = Report(fields.kind, record.code)
            report.skipped("zone.twice", fields.code, "The same zone came twice in this file; the first one was kept.")
            record, findings = None, report.findings
        if record is not None:
            seen.add(record.code)
        yield record, findings


def map_feature(feature: object, fields: Fields) -> tuple[ZoneRecord | None, list[Finding]]:
    """Map one feature to a zone, or to the finding that says why it cannot be used."""
    report = Report(fields.kind)
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        report.skipped("zone.not_feature", "features", "The entry is no GeoJSON feature with properties.", feature)
        return None, report.findings
    given = feature["properties"].get(fields.code)
    code = _code(given, fields.kind)
    if not code:
        report.skipped(
            "zone.no_code", fields.code, "The code is missing, or no code of this kind of zone.", given or ""
        )
        return None, report.findings
    report.source_id = code
    polygons = _outline(feature.get("geometry"), report)
    if not polygons:
        return None, report.findings
    name = feature["properties"].get(fields.name)
    words = " ".join(name.replace("\x00", " ").split())[:LONGEST_NAME] if isinstance(name, str) else ""
    shape = orjson.dumps({"type": "MultiPolygon", "coordinates": polygons}).decode()
    return ZoneRecord(code, words, shape), report.findings


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InvalidInput(f"{path}: there is no such file")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InvalidInput(f"{path}: {size / MEGABYTE:.0f} MB; {MOST_BYTES // MEGABYTE} MB at most are read, split it")
    try:
        data = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (orjson.JSONDecodeError, OSError) as error:
        raise InvalidInput(f"{path}: not readable as JSON: {error}") from error
    if not isinstance(data, dict):
        raise InvalidInput(f"{path}: no GeoJSON FeatureCollection (it holds no single object)")
    return data


def _check_properties(path: Path, features: list[object], fields: Fields) -> None:
    """Raise InvalidInput when no feature has the code's property: most likely it has another name here."""
    found: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            found.update(dict.fromkeys(map(str, properties)))
    if found and fields.code not in found:
        names = ", ".join(list(found)[:12])
        raise InvalidInput(f"{path}: no feature has a property {fields.code!r}; say --code-property, one of: {names}")


def _code(value: object, kind: str) -> str:
    """Return the code in its usual form, "" when it is none; a number gets its leading zeros back."""
    if type(value) is int:
        value = str(value).zfill(DIGITS.get(kind, 1))
    if not isinstance(value, str):
        return ""
    code = value.strip().upper() if kind in INSEE else value.strip()
    return code if re.fullmatch(INSEE.get(kind, OWN_CODE), code, re.ASCII) else ""


def _outline(geometry: object, report: Report) -> list[list[Ring]]:
    """Return the polygons that can be used; none, with a finding, when the feature has to be skipped."""
    if not isinstance(geometry, dict):
        report.skipped("zone.no_outline", "geometry", "The zone has no outline.")
        return []
    kind, raw = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        report.skipped("zone.other_geometry", "geometry", "The outline is neither a Polygon nor a MultiPolygon.", kind)
        return []
    try:
        parts = _lists([raw] if kind == "Polygon" else raw)
        corners = sum(len(_lists(ring)) for rings in parts for ring in _lists(rings))
        if corners > MOST_CORNERS:
            report.skipped("zone.too_detailed", "geometry", "The outline has too many corners; simplify it.", corners)
            return []
        polygons = [polygon for rings in parts if (polygon := _polygon(rings, report))]
    except _UnusablePosition as error:
        message = marked("The coordinates are not longitude and latitude in degrees.")
        report.findings.clear()
        report.skipped("zone.coordinates", "geometry", message, error)
        return []
    except _TooWide as error:
        message = marked("The outline is wider than half the world: cut it where it crosses 180 degrees.")
        report.findings.clear()
        report.skipped("zone.too_wide", "geometry", message, error)
        return []
    if not polygons:
        report.findings.clear()
        report.skipped("zone.no_outline", "geometry", "The zone has no outline.")
    return polygons


def _polygon(rings: list[Any], report: Report) -> list[Ring]:
    """Return the outer ring and its holes, closed; nothing when the outer ring encloses nothing."""
    kept: list[Ring] = []
    for number, raw in enumerate(rings):
        ring = [_position(corner) for corner in raw]
        if len(set(ring)) < FEWEST_CORNERS:
            report.dropped("zone.ring", "geometry", "A ring has fewer than three corners and was left out.", raw)
            if number == 0:
                return []
            continue
        longitudes = [longitude for longitude, _ in ring]
        if (width := max(longitudes) - min(longitudes)) > WIDEST_DEG:
            raise _TooWide(f"{width:.1f} degrees")
        if ring[0] != ring[-1]:
            report.mended("zone.open_ring", "geometry", "A ring did not end where it began and was closed.", ring[0])
            ring.append(ring[0])
        kept.append(ring)
    return kept


def _lists(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _UnusablePosition(str(value)[:80])
    return value


def _position(corner: object) -> Position:
    if isinstance(corner, list) and len(corner) >= 2 and all(type(number) in (int, float) for number in corner[:2]):
        longitude, latitude = float(corner[0]), float(corner[1])
        if math.isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90:
            return longitude, latitude
    raise _UnusablePosition(str(corner)[:80])
