"""Make small GPX files; tests change what is odd about them."""

from collections.abc import Iterable, Sequence

from portal.importers.gpx.mapping import GpxFile, Mapped, map_gpx
from portal.importers.gpx.reading import Limits

NAMESPACES = {"1.0": "http://www.topografix.com/GPX/1/0", "1.1": "http://www.topografix.com/GPX/1/1"}
BLOIS = (1.331, 47.585)
STEP = 0.001
"""About 111 m to the north."""

Vertex = tuple[object, object, object]
"""(longitude, latitude, height), None for no height; whatever is written is written as it is."""


def hill(number: int = 21, *, start: tuple[float, float] = BLOIS, top_m: float | None = None) -> list[Vertex]:
    """Build a walk to the north, up from 100 m to `top_m`, else by 20 m a step, and down again."""
    half = (number - 1) / 2
    top_m = 100 + 20 * half if top_m is None else top_m
    return [
        (start[0], round(start[1] + n * STEP, 6), 100 + (top_m - 100) * (1 - abs(n - half) / half))
        for n in range(number)
    ]


def ring(*, start: tuple[float, float] = BLOIS) -> list[Vertex]:
    """Build a square walk that ends where it starts."""
    corners = ((0, 0), (0, 10), (10, 10), (10, 0), (0, 0))
    return [(start[0] + east * STEP, start[1] + north * STEP, 100 + north) for east, north in corners]


def gpx(*bodies: str, version: str = "1.1", prolog: str = "") -> bytes:
    """Build a whole file around tracks, routes and waypoints."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<gpx version="{version}" creator="us" xmlns="{NAMESPACES[version]}">'
    return f"{head}{''.join(bodies)}</gpx>".encode()


def track(*parts: Sequence[Vertex], name: str = "A walk") -> str:
    """Build a track with one segment a part."""
    segments = "".join(f"<trkseg>{points('trkpt', part)}</trkseg>" for part in parts)
    return f"<trk><name>{name}</name>{segments}</trk>"


def route(part: Sequence[Vertex], name: str = "A route") -> str:
    """Build a route."""
    return f"<rte><name>{name}</name>{points('rtept', part)}</rte>"


def points(tag: str, part: Iterable[Vertex]) -> str:
    """Build points."""
    return "".join(
        f'<{tag} lat="{lat}" lon="{lon}">{"" if ele is None else f"<ele>{ele}</ele>"}</{tag}>' for lon, lat, ele in part
    )


def mapped(*files: bytes, **limits: int) -> Mapped:
    """Map files as stages of one tour."""
    return map_gpx([GpxFile(f"{n}.gpx", data) for n, data in enumerate(files)], limits=Limits(**limits))


def codes(result: Mapped) -> list[str]:
    """Return the codes of what was found."""
    return [finding.code for finding in result.findings]
