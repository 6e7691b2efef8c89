"""Map one DATAtourisme object to a `Record`, with a finding for everything that could not be used."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from portal.importers.cleaning import plain
from portal.importers.datatourisme.concepts import PROPERTIES, map_concepts
from portal.importers.datatourisme.contacts import ROLES, map_contacts
from portal.importers.datatourisme.events import map_event_dates, map_tour
from portal.importers.datatourisme.hours import map_openings
from portal.importers.datatourisme.media import map_media
from portal.importers.datatourisme.offers import map_offers
from portal.importers.datatourisme.place import map_address, map_point
from portal.importers.datatourisme.texts import map_texts
from portal.importers.datatourisme.values import (
    Json,
    day,
    flag,
    instant,
    key_of,
    number,
    objects,
    one,
    string,
    strings,
    translations,
)
from portal.importers.records import Finding, Record
from portal.importers.report import Report
from portal.vocabulary import categories

MAPPING_VERSION = 2
"""Raise it when the mapping changes, so that unchanged deliveries are mapped anew."""

T = TypeVar("T")
LARGEST_CAPACITY = 1_000_000

MAPPED_KEYS = frozenset(
    {
        "@id",
        "@type",
        "dc:identifier",
        "rdfs:label",
        "rdfs:comment",
        "hasDescription",
        "isLocatedAt",
        "hasBeenCreatedBy",
        "hasBeenPublishedBy",
        "hasMainRepresentation",
        "hasRepresentation",
        "offers",
        "hasFeature",
        "hasReview",
        "takesPlaceAt",
        "schema:startDate",
        "schema:endDate",
        "tourDistance",
        "highDifference",
        "positiveCumulDifference",
        "negativeCumulDifference",
        "duration",
        "durationDays",
        "hasDifficultyLevel",
        "difficulty",
        "lastUpdate",
        "lastUpdateDatatourisme",
        "creationDate",
        "owl:sameAs",
        "availableLanguage",
        "reducedMobilityAccess",
        "allowedPersons",
        "takeAway",
        "hasFloorSize",
        "petsAllowed",
        "internetAccess",
        "COVID19SpecialMeasures",
        *PROPERTIES,
        *ROLES,
    }
)

LEFT_OUT = {
    "COVID19InOperationConfirmed": "a flag of 2020 that says nothing today",
    "COVID19OpeningPeriodsConfirmed": "a flag of 2020 that says nothing today",
    "hasBeenUpdatedBy": "internal to the producer",
    "hasTranslatedProperty": "read inside the description it belongs to",
    "olo:slot": "steps of a tour; no record seen carries any",
    "olo:length": "the number of such steps",
}
"""Properties that are known and deliberately not kept, with the reason."""


def map_object(data: Json) -> tuple[Record | None, list[Finding]]:
    """Return the record and what was found in it; no record when it has no identity, name or known class."""
    source, source_id = _identity(data)
    report = Report(source, source_id)
    if not source_id:
        report.skipped(
            "record.no_identity", "@id", "The record has no address that tells it from others.", data.get("@id")
        )
        return None, report.findings
    classes = tuple(name for name in strings(data.get("@type") or data.get("type")) if ":" not in name)
    if not classes:
        report.skipped("record.no_class", "@type", "The record does not say what it is.")
        return None, report.findings
    texts = map_texts(data, report)
    if not texts:
        report.skipped("record.no_name", "rdfs:label", "The record has no name in any language.")
        return None, report.findings
    for key in data:
        if key not in MAPPED_KEYS and key not in LEFT_OUT:
            report.dropped("key.unknown", key, "This importer does not know the property.", data[key])
    return _record(data, report, classes, texts), report.findings


def _record(data: Json, report: Report, classes: tuple[str, ...], texts: Any) -> Record:  # noqa: ANN401
    longitude, latitude, elevation = map_point(data, report)
    offers = map_offers(data, report)
    concepts = (*map_concepts(data), *offers.concepts)
    return Record(
        source=report.source,
        source_id=report.source_id,
        uri=string(data.get("@id")),
        producer_identifier=string(data.get("dc:identifier"))[:200],
        classes=classes,
        kind=categories.kind_of(classes),
        main_class=categories.main_class(classes),
        category=categories.category_of(classes),
        longitude=longitude,
        latitude=latitude,
        elevation_m=elevation,
        address=map_address(data, report),
        texts=texts,
        producer=_agent(data, "hasBeenCreatedBy"),
        publisher=_agent(data, "hasBeenPublishedBy"),
        last_update=_dated(data, "lastUpdate", day, report),
        platform_updated_at=_dated(data, "lastUpdateDatatourisme", instant, report),
        created_on=_dated(data, "creationDate", day, report),
        same_as=_same_as(data),
        contacts=map_contacts(data, report),
        openings=map_openings(data, report),
        prices=offers.prices,
        price_note=offers.note,
        media=map_media(data, report),
        event_dates=map_event_dates(data, report),
        tour=map_tour(data, report),
        concepts=tuple({(concept.property, concept.key): concept for concept in concepts}.values()),
        languages=tuple(dict.fromkeys(language[:2].lower() for language in _languages(data))),
        is_free=offers.is_free,
        **_practical(data, report),
    )


def _practical(data: Json, report: Report) -> dict[str, Any]:
    return {
        "is_accessible": flag(data.get("reducedMobilityAccess")),
        "pets_allowed": _either(data, "petsAllowed"),
        "internet_access": _either(data, "internetAccess"),
        "takes_away": flag(data.get("takeAway")),
        "capacity": _capacity(data, report),
        "special_measures": translations(data.get("COVID19SpecialMeasures")) or None,
    }


def _identity(data: Json) -> tuple[str, str]:
    """Return (source, uuid) of ".../<source>/<uuid>", whatever the host; the source is "" when the address has none."""
    uri = data.get("@id") or data.get("uri")
    if not isinstance(uri, str):
        return "", ""
    try:
        parts = [part for part in urlsplit(plain(uri)).path.split("/") if part]
    except ValueError:
        return "", ""
    if not parts or not uri.startswith(("http://", "https://")):
        return "", ""
    return (parts[-2] if len(parts) > 1 else "")[:100], parts[-1][:100]


def _agent(data: Json, key: str) -> str:
    """Return only the name: merged graphs hang foreign addresses and openings on these objects."""
    return string(one(data.get(key)).get("schema:legalName"))[:300]


def _dated(data: Json, key: str, read: Callable[[Any], T], report: Report) -> T | None:
    try:
        return read(data.get(key))
    except ValueError:
        report.dropped("date.unusable", key, "The date cannot be used.", data.get(key))
        return None


def _same_as(data: Json) -> tuple[str, ...]:
    found = [key for key in strings(data.get("owl:sameAs")) if key.startswith(("http://", "https://"))]
    linked = [string(item.get("@id")) for item in objects(data.get("owl:sameAs"))]
    return tuple(dict.fromkeys((*found, *(uri for uri in linked if uri.startswith(("http://", "https://"))))))


def _languages(data: Json) -> list[str]:
    return strings(data.get("availableLanguage")) or [
        key_of(item) for item in objects(data.get("availableLanguage")) if key_of(item)
    ]


def _either(data: Json, name: str) -> bool | None:
    """Return a flag that stands at the place or among the features; True wins."""
    holders = (data, one(data.get("isLocatedAt")), *objects(data.get("hasFeature")))
    said = [flag(holder.get(name)) for holder in holders]
    return True if True in said else False if False in said else None


def _capacity(data: Json, report: Report) -> int | None:
    try:
        found = number(data.get("allowedPersons"))
    except ValueError:
        report.dropped(
            "fact.number", "allowedPersons", "The number of persons is no number.", data.get("allowedPersons")
        )
        return None
    return int(found) if found is not None and 0 <= found <= LARGEST_CAPACITY else None
