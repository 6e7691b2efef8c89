"""Answer what a map shows of a search as GeoJSON: where the results of the same `Criteria` as the list's are."""

from datetime import datetime
from typing import Any

from shapely import from_wkt
from shapely.geometry import mapping
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.services.searching import engines
from portal.services.searching.query_reading import understand
from portal.services.zones.outlines import outlined
from search.ask.spots import Frame, Spot
from search.criteria import Criteria

NAMES = text(
    """
    SELECT r.id, r.category, t.name
      FROM unnest(CAST(:ids AS bigint[])) AS wanted (id) JOIN resource r ON r.id = wanted.id AND r.status = 'published'
      JOIN LATERAL (SELECT name FROM resource_text WHERE resource_id = r.id
                     ORDER BY lang = :lang DESC, lang = 'fr' DESC, lang = 'en' DESC, lang LIMIT 1) t ON true
    """
)
DECIMALS = 5
"""A metre."""
Feature = dict[str, Any]


def find_features(session: Session, criteria: Criteria, frame: Frame, *, now: datetime) -> dict[str, Any]:
    """Return a FeatureCollection of points: `count` of those that stand together; `id`, `category` and `name` of who stands alone.

    total: how many resources that are. engine: who answered. area: the outline searched in, None without one.
    """
    understood = understand(session, outlined(session, criteria), now=now)
    found = engines.find_spots(session, understood, frame, today=now.date())
    alone = [spot.id for spot in found.spots if spot.id is not None]
    names = {row.id: row for row in session.execute(NAMES, {"ids": alone, "lang": criteria.lang})} if alone else {}
    return {
        "type": "FeatureCollection",
        "total": found.total,
        "engine": found.engine,
        "area": _area(understood),
        "features": [_feature(spot, names) for spot in found.spots],
    }


def _area(criteria: Criteria) -> Feature | None:
    place = criteria.reading.place if criteria.reading else None
    outline = criteria.outline or (place.outline if place else "")
    return mapping(from_wkt(outline)) if outline else None


def _feature(spot: Spot, names: dict[int, Row[Any]]) -> Feature:
    latitude, longitude = spot.position
    row = names.get(spot.id) if spot.id is not None else None
    facts = {"id": row.id, "category": row.category, "name": row.name} if row else {"count": spot.resources}
    point = {"type": "Point", "coordinates": [round(longitude, DECIMALS), round(latitude, DECIMALS)]}
    return {"type": "Feature", "geometry": point, "properties": facts}
