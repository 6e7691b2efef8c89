"""Make small DATAtourisme objects in their true shape; tests change what they are about."""

import json
import zipfile
from pathlib import Path
from typing import Any

Json = dict[str, Any]
UUID = "b46a5623-c6fc-3dec-ac44-a48e80e2ada5"


def build_place(number: int = 0, **changes: Any) -> Json:
    """Build a castle in Blois; `changes` replace top-level properties, None takes one away."""
    built: Json = {
        "@id": f"https://data.datatourisme.fr/15/{UUID[:-4]}{number:04}",
        "dc:identifier": f"ID{number}",
        "@type": [
            "schema:LandmarksOrHistoricalBuildings",
            "Castle",
            "CulturalSite",
            "PlaceOfInterest",
            "PointOfInterest",
        ],
        "rdfs:label": {"fr": [f"Château numéro {number}"], "en": [f"Castle number {number}"]},
        "rdfs:comment": {"fr": ["Un château au bord de la Loire."]},
        "hasDescription": [{"shortDescription": {"fr": ["Un château au bord de la Loire."]}}],
        "hasBeenCreatedBy": {"schema:legalName": "ADT41"},
        "hasBeenPublishedBy": [{"schema:legalName": "SIT Centre"}],
        "isLocatedAt": [place_at("47.585", "1.331")],
        "lastUpdate": "2026-09-01",
        "lastUpdateDatatourisme": "2026-09-02T08:05:50.273Z",
    }
    built.update(changes)
    return {key: value for key, value in built.items() if value is not None}


def place_at(latitude: str, longitude: str, **changes: Any) -> Json:
    """Build a place of Blois at a position."""
    return {
        "schema:geo": {"schema:latitude": latitude, "schema:longitude": longitude},
        "schema:address": [
            {
                "schema:streetAddress": ["6 place du Château"],
                "schema:postalCode": "41000",
                "schema:addressLocality": "Blois",
                "hasAddressCity": city("41018", "Blois"),
            }
        ],
        **changes,
    }


def city(insee: str, name: str) -> Json:
    """Build a commune of Loir-et-Cher."""
    region = {"insee": "24", "rdfs:label": {"fr": ["Centre-Val de Loire"]}}
    department = {"insee": "41", "rdfs:label": {"fr": ["Loir-et-Cher"]}, "isPartOfRegion": region}
    return {"insee": insee, "rdfs:label": {"fr": [name]}, "isPartOfDepartment": department}


def build_event(number: int = 0, *, periods: list[tuple[str, str]], **changes: Any) -> Json:
    """Build a concert on the given (first day, last day) periods."""
    types = ["schema:Event", "Concert", "CulturalEvent", "EntertainmentAndEvent", "PointOfInterest"]
    dates = [{"startDate": first, "endDate": last} for first, last in periods]
    return build_place(number, **{"@type": types, "takesPlaceAt": dates, **changes})


def write_flux(path: Path, objects: list[Json]) -> Path:
    """Write a flux archive of objects."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, built in enumerate(objects):
            archive.writestr(f"objects/0/00/15-{number:08}.json", json.dumps(built, indent=2))
        archive.writestr("index.json", "[]")
        archive.writestr("context.jsonld", "{}")
    return path
