"""Write the line of a tour as GPX 1.1, KML 2.2 and GeoJSON."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

from portal.errors import InvalidInput
from portal.importers.gpx.reading import Waypoint
from portal.services.tours.lines import LAMBERT_93, WGS84, Line

CREATOR = "Escale"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
KML = "http://www.opengis.net/kml/2.2"
PROJECTIONS = {"": WGS84, "4326": WGS84, "2154": LAMBERT_93}
DECIMALS = {WGS84: 7, LAMBERT_93: 2}
"""Both a centimetre."""
MEDIA_TYPES = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
}


def projection(wanted: str, *, form: str) -> int:
    """Return the projection asked for as SRID; raise InvalidInput for one we do not write, GPX and KML being WGS84 always."""
    srid = PROJECTIONS.get(wanted)
    if srid is None or (srid != WGS84 and form != "geojson"):
        raise InvalidInput("crs: 4326 (WGS84), and for GeoJSON 2154 (Lambert-93)")
    return srid


def build(line: Line, *, form: str, url: str) -> bytes:
    """Write the line in one of MEDIA_TYPES; url: the page of the tour with its host, "" to name none."""
    return {"gpx": build_gpx, "kml": build_kml, "geojson": build_geojson}[form](line, url=url)


def build_gpx(line: Line, *, url: str) -> bytes:
    """Write GPX 1.1: one track of one segment, waypoints before it."""
    gpx = GPX()
    gpx.creator, gpx.name, gpx.description, gpx.link = CREATOR, line.name, line.short or None, url or None
    gpx.copyright_author, gpx.copyright_license = line.producer or None, LICENCE_URL if line.producer else None
    for waypoint in line.waypoints:
        point = GPXWaypoint(waypoint.latitude, waypoint.longitude, waypoint.height_m)
        point.name, point.description = waypoint.name or None, waypoint.note or None
        gpx.waypoints.append(point)
    track = GPXTrack(name=line.name)
    track.segments.append(
        GPXTrackSegment([GPXTrackPoint(y, x, z if line.has_heights else None) for x, y, z in line.points])
    )
    gpx.tracks.append(track)
    return gpx.to_xml(version="1.1").encode()


def build_kml(line: Line, *, url: str) -> bytes:
    """Write KML 2.2: the line on the ground (clampToGround), and its waypoints."""
    root = Element("kml", xmlns=KML)
    document = SubElement(root, "Document")
    _add(document, name=line.name, description=url)
    placemark = SubElement(document, "Placemark")
    _add(placemark, name=line.name, description=line.short)
    shape = SubElement(placemark, "LineString")
    _add(shape, tessellate="1", altitudeMode="clampToGround", coordinates=" ".join(_tuples(line)))
    for waypoint in line.waypoints:
        placemark = SubElement(document, "Placemark")
        _add(placemark, name=waypoint.name, description=waypoint.note)
        _add(SubElement(placemark, "Point"), coordinates=f"{waypoint.longitude},{waypoint.latitude}")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def build_geojson(line: Line, *, url: str) -> bytes:
    """Write a FeatureCollection (RFC 7946): the line first, then its waypoints.

    In a projection, which RFC 7946 knows only by arrangement, the older member `crs` names it, as QGIS and GDAL read it.
    """
    decimals = DECIMALS[line.srid]
    points = [_position(point, line.has_heights, decimals) for point in line.points]
    properties = {"id": line.resource_id, "name": line.name, "length_m": round(line.length_m, 1)}
    if url:
        properties["url"] = url
    features = [_feature("LineString", points, properties)]
    for waypoint in line.waypoints:
        features.append(_feature("Point", _place(waypoint, decimals), {"name": waypoint.name, "note": waypoint.note}))
    east, north = [point[0] for point in points], [point[1] for point in points]
    collection: dict[str, object] = {
        "type": "FeatureCollection",
        "bbox": [min(east), min(north), max(east), max(north)],
        "features": features,
    }
    if line.srid != WGS84:
        collection["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{line.srid}"}}
    return orjson.dumps(collection)


def _tuples(line: Line) -> list[str]:
    return [f"{x},{y},{z}" if line.has_heights else f"{x},{y}" for x, y, z in line.points]


def _add(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            SubElement(parent, name).text = text


def _position(point: Sequence[float], has_height: bool, decimals: int) -> list[float]:
    place = [round(point[0], decimals), round(point[1], decimals)]
    return [*place, round(point[2], 2)] if has_height else place


def _place(waypoint: Waypoint, decimals: int) -> list[float]:
    whole = (waypoint.longitude, waypoint.latitude, waypoint.height_m or 0.0)
    return _position(whole, waypoint.height_m is not None, decimals)


def _feature(kind: str, coordinates: object, properties: dict[str, object]) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}
