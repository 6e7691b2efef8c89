"""Map what a resource carries from the thesaurus: amenities, themes, labels and stars, audiences."""

from collections.abc import Iterator
from decimal import Decimal

from portal.importers.datatourisme.values import Json, key_of, labels_of, number, objects, one
from portal.importers.records import ConceptProperty, ConceptRecord

PROPERTIES: dict[str, ConceptProperty] = {
    "hasTheme": "theme",
    "hasNeighborhood": "neighborhood",
    "hasAudience": "audience",
    "hasClientTarget": "audience",
    "providesCuisineOfType": "cuisine",
    "hasTourType": "tour_type",
    "hasArchitecturalStyle": "theme",
    "isEquippedWith": "feature",
    "providesFoodProduct": "cuisine",
    "hasGeographicReach": "reach",
}
LARGEST_VALUE = Decimal(9_999_999)


FLOOR_SIZE = {
    "fr": "Surface (m²)",
    "en": "Floor area (m²)",
    "de": "Fläche (m²)",
    "es": "Superficie (m²)",
    "it": "Superficie (m²)",
    "nl": "Oppervlakte (m²)",
}


def map_concepts(data: Json) -> tuple[ConceptRecord, ...]:
    """Return every concept, with the number the wrapper holds (rooms, covers, stars) as its value."""
    return tuple(record for record in (*_features(data), *_labels(data), *_plain(data)) if record.key)


def _features(data: Json) -> Iterator[ConceptRecord]:
    """Walk the amenities: the concept lies one level deeper than the wrapper that holds its number."""
    for holder in (data, *objects(data.get("hasFeature"))):
        size = _value(one(holder.get("hasFloorSize")), "schema:value", "value")
        if size:
            yield ConceptRecord("feature", "FloorSize", FLOOR_SIZE, size)
    for wrapper in objects(data.get("hasFeature")):
        value = _value(wrapper, "schema:value", "value")
        for concept in objects(wrapper.get("features")):
            yield ConceptRecord("feature", key_of(concept), labels_of(concept), value)


def _labels(data: Json) -> Iterator[ConceptRecord]:
    for review in objects(data.get("hasReview")):
        for rating in objects(review.get("hasReviewValue")):
            value = _value(rating, "schema:ratingValue", "ratingValue")
            yield ConceptRecord("label", key_of(rating), labels_of(rating), value)


def _plain(data: Json) -> Iterator[ConceptRecord]:
    for name, kind in PROPERTIES.items():
        for concept in objects(data.get(name)):
            yield ConceptRecord(kind, key_of(concept), labels_of(concept))
    for concept in objects(one(data.get("hasDescription")).get("isDedicatedTo")):
        yield ConceptRecord("audience", key_of(concept), labels_of(concept))


def _value(wrapper: Json, *names: str) -> Decimal | None:
    raw = next((wrapper[name] for name in names if name in wrapper), None)
    try:
        found = number(raw)
    except ValueError:
        return None
    return found if found is not None and abs(found) <= LARGEST_VALUE else None
