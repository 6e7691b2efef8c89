"""This file writes synthetic flux archives of any size, seeded, with the figures of real ones: `python -m bench.generate N OUT.zip`."""

import json
import random
import sys
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

from bench.parts import (
    FIGURES,
    OTHER_LANGUAGES,
    PLACES,
    TODAY,
    Json,
    build_contact,
    build_feature,
    build_period,
    build_pictures,
    build_place,
    build_price,
    draw_number,
    happens,
)

SOURCES = (10, 13, 15, 23, 30, 33, 41, 49, 58)
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
    languages = ("fr", *OTHER_LANGUAGES) if happens(chance, FIGURES["translated_share"]) else ("fr",)
    built: Json = {
        "@id": f"https://data.datatourisme.fr/{chance.choice(SOURCES)}/{identity}",
        "dc:identifier": f"SYN{position}",
        "@type": sorted(["PointOfInterest", "schema:Thing", *branch["types"]]),
        "rdfs:label": {lang: [name] for lang in languages},
        "hasBeenCreatedBy": {"schema:legalName": f"Office de tourisme {position % 200}", "@type": ["Agent"]},
        "hasBeenPublishedBy": [{"schema:legalName": "SIT synthétique", "@type": ["Agent"]}],
        "isLocatedAt": [build_place(chance, branch)],
        "hasContact": [build_contact(chance)],
        "lastUpdate": str(TODAY - timedelta(days=int(chance.expovariate(1 / 200)))),
        "lastUpdateDatatourisme": f"{TODAY}T04:00:00.000Z",
    }
    if happens(chance, branch["description"]):
        built.update(_texts(chance, languages))
    if happens(chance, branch["image"]):
        built.update(build_pictures(chance))
    if happens(chance, branch["offers"]):
        built["offers"] = [
            {
                "@type": ["Offer"],
                "schema:priceSpecification": [build_price(chance) for _ in range(draw_number(chance, "price_entries"))],
            }
        ]
    built["hasFeature"] = [build_feature(key) for key in chance.choices(FEATURES, k=draw_number(chance, "features"))]
    if branch.get("event"):
        built["takesPlaceAt"] = [build_period(chance) for _ in range(draw_number(chance, "event_periods"))]
    if branch.get("tour"):
        built["tourDistance"] = f"{chance.randrange(2000, 30000)}.0"
    return built


def _weighted(chance: random.Random) -> Json:
    branches = FIGURES["branches"]
    found: Json = chance.choices(branches, weights=[branch["share"] for branch in branches])[0]
    return found


def _sentence(chance: random.Random, length: int) -> str:
    words = chance.choices(WORDS, k=max(3, length // 7))
    return " ".join(words).capitalize()[:length] + "."


def _texts(chance: random.Random, languages: tuple[str, ...]) -> Json:
    short = {lang: [_sentence(chance, draw_number(chance, "text_length"))] for lang in languages}
    long = dict(short)
    if happens(chance, FIGURES["long_share"]):
        long = {lang: [text + " " + _sentence(chance, 400)] for lang, (text,) in short.items()}
    if happens(chance, FIGURES["odd"]["html"]):
        long["fr"] = [f"<p>{long['fr'][0]}<br />Suite &amp; fin</p>"]
    if happens(chance, FIGURES["odd"]["crlf"]):
        long["fr"] = [long["fr"][0] + "\r\nFin"]
    notes = [
        {"rdf:language": [lang], "dc:contributor": ["https://api.deepl.com/v2/translate"]} for lang in languages[1:]
    ]
    return {
        "rdfs:comment": short,
        "hasDescription": [{"shortDescription": short, "dc:description": long, "hasTranslatedProperty": notes}],
    }


if __name__ == "__main__":
    target = Path(sys.argv[2])
    print(f"{target}: {write_archive(target, int(sys.argv[1]))} bytes unpacked")
