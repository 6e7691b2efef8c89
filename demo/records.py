"""Build one DATAtourisme object from an entry, in the shape of the real archives of 2023 and later."""

import uuid
from datetime import date
from typing import Any

from demo.calendar import build_opening_entries, build_periods
from demo.sources import Entry, vocabulary

Json = dict[str, Any]

SOURCE = "99"
BASE = "https://data.datatourisme.fr"
NAMESPACE = uuid.UUID("6f6c2f0e-7d0a-4f7f-9d2b-5a3c1e9b8d41")
LAST_UPDATE = "2026-11-20"
PRODUCER = "Escale – région de démonstration"
WEEKDAY_IDS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
DEPARTMENTS = {"41": ("Loir-et-Cher", "kb:France24Department41"), "37": ("Indre-et-Loire", "kb:France24Department37")}
REGION = ("24", "Centre-Val de Loire")


def build_object(entry: Entry, *, today: date) -> Json:
    """Build the JSON-LD object of an entry; the same day gives the same object."""
    raw = entry.raw
    built: Json = {
        "@id": f"{BASE}/{SOURCE}/{uuid.uuid5(NAMESPACE, entry.id)}",
        "dc:identifier": entry.id,
        "@type": sorted({*entry.classes, *(a for name in entry.classes for a in vocabulary()["classes"][name])}),
        "rdfs:comment": _listed(raw["short"]),
        "rdfs:label": _listed(raw["name"]),
        "creationDate": LAST_UPDATE,
        "hasBeenCreatedBy": _agent("creator", PRODUCER),
        "hasBeenPublishedBy": [_agent("publisher", "Escale")],
        "hasContact": _contacts(entry),
        "hasDescription": [_description(entry)],
        "hasFeature": [_feature(entry, key) for key in raw.get("features", [])],
        "hasReview": [_review(entry, key) for key in raw.get("labels", [])],
        "hasTheme": [_concept(key) for key in raw.get("themes", [])],
        "isLocatedAt": [_place(entry, today)],
        "lastUpdate": LAST_UPDATE,
        "lastUpdateDatatourisme": f"{LAST_UPDATE}T04:00:00.000Z",
        "availableLanguage": raw.get("languages", []),
        "offers": _offers(entry),
        "reducedMobilityAccess": raw.get("accessible"),
        "allowedPersons": raw.get("capacity"),
        **_event(entry, today),
        **_tour(raw.get("tour", {})),
    }
    return {key: value for key, value in built.items() if value not in (None, [], {})}


def _id(entry: Entry, part: str) -> str:
    return f"{BASE}/{uuid.uuid5(NAMESPACE, f'{entry.id}/{part}')}"


def _listed(texts: dict[str, str]) -> dict[str, list[str]]:
    return {lang: [" ".join(str(text).split())] for lang, text in texts.items()}


def _description(entry: Entry) -> Json:
    return {
        "@id": _id(entry, "description"),
        "dc:description": _listed(entry.raw["long"]),
        "@type": ["Description"],
        "shortDescription": _listed(entry.raw["short"]),
    }


def _agent(part: str, name: str) -> Json:
    types = ["schema:Organization", "foaf:Agent", "Agent"]
    return {"@id": f"{BASE}/{uuid.uuid5(NAMESPACE, part)}", "schema:legalName": name, "@type": types}


def _concept(key: str) -> Json:
    return {"@id": f"kb:{key}", "rdfs:label": _listed(vocabulary()["concepts"][key])}


def _contacts(entry: Entry) -> list[Json]:
    contact: Json = {"@id": _id(entry, "contact"), "@type": ["foaf:Agent", "Agent"]}
    if "telephone" in entry.raw:
        contact["schema:telephone"] = [entry.raw["telephone"]]
    if "website" in entry.raw:
        contact["foaf:homepage"] = [entry.raw["website"]]
    return [contact] if len(contact) > 2 else []


def _feature(entry: Entry, key: str) -> Json:
    types = ["schema:PropertyValue", "FeatureSpecification"]
    return {
        "@id": _id(entry, f"feature/{key}"),
        "@type": types,
        "features": [{**_concept(key), "@type": ["CommonAmenity"]}],
    }


def _review(entry: Entry, key: str) -> Json:
    value = _concept(key)
    if key.startswith("ScaleRating_") and key[12:13].isdigit():
        value["schema:ratingValue"] = f"{key[12]}.0"
    return {"@id": _id(entry, f"review/{key}"), "@type": ["schema:Review", "Review"], "hasReviewValue": value}


def _place(entry: Entry, today: date) -> Json:
    raw = entry.raw
    place: Json = {
        "@id": _id(entry, "place"),
        "schema:address": [_address(entry)],
        "schema:geo": {
            "@id": _id(entry, "geo"),
            "schema:latitude": f"{raw['point'][0]:.5f}",
            "schema:longitude": f"{raw['point'][1]:.5f}",
            "@type": ["schema:GeoCoordinates"],
        },
        "schema:openingHoursSpecification": _openings(entry, today),
        "TextOpeningHoursSpecification": _listed(raw.get("hours_text", {})),
        "petsAllowed": raw.get("pets"),
        "@type": ["schema:Place", "Place"],
    }
    return {key: value for key, value in place.items() if value not in (None, [], {})}


def _address(entry: Entry) -> Json:
    raw = entry.raw
    commune = raw["commune"]
    department, department_id = DEPARTMENTS[commune["insee"][:2]]
    region = {"@id": "kb:France24", "insee": REGION[0], "rdfs:label": {"fr": [REGION[1]]}, "@type": ["Region"]}
    address: Json = {
        "@id": _id(entry, "address"),
        "schema:addressLocality": commune["name"],
        "schema:postalCode": commune["postal_code"],
        "@type": ["schema:PostalAddress", "PostalAddress"],
        "hasAddressCity": {
            "@id": f"kb:{commune['insee']}",
            "rdfs:label": {"fr": [commune["name"]]},
            "@type": ["City"],
            "insee": commune["insee"],
            "isPartOfDepartment": {
                "@id": department_id,
                "rdfs:label": {"fr": [department]},
                "@type": ["Department"],
                "insee": commune["insee"][:2],
                "isPartOfRegion": region,
            },
        },
    }
    if "street" in raw:
        address["schema:streetAddress"] = [raw["street"]]
    return address


def _openings(entry: Entry, today: date) -> list[Json]:
    found = []
    for number, rule in enumerate(entry.raw.get("hours", [])):
        for first, last, weekday in build_opening_entries(rule, today=today):
            opening: Json = {
                "@id": _id(entry, f"hours/{number}/{first}/{weekday}"),
                "schema:validFrom": f"{first}T00:00:00",
                "schema:validThrough": f"{last}T23:59:59",
                "@type": ["schema:OpeningHoursSpecification"],
            }
            if weekday:
                opening["schema:dayOfWeek"] = [{"@id": f"schema:{WEEKDAY_IDS[weekday]}"}]
            if "opens" in rule:
                opening.update({"schema:opens": f"{rule['opens']}:00", "schema:closes": f"{rule['closes']}:00"})
            if "note" in rule:
                opening["additionalInformation"] = _listed(rule["note"])
            found.append(opening)
    return found


def _offers(entry: Entry) -> list[Json]:
    prices = list(entry.raw.get("prices", []))
    if entry.raw.get("free"):
        prices.append({"policy": "Free"})
    if not prices:
        return []
    specifications = [_price(entry, number, price) for number, price in enumerate(prices)]
    return [
        {"@id": _id(entry, "offer"), "@type": ["schema:Offer", "Offer"], "schema:priceSpecification": specifications}
    ]


def _price(entry: Entry, number: int, price: Json) -> Json:
    built: Json = {
        "@id": _id(entry, f"price/{number}"),
        "schema:priceCurrency": "EUR",
        "hasEligiblePolicy": [_concept(price["policy"])],
        "@type": ["schema:PriceSpecification", "PriceSpecification"],
    }
    for key in ("min", "max"):
        if price.get(key):
            built[f"schema:{key}Price"] = [str(price[key])]
    if "note" in price:
        built["additionalInformation"] = _listed(price["note"])
    return built


def _event(entry: Entry, today: date) -> Json:
    if not entry.is_event:
        return {}
    periods = build_periods(entry.raw["dates"], today=today)
    return {
        "takesPlaceAt": [_period(entry, first, last, hours) for first, last, *hours in periods],
        "schema:startDate": sorted({str(first) for first, *_ in periods}),
        "schema:endDate": sorted({str(last) for _, last, *_ in periods}),
    }


def _period(entry: Entry, first: date, last: date, hours: list[str]) -> Json:
    built: Json = {
        "@id": _id(entry, f"period/{first}"),
        "startDate": str(first),
        "endDate": str(last),
        "@type": ["Period"],
    }
    for key, hour in zip(("startTime", "endTime"), hours, strict=True):
        if hour:
            built[key] = f"{hour}:00"
    return built


def _tour(tour: dict[str, Any]) -> Json:
    found: Json = {}
    if "distance_m" in tour:
        found["tourDistance"] = f"{tour['distance_m']}.0"
    if "climb_m" in tour:
        found["positiveCumulDifference"] = f"{tour['climb_m']}.0"
    if "duration_min" in tour:
        found["duration"] = tour["duration_min"]
    if tour.get("loop"):
        found["hasTourType"] = [_concept("Loop")]
    return found
