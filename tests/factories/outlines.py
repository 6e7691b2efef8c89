"""Make small GeoJSON files of zones; tests change what they are about."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
BLOIS = (1.25, 47.53, 1.40, 47.63)
VENDOME = (1.00, 47.75, 1.12, 47.83)
LOIR_ET_CHER = (0.55, 47.10, 2.30, 48.15)
CENTRE = (0.0, 46.3, 3.2, 49.0)


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """Build the closed ring of a rectangle."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def build_feature(code: object, name: str, *rings: list[list[float]], **geometry: Any) -> Json:
    """Build a zone with one polygon; `geometry` replaces its parts."""
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": name},
        "geometry": {"type": "Polygon", "coordinates": list(rings), **geometry},
    }


def write_geojson(path: Path, *features: object, **members: Any) -> Path:
    """Write a FeatureCollection."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}), "utf-8")
    return path
