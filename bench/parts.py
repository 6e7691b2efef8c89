"""This file draws the parts of a synthetic object: place, hours, contact, pictures, prices, periods, features."""

import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
FIGURES: Json = yaml.safe_load((Path(__file__).parent / "figures.yaml").read_text("utf-8"))
TODAY = date.today()
OTHER_LANGUAGES = ("en", "de", "es", "it", "nl")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACES: list[str] = FIGURES["words"]["places"].split()


def happens(chance: random.Random, percent: float) -> bool:
    """Say yes in so many percent of cases."""
    return chance.random() * 100 < percent


def draw_number(chance: random.Random, name: str) -> int:
    """Draw from a long-tailed distribution with the figures' median and 95th percentile."""
    figures = FIGURES[name]
    spread = (figures["p95"] / figures["p50"]) ** (1 / 1.645)
    return max(1, round(figures["p50"] * spread ** chance.gauss(0, 1)))


def build_place(chance: random.Random, branch: Json) -> Json:
    """Draw where it is, and its opening hours."""
    name, department, latitude, longitude, _ = chance.choices(
        FIGURES["towns"], weights=[town[4] for town in FIGURES["towns"]]
    )[0]
    village = chance.randrange(1, 300)
    geo = {
        "schema:latitude": f"{chance.gauss(latitude, 0.35):.6f}",
        "schema:longitude": f"{chance.gauss(longitude, 0.45):.6f}",
    }
    place: Json = {
        "schema:geo": {} if happens(chance, FIGURES["odd"]["no_coordinates"]) else geo,
        "schema:address": [{**_address(chance, name, department, village)}],
    }
    if happens(chance, branch["hours"]):
        place["schema:openingHoursSpecification"] = [
            _hours(chance, n) for n in range(draw_number(chance, "opening_entries"))
        ]
    return place


def _address(chance: random.Random, town: str, department: str, village: int) -> Json:
    region = {"@id": "kb:France00", "insee": "00", "rdfs:label": _listed("Région synthétique"), "@type": ["Region"]}
    above = {
        "@id": f"kb:France{department}",
        "insee": department,
        "rdfs:label": _listed(f"Département {department}"),
        "isPartOfRegion": region,
    }
    city = {
        "@id": f"kb:{department}{village:03}",
        "insee": f"{department}{village:03}",
        "rdfs:label": _listed(f"{town} {village}"),
        "isPartOfDepartment": above,
    }
    street = [f"{chance.randrange(1, 90)} rue du {chance.choice(PLACES)}"]
    return {
        "schema:streetAddress": street,
        "schema:postalCode": f"{department[:2]}{village:03}".replace("A", "0"),
        "schema:addressLocality": f"{town} {village}",
        "hasAddressCity": city,
    }


def _hours(chance: random.Random, position: int) -> Json:
    inverted = happens(chance, FIGURES["odd"]["inverted_hours"] / 10)
    first, last = f"{TODAY.year}-01-01T00:00:00", f"{TODAY.year - (2 if inverted else 0)}-12-31T00:00:00"
    entry: Json = {
        "schema:validFrom": first,
        "schema:validThrough": last,
        "schema:dayOfWeek": [{"@id": f"schema:{WEEKDAYS[position % 7]}"}],
    }
    if chance.random() < 0.5:
        entry.update({"schema:opens": f"{9 + position % 3:02}:00:00", "schema:closes": "18:30:00"})
    return entry


def build_contact(chance: random.Random) -> Json:
    """Draw one contact."""
    mail = (
        "a@b.fr<a@b.fr"
        if happens(chance, FIGURES["odd"]["bad_email"])
        else f"contact{chance.randrange(9999)}@exemple.fr"
    )
    phone = f"+33 2 54 {chance.randrange(10, 99)} {chance.randrange(10, 99)} {chance.randrange(10, 99)}"
    return {
        "@id": f"https://data.datatourisme.fr/{chance.getrandbits(64):x}",
        "schema:telephone": [phone],
        "schema:email": [mail],
    }


def build_pictures(chance: random.Random) -> Json:
    """Draw pictures, the main one repeated as in real records."""
    pictures = [_picture(chance) for _ in range(draw_number(chance, "images"))]
    return {"hasMainRepresentation": pictures[:1], "hasRepresentation": pictures}


def _picture(chance: random.Random) -> Json:
    url = f"http://images.exemple.fr/{chance.getrandbits(64):x}.jpg"
    return {
        "@id": f"https://data.datatourisme.fr/{chance.getrandbits(64):x}",
        "ebucore:hasRelatedResource": [
            {"ebucore:locator": [url], "ebucore:hasMimeType": [{"@id": "kb:JPEG", "rdfs:label": ["image/jpeg"]}]}
        ],
        "ebucore:hasAnnotation": [
            {"credits": ["Office de tourisme"], "ebucore:isCoveredBy": "CC BY-SA", "ebucore:title": _listed("Vue")}
        ],
    }


def build_price(chance: random.Random) -> Json:
    """Draw one price."""
    low = chance.randrange(3, 60)
    high = low - 1 if happens(chance, FIGURES["odd"]["swapped_price"]) else low + chance.randrange(0, 20)
    if happens(chance, FIGURES["odd"]["negative_price"]):
        low = -low
    policy = {"@id": "kb:BaseRateFullRate", "rdfs:label": _listed("Plein tarif")}
    return {
        "schema:minPrice": [str(low)],
        "schema:maxPrice": [str(high)],
        "schema:priceCurrency": "EUR",
        "hasEligiblePolicy": [policy],
    }


def build_period(chance: random.Random) -> Json:
    """Draw one period of an event."""
    first = TODAY + timedelta(days=chance.randrange(-5, 200))
    return {
        "startDate": str(first),
        "endDate": str(first + timedelta(days=chance.choice((0, 0, 0, 1, 2, 60)))),
        "startTime": "20:30:00",
    }


def build_feature(key: str) -> Json:
    """Build one amenity."""
    return {
        "@type": ["FeatureSpecification"],
        "features": [{"@id": f"kb:{key}", "@type": ["CommonAmenity"], "rdfs:label": _labels(key)}],
    }


@cache
def _labels(key: str) -> dict[str, list[str]]:
    return {lang: [f"{key} {lang}"] for lang in ("fr", *OTHER_LANGUAGES)}


def _listed(text: str) -> dict[str, list[str]]:
    return {"fr": [text]}
