"""Turn zones into outlines that both engines search in: parks and own territories, and what is near a département or region."""

from collections.abc import Sequence
from dataclasses import replace

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from search.criteria import Criteria, zone_key

MOST_CORNERS = 500
"""Of one ring: of the largest regional parks, a hundred metres or so from the true outline."""
MOST_PARTS = 100
FINEST_DEG = 0.0002
"""About 20 m: where simplifying begins, twice as coarse each time until the rings are short enough."""
COARSEST_DEG = 1.0
DECIMALS = 5
ZONES_KEPT = 200

KNOWN = text(
    """
    SELECT id, kind, code, current_database() || ' ' || zone.xmin AS version
      FROM zone JOIN unnest(CAST(:kinds AS text[]), CAST(:codes AS text[])) AS asked (kind, code) USING (kind, code)
     WHERE outline IS NOT NULL ORDER BY kind, code
    """
)
WIDENED = text(
    """
    SELECT ST_AsText(ST_Multi(ST_SimplifyPreserveTopology(
               geometry(ST_Buffer(geography(ST_GeomFromText(:outline, 4326)), :metres)), :finest)), :decimals)
    """
)
OUTLINE = text("SELECT ST_AsBinary(outline) FROM zone WHERE id = :id")


def outlined(session: Session, criteria: Criteria) -> Criteria:
    """Return the criteria with the outline of their zones; zones that are not there, or have none, count as not given."""
    if not criteria.zones:
        return criteria
    known, outline = find_outline(session, [zone_key(zone) for zone in criteria.zones])
    return replace(criteria, zones=tuple(zone for zone in criteria.zones if zone_key(zone) in known), outline=outline)


def find_outline(
    session: Session, zones: Sequence[tuple[str, str]], *, around_m: int = 0
) -> tuple[set[tuple[str, str]], str]:
    """Return which of the zones (kind, code) have an outline, and all of it as WKT, simplified; "" for none.

    around_m: so much beyond their borders belongs to it, 20 m more or less.
    """
    values = {"kinds": [kind for kind, _ in zones], "codes": [code for _, code in zones]}
    rows = session.execute(KNOWN, values).all()
    parts = [part for row in rows for part in _kept(session, row.id, row.version)]
    outline = shapely.to_wkt(MultiPolygon(parts), rounding_precision=DECIMALS) if parts else ""
    if outline and around_m:
        widened = {"outline": outline, "metres": around_m, "finest": FINEST_DEG, "decimals": DECIMALS}
        outline = session.execute(WIDENED, widened).scalar_one()
    return {(row.kind, row.code) for row in rows}, outline


def simplified(outline: BaseGeometry) -> tuple[Polygon, ...]:
    """Return the polygons of an outline, the largest first, none of their rings with more than MOST_CORNERS corners."""
    tolerance, found = FINEST_DEG, _polygons(outline)
    while _longest_ring(found) > MOST_CORNERS and tolerance < COARSEST_DEG:
        found = _polygons(shapely.simplify(outline, tolerance, preserve_topology=True))
        tolerance *= 2
    return found[:MOST_PARTS]


def _polygons(outline: BaseGeometry) -> tuple[Polygon, ...]:
    whole = outline if outline.is_valid else shapely.make_valid(outline, method="structure")
    parts = [part for part in shapely.get_parts(whole) if isinstance(part, Polygon) and not part.is_empty]
    return tuple(sorted(parts, key=lambda part: -part.area))


def _longest_ring(parts: tuple[Polygon, ...]) -> int:
    return max((len(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)), default=0)


_remembered: dict[tuple[int, str], tuple[Polygon, ...]] = {}


def _kept(session: Session, zone_id: int, version: str) -> tuple[Polygon, ...]:
    """Return the simplified polygons of a zone; this process remembers them until the row changes."""
    found = _remembered.get((zone_id, version))
    if found is None:
        if len(_remembered) >= ZONES_KEPT:
            _remembered.clear()
        data = session.execute(OUTLINE, {"id": zone_id}).scalar_one()
        found = _remembered[zone_id, version] = simplified(shapely.from_wkb(bytes(data)))
    return found
