"""This file writes synthetic flux archives of any size, seeded, with the figures of real ones: `python -m bench.generate N OUT.zip`."""

import json
import random
import sys
import uuid
import zipfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
FIGURES: Json = yaml.safe_load((Path(__file__).parent / "figures.yaml").read_text("utf-8"))
TODAY = date.today()
SOURCES = (10, 13, 15, 23, 30, 33, 41, 49, 58)
OTHER_LANGUAGES = ("en", "de", "es", "it", "nl")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FEATURES = (
    "CarPark",
    "Toilet",
    "Shop",
    "Restaurant",
    "Playground",
    "PicnicArea",
    "Wifi",
    "Terrace",
    "Bar",
    "Elevator",
    "Garden",
)
NOUNS: list[str] = FIGURES["words"]["nouns"].split()
QUALITIES: list[str] = FIGURES["words"]["qualities"].split()
PLACES: list[str] = FIGURES["words"]["places"].split()
WORDS: list[str] = FIGURES["words"]["words"].split()


def write_archive(path: Path, number: int, *, seed: int = 1) -> int:
    """Write `number` objects; return the bytes they unpack to. The same seed and day give the same archive."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    total = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for position in range(number):
            built = build_object(chance, position)
            data = json.dumps(built, ensure_ascii=False, indent=2).encode()
            total += len(data)
            name = built["@id"].rsplit("/", 2)
            archive.writestr(f"objects/{name[2][0]}/{name[2][:2]}/{name[1]}-{name[2]}.json", data)
        archive.writestr("index.json", "[]")
        archive.writestr("context.jsonld", "{}")
    return total


def build_object(chance: random.Random, position: int) -> Json:
    """Build one object in the shape of a real one."""
    branch = _weighted(chance)
    name = f"{chance.choice(NOUNS)} {chance.choice(QUALITIES)} du {chance.choice(PLACES)} {position}".capitalize()
    identity = uuid.UUID(int=chance.getrandbits(128))
    languages = ("fr", *OTHER_LANGUAGES) if _happens(chance, FIGURES["translated_share"]) else ("fr",)
    built: Json = {
        "@id": f"https://data.datatourisme.fr/{chance.choice(SOURCES)}/{identity}",
        "dc:identifier": f"SYN{position}",
        "@type": sorted(["PointOfInterest", "schema:Thing", *branch["types"]]),
        "rdfs:label": {lang: [name] for lang in languages},
        "hasBeenCreatedBy": {"schema:legalName": f"Office de tourisme {position % 200}", "@type": ["Agent"]},
        "hasBeenPublishedBy": [{"schema:legalName": "SIT synthétique", "@type": ["Agent"]}],
        "isLocatedAt": [_place(chance, branch)],
        "hasContact": [_contact(chance)],
        "lastUpdate": str(TODAY - timedelta(days=int(chance.expovariate(1 / 200)))),
        "lastUpdateDatatourisme": f"{TODAY}T04:00:00.000Z",
    }
    if _happens(chance, branch["description"]):
        built.update(_texts(chance, languages))
    if _happens(chance, branch["image"]):
        built.update(_pictures(chance))
    if _happens(chance, branch["offers"]):
        built["offers"] = [
            {
                "@type": ["Offer"],
                "schema:priceSpecification": [_price(chance) for _ in range(_number(chance, "price_entries"))],
            }
        ]
    built["hasFeature"] = [_feature(key) for key in chance.choices(FEATURES, k=_number(chance, "features"))]
    if branch.get("event"):
        built["takesPlaceAt"] = [_period(chance) for _ in range(_number(chance, "event_periods"))]
    if branch.get("tour"):
        built["tourDistance"] = f"{chance.randrange(2000, 30000)}.0"
    return built


def _weighted(chance: random.Random) -> Json:
    branches = FIGURES["branches"]
    found: Json = chance.choices(branches, weights=[branch["share"] for branch in branches])[0]
    return found


def _happens(chance: random.Random, percent: float) -> bool:
    return chance.random() * 100 < percent


def _number(chance: random.Random, name: str) -> int:
    """Draw from a long-tailed distribution with the figures' median and 95th percentile."""
    figures = FIGURES[name]
    spread = (figures["p95"] / figures["p50"]) ** (1 / 1.645)
    return max(1, round(figures["p50"] * spread ** chance.gauss(0, 1)))


def _sentence(chance: random.Random, length: int) -> str:
    words = chance.choices(WORDS, k=max(3, length // 7))
    return " ".join(words).capitalize()[:length] + "."


def _texts(chance: random.Random, languages: tuple[str, ...]) -> Json:
    short = {lang: [_sentence(chance, _number(chance, "text_length"))] for lang in languages}
    long = dict(short)
    if _happens(chance, FIGURES["long_share"]):
        long = {lang: [text + " " + _sentence(chance, 400)] for lang, (text,) in short.items()}
    if _happens(chance, FIGURES["odd"]["html"]):
        long["fr"] = [f"<p>{long['fr'][0]}<br />Suite &amp; fin</p>"]
    if _happens(chance, FIGURES["odd"]["crlf"]):
        long["fr"] = [long["fr"][0] + "\r\nFin"]
    notes = [
        {"rdf:language": [lang], "dc:contributor": ["https://api.deepl.com/v2/translate"]} for lang in languages[1:]
    ]
    return {
        "rdfs:comment": short,
        "hasDescription": [{"shortDescription": short, "dc:description": long, "hasTranslatedProperty": notes}],
    }


def _place(chance: random.Random, branch: Json) -> Json:
    name, department, latitude, longitude, _ = chance.choices(
        FIGURES["towns"], weights=[town[4] for town in FIGURES["towns"]]
    )[0]
    village = chance.randrange(1, 300)
    geo = {
        "schema:latitude": f"{chance.gauss(latitude, 0.35):.6f}",
        "schema:longitude": f"{chance.gauss(longitude, 0.45):.6f}",
    }
    place: Json = {
        "schema:geo": {} if _happens(chance, FIGURES["odd"]["no_coordinates"]) else geo,
        "schema:address": [{**_address(chance, name, department, village)}],
    }
    if _happens(chance, branch["hours"]):
        place["schema:openingHoursSpecification"] = [
            _hours(chance, n) for n in range(_number(chance, "opening_entries"))
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
    inverted = _happens(chance, FIGURES["odd"]["inverted_hours"] / 10)
    first, last = f"{TODAY.year}-01-01T00:00:00", f"{TODAY.year - (2 if inverted else 0)}-12-31T00:00:00"
    entry: Json = {
        "schema:validFrom": first,
        "schema:validThrough": last,
        "schema:dayOfWeek": [{"@id": f"schema:{WEEKDAYS[position % 7]}"}],
    }
    if chance.random() < 0.5:
        entry.update({"schema:opens": f"{9 + position % 3:02}:00:00", "schema:closes": "18:30:00"})
    return entry


def _contact(chance: random.Random) -> Json:
    mail = (
        "a@b.fr<a@b.fr"
        if _happens(chance, FIGURES["odd"]["bad_email"])
        else f"contact{chance.randrange(9999)}@exemple.fr"
    )
    phone = f"+33 2 54 {chance.randrange(10, 99)} {chance.randrange(10, 99)} {chance.randrange(10, 99)}"
    return {
        "@id": f"https://data.datatourisme.fr/{chance.getrandbits(64):x}",
        "schema:telephone": [phone],
        "schema:email": [mail],
    }


def _pictures(chance: random.Random) -> Json:
    pictures = [_picture(chance) for _ in range(_number(chance, "images"))]
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


def _price(chance: random.Random) -> Json:
    low = chance.randrange(3, 60)
    high = low - 1 if _happens(chance, FIGURES["odd"]["swapped_price"]) else low + chance.randrange(0, 20)
    if _happens(chance, FIGURES["odd"]["negative_price"]):
        low = -low
    policy = {"@id": "kb:BaseRateFullRate", "rdfs:label": _listed("Plein tarif")}
    return {
        "schema:minPrice": [str(low)],
        "schema:maxPrice": [str(high)],
        "schema:priceCurrency": "EUR",
        "hasEligiblePolicy": [policy],
    }


def _period(chance: random.Random) -> Json:
    first = TODAY + timedelta(days=chance.randrange(-5, 200))
    return {
        "startDate": str(first),
        "endDate": str(first + timedelta(days=chance.choice((0, 0, 0, 1, 2, 60)))),
        "startTime": "20:30:00",
    }


def _feature(key: str) -> Json:
    return {
        "@type": ["FeatureSpecification"],
        "features": [{"@id": f"kb:{key}", "@type": ["CommonAmenity"], "rdfs:label": _labels(key)}],
    }


@cache
def _labels(key: str) -> dict[str, list[str]]:
    return {lang: [f"{key} {lang}"] for lang in ("fr", *OTHER_LANGUAGES)}


def _listed(text: str) -> dict[str, list[str]]:
    return {"fr": [text]}


if __name__ == "__main__":
    target = Path(sys.argv[2])
    print(f"{target}: {write_archive(target, int(sys.argv[1]))} bytes unpacked")
