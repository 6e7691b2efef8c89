"""Read the stored line of a tour, with what its page and its downloads say of it."""

from dataclasses import dataclass, replace
from typing import Any

from shapely import from_wkb
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.errors import InvalidInput, NotFound
from portal.importers.gpx.reading import Waypoint
from portal.texts import build_slug

WGS84, LAMBERT_93 = 4326, 2154
COVERED = {LAMBERT_93: (-10.0, 41.0, 10.6, 51.6)}
"""Where a projection may be used, (west, south, east, north); elsewhere its coordinates would be wrong without a warning."""

Point = tuple[float, float, float]
"""(longitude, latitude, height in metres), or (easting, northing, height) in a projection."""

LINE = text(
    """
    SELECT ST_AsBinary(CASE WHEN :srid = 4326 THEN t.line ELSE ST_Transform(t.line, :srid) END) AS shape,
           ST_Length(geography(ST_Force2D(t.line))) AS length_m, t.has_heights, t.waypoints,
           ST_XMin(t.line) AS west, ST_YMin(t.line) AS south, ST_XMax(t.line) AS east, ST_YMax(t.line) AS north,
           coalesce(nullif(r.producer, ''), r.publisher) AS producer, w.lang, w.name, w.short
      FROM tour t
      JOIN resource r ON r.id = t.resource_id AND r.status = 'published'
      JOIN LATERAL (SELECT lang, name, short FROM resource_text WHERE resource_id = r.id
                     ORDER BY lang = :lang DESC, lang = 'fr' DESC, lang = 'en' DESC, lang LIMIT 1) w ON true
     WHERE t.resource_id = :id AND t.line IS NOT NULL
    """
)
PLACES = text(
    """
    SELECT ST_X(moved), ST_Y(moved)
      FROM unnest(CAST(:lons AS float[]), CAST(:lats AS float[])) WITH ORDINALITY AS w (lon, lat, place)
      CROSS JOIN LATERAL (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), :srid) AS moved) m
     ORDER BY place
    """
)


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a tour; points and waypoints are in `srid`. has_heights: False when the heights say nothing.

    length_m: of the line itself on the spheroid, as a map shows it (with heights, PostGIS would add the slope). lang: of name and short.
    """

    resource_id: int
    slug: str
    name: str
    short: str
    lang: str
    producer: str
    points: tuple[Point, ...]
    has_heights: bool
    length_m: float
    waypoints: tuple[Waypoint, ...]
    srid: int = WGS84


def get_line(session: Session, resource_id: int, *, lang: str, srid: int = WGS84) -> Line:
    """Return the line of a published tour; raise NotFound when there is none, InvalidInput where `srid` is not made for."""
    row = session.execute(LINE, {"id": resource_id, "lang": lang, "srid": srid}).one_or_none()
    if row is None:
        raise NotFound("there is no such tour, or it has no line")
    west, south, east, north = COVERED.get(srid, (-180, -90, 180, 90))
    if not (west <= row.west and row.east <= east and south <= row.south and row.north <= north):
        raise InvalidInput("Lambert-93 is made for mainland France, and this tour is elsewhere")
    waypoints = tuple(_waypoint(stored) for stored in row.waypoints)
    return Line(
        resource_id=resource_id,
        slug=build_slug(row.name),
        name=row.name,
        short=row.short,
        lang=row.lang,
        producer=row.producer,
        points=tuple(from_wkb(bytes(row.shape)).coords),
        has_heights=row.has_heights,
        length_m=row.length_m,
        waypoints=waypoints if srid == WGS84 else _moved(session, waypoints, srid),
        srid=srid,
    )


def _waypoint(stored: dict[str, Any]) -> Waypoint:
    return Waypoint(stored["lon"], stored["lat"], stored.get("ele"), stored.get("name", ""), stored.get("note", ""))


def _moved(session: Session, waypoints: tuple[Waypoint, ...], srid: int) -> tuple[Waypoint, ...]:
    """Return waypoints in a projection; those outside of where it is made for are left out."""
    west, south, east, north = COVERED[srid]
    inside = [w for w in waypoints if west <= w.longitude <= east and south <= w.latitude <= north]
    bound = {"lons": [w.longitude for w in inside], "lats": [w.latitude for w in inside], "srid": srid}
    places = session.execute(PLACES, bound).all()
    return tuple(replace(w, longitude=x, latitude=y) for w, (x, y) in zip(inside, places, strict=True))
