"""Map where a resource is: position, address, commune and the zones above it."""

import re

from portal.importers.datatourisme.values import Json, key_of, labels_of, number, objects, one, string, strings
from portal.importers.records import AddressRecord
from portal.importers.report import Report

POSTAL_CODE = re.compile(r"(\d{5}|2[AB]\d{3})")
FRANCE_LATITUDES = (41.0, 51.6)
FRANCE_LONGITUDES = (-5.5, 10.0)
LINES_KEPT = 6


def map_point(data: Json, report: Report) -> tuple[float | None, float | None, float | None]:
    """Return (longitude, latitude, elevation in metres); None where there is none that can be used."""
    place = one(data.get("isLocatedAt"))
    geo = one(place.get("schema:geo") or place.get("geo"))
    raw = (geo.get("schema:latitude", geo.get("latitude")), geo.get("schema:longitude", geo.get("longitude")))
    try:
        latitude, longitude = (number(value) for value in raw)
    except ValueError:
        latitude = longitude = None
    elevation = _elevation(geo, report)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        report.dropped("place.no_point", "schema:geo", "The coordinates are missing, zero or no numbers.", raw)
        return None, None, elevation
    lat, lon = float(latitude), float(longitude)
    if _is_swapped(lat, lon):
        report.mended("place.swapped", "schema:geo", "Latitude and longitude stood in each other's place.", raw)
        lat, lon = lon, lat
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        report.dropped("place.no_point", "schema:geo", "The coordinates lie outside the world.", raw)
        return None, None, elevation
    return lon, lat, elevation


def map_address(data: Json, report: Report) -> AddressRecord:
    """Return the address; city objects may come alone or in a list, several communes keep the first."""
    place = one(data.get("isLocatedAt"))
    address = one(place.get("schema:address") or place.get("address"))
    cities = objects(address.get("hasAddressCity"))
    if len(cities) > 1:
        names = ", ".join(string(labels_of(city).get("fr")) for city in cities)
        report.mended(
            "place.several_communes", "hasAddressCity", "Several communes are named; the first was taken.", names
        )
    city = cities[0] if cities else {}
    department = one(city.get("isPartOfDepartment"))
    region = one(department.get("isPartOfRegion"))
    commune_code = string(city.get("insee"))
    return AddressRecord(
        lines=tuple(strings(address.get("schema:streetAddress") or address.get("streetAddress"))[:LINES_KEPT]),
        postal_code=_postal_code(address, report),
        locality=string(address.get("schema:addressLocality") or address.get("addressLocality")),
        commune_code=commune_code,
        commune_name=_label(city),
        former_commune_codes=tuple(strings(place.get("altInsee") or address.get("altInsee") or city.get("altInsee"))),
        department_code=string(department.get("insee")) or _department_of(commune_code),
        department_name=_label(department),
        region_code=string(region.get("insee")) or key_of(region),
        region_name=_label(region),
    )


def is_inside_france(latitude: float, longitude: float) -> bool:
    """Say whether a point lies in the box of metropolitan France."""
    return (
        FRANCE_LATITUDES[0] <= latitude <= FRANCE_LATITUDES[1]
        and FRANCE_LONGITUDES[0] <= longitude <= FRANCE_LONGITUDES[1]
    )


def _is_swapped(latitude: float, longitude: float) -> bool:
    return not is_inside_france(latitude, longitude) and is_inside_france(longitude, latitude)


def _elevation(geo: Json, report: Report) -> float | None:
    raw = geo.get("schema:elevation", geo.get("elevation"))
    try:
        found = number(raw)
    except ValueError:
        report.dropped("fact.number", "schema:elevation", "The height is no number.", raw)
        return None
    return float(found) if found is not None else None


def _label(zone: Json) -> str:
    labels = labels_of(zone)
    return labels.get("fr") or next(iter(labels.values()), "")


def _postal_code(address: Json, report: Report) -> str:
    code = string(address.get("schema:postalCode") or address.get("postalCode"))
    if code and not POSTAL_CODE.fullmatch(code):
        report.mended(
            "place.postal_code", "schema:postalCode", "The postal code is not five digits; kept as it is.", code
        )
    return code[:20]


def _department_of(commune_code: str) -> str:
    """Return the département of a commune by its code: two characters, three overseas."""
    if len(commune_code) != 5:
        return ""
    return commune_code[:3] if commune_code.startswith(("97", "98")) else commune_code[:2]
