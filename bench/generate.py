"""Write synthetic flux archives of any size, seeded, with the figures of real ones: `python -m bench.generate N OUT.zip`."""

import json
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

from bench.draw import FIGURES, WORDS, Draw, Json
from bench.parts import (
    TODAY,
    build_concepts,
    build_contact,
    build_offer,
    build_period,
    build_pictures,
    build_place,
)

SOURCES = (10, 13, 15, 23, 30, 33, 41, 49, 58)
BRANCHES = [[branch, branch["records"]] for branch in FIGURES["branches"]]
TRANSLATOR = "https://api.deepl.com/v2/translate"
PRODUCERS = 200


def write_archive(path: Path, number: int, *, seed: int = 1) -> int:
    """Write `number` objects; return the bytes they unpack to. The same seed and day give the same archive."""
    draw = Draw(seed)
    total = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for position in range(number):
            built = build_object(draw, position)
            data = json.dumps(built, ensure_ascii=False, indent=2).encode()
            total += len(data)
            name = built["@id"].rsplit("/", 2)
            archive.writestr(f"objects/{name[2][0]}/{name[2][:2]}/{name[1]}-{name[2]}.json", data)
        archive.writestr("index.json", "[]")
        archive.writestr("context.jsonld", "{}")
    return total


def build_object(draw: Draw, position: int) -> Json:
    """Build one object in the shape of a real one: its branch from the national flux, its lengths and counts from the two studied."""
    is_translated = draw.happens(FIGURES["six_language_share"])
    draw.profile = FIGURES["profiles"]["six_languages" if is_translated else "two_languages"]
    branch = draw.pick(BRANCHES)
    fill, classes = branch["fill"], draw.pick(branch["types"])
    built = _head(draw, position, classes)
    if draw.happens(fill["description"]):
        built.update(_texts(draw))
    built["isLocatedAt"] = [build_place(draw, has_hours=draw.happens(fill["openings"]))]
    built.update(_contacts(draw, fill["contact"]))
    if draw.happens(fill["image"]):
        built.update(build_pictures(draw))
    if draw.happens(fill["offers"]):
        built["offers"] = [build_offer(draw)]
    built.update(build_concepts(draw, fill))
    if fill.get("is_event"):
        built["takesPlaceAt"] = [build_period(draw) for _ in range(draw.pick(FIGURES["event_periods"]))]
    if "Tour" in classes:
        built["tourDistance"] = str(round(draw.between(FIGURES["tour_distance"]), 1))
    return built


def _head(draw: Draw, position: int, classes: list[str]) -> Json:
    node = draw.node(*classes)
    name = f"{draw.chance.choice(WORDS['nouns'])} {draw.chance.choice(WORDS['qualities'])} {draw.chance.choice(WORDS['places'])}"
    extra = draw.sentence(draw.between(draw.profile["label_length"]) - len(name)) if draw.happens(0.5) else ""
    label = f"{name} {extra.rstrip('.').lower()} {position}".replace("  ", " ").capitalize()
    year = draw.pick(draw.profile["update_years"]) + TODAY.year - max(y for y, _ in draw.profile["update_years"])
    producer = {
        "schema:legalName": f"Office de tourisme {position % PRODUCERS}",
        "dc:identifier": str(position % PRODUCERS),
    }
    publisher: Json = {"schema:legalName": "SIT synthétique", "foaf:homepage": ["http://www.exemple.fr/"]}
    if len(draw.profile["concept_languages"]) > 2:
        publisher |= {"rdfs:comment": draw.labels(draw.sentence(300))}
    built: Json = {
        "@id": node["@id"].replace("datatourisme.fr/", f"datatourisme.fr/{draw.chance.choice(SOURCES)}/"),
        "dc:identifier": f"SYN{position}",
        "@type": ["PointOfInterest", *(name for name in classes if name != "PointOfInterest")],
        "rdfs:label": {lang: [label] for lang in draw.pick(draw.profile["label_languages"])},
        "hasBeenCreatedBy": draw.node("schema:Organization", "Agent", **producer),
        "hasBeenPublishedBy": [draw.node("schema:Organization", "Agent", **publisher)],
        "lastUpdate": str(TODAY.replace(year=year, day=1) - timedelta(days=draw.chance.randrange(300))),
        "lastUpdateDatatourisme": f"{TODAY}T04:00:00.000Z",
    }
    return built | _facts(draw)


def _facts(draw: Draw) -> Json:
    fill = draw.profile["fill"]
    built: Json = {}
    if draw.happens(fill["accessible"]):
        built["reducedMobilityAccess"] = draw.happens(0.5)
    if draw.happens(fill["persons"]):
        built["allowedPersons"] = int(draw.between(FIGURES["allowed_persons"]))
    if draw.happens(fill["languages"]):
        built["availableLanguage"] = ["fr", "en"]
    return built


def _contacts(draw: Draw, share: float) -> Json:
    """Draw the contacts; booking and owner are usually the same person."""
    contact = build_contact(draw)
    fill = draw.profile["fill"]
    shares = {"hasContact": share, "hasBookingContact": fill["booking_contact"], "isOwnedBy": fill["owner"]}
    return {key: [contact] for key, part in shares.items() if draw.happens(part)}


def _texts(draw: Draw) -> Json:
    """Draw short and long texts; five of six languages are noted as machine translated, text by text."""
    languages = draw.pick(draw.profile["text_languages"])
    lengths = draw.profile["short_length"], draw.profile["long_length"]
    short = {lang: [draw.sentence(draw.between(lengths[0][lang]))] for lang in languages if lang in lengths[0]}
    described: Json = {"shortDescription": short}
    if draw.happens(draw.profile["long_text_share"]):
        long = {lang: [draw.sentence(draw.between(lengths[1][lang]))] for lang in short if lang in lengths[1]}
        described["dc:description"] = _odd(draw, long)
    if len(draw.profile["concept_languages"]) > 2:
        described["hasTranslatedProperty"] = [
            draw.node(**{"rdf:language": [lang], "dc:contributor": [TRANSLATOR], "rdf:predicate": [predicate]})
            for lang in short
            if lang != "fr"
            for predicate in ("shortDescription", {"@id": "dc:description"})
        ]
    return {"rdfs:comment": short, "hasDescription": [draw.node("Description", **described)]}


def _odd(draw: Draw, long: dict[str, list[str]]) -> dict[str, list[str]]:
    if "fr" in long and draw.odd("html"):
        long["fr"] = [f"<p>{long['fr'][0]}<br />Suite &amp; fin</p>"]
    if "fr" in long and draw.odd("crlf"):
        long["fr"] = [long["fr"][0] + "\r\nFin"]
    return long


if __name__ == "__main__":
    target = Path(sys.argv[2])
    print(f"{target}: {write_archive(target, int(sys.argv[1]))} bytes unpacked")
