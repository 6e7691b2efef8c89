"""Turn a `Record` into rows of the tables, as COPY wants them."""

# Columns and rows are tables: values stand where the columns of the same name do, laid out by hand so that the eye can compare them.

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from psycopg.types.json import Jsonb

from portal.importers.records import Record
from portal.services.imports import quality
from portal.services.imports.keywords import build_keywords

Row = tuple[Any, ...]

RESOURCE_COLUMNS = (
    "source", "source_id", "uri", "producer_identifier", "kind", "classes", "main_class", "category", "point", "elevation_m",
    "address_lines", "postal_code", "locality", "commune_code", "former_commune_codes", "department_code", "region_code",
    "producer", "publisher", "last_update", "platform_updated_at", "created_on", "same_as", "languages", "is_accessible",
    "is_free", "pets_allowed", "internet_access", "takes_away", "capacity", "price_note", "special_measures", "price_from", "quality",
    "content_hash",
)  # fmt: skip

CHILD_COLUMNS: dict[str, tuple[str, ...]] = {
    "resource_text": ("resource_id", "lang", "name", "short", "long", "hours", "is_machine_translated", "keywords"),
    "contact": ("resource_id", "role", "legal_name", "telephones", "emails", "websites", "faxes", "address"),
    "opening_period": ("resource_id", "valid_from", "valid_through", "weekday", "opens", "closes", "is_closed", "note"),
    "price": (
        "resource_id", "min_amount", "max_amount", "currency", "name", "note", "policies", "modes", "offers", "seasons",
        "audiences", "valid_from", "valid_through",
    ),
    "media": (
        "resource_id", "url", "mime_type", "title", "credits", "licence", "rights_from", "rights_through", "width", "height",
        "is_main",
    ),
    "event_date": ("resource_id", "starts_on", "ends_on", "start_time", "end_time", "note"),
    "tour": ("resource_id", "distance_m", "climb_m", "descent_m", "duration_min", "difficulty", "is_loop"),
    "resource_concept": ("resource_id", "property", "key", "value"),
}  # fmt: skip


def resource_row(record: Record, *, content_hash: str) -> Row:
    """Build the row of table resource, in the order of RESOURCE_COLUMNS."""
    place = record.address
    return (
        record.source, record.source_id, record.uri, record.producer_identifier, record.kind, list(record.classes),
        record.main_class, record.category, _point(record), record.elevation_m, list(place.lines), place.postal_code,
        place.locality, place.commune_code, list(place.former_commune_codes), place.department_code, place.region_code,
        record.producer, record.publisher, record.last_update, record.platform_updated_at, record.created_on,
        list(record.same_as), list(record.languages), record.is_accessible, record.is_free, record.pets_allowed,
        record.internet_access, record.takes_away, record.capacity, _json(record.price_note), _json(record.special_measures),
        _price_from(record), quality.score(record), content_hash,
    )  # fmt: skip


def child_rows(record: Record, resource_id: int) -> dict[str, Iterator[Row]]:
    """Build the rows of every other table, by table name, in the order of CHILD_COLUMNS."""
    return {
        "resource_text": _text_rows(record, resource_id),
        "contact": _contact_rows(record, resource_id),
        "opening_period": _opening_rows(record, resource_id),
        "price": _price_rows(record, resource_id),
        "media": _media_rows(record, resource_id),
        "event_date": _event_rows(record, resource_id),
        "tour": _tour_rows(record, resource_id),
        "resource_concept": _concept_rows(record, resource_id),
    }


def _point(record: Record) -> str | None:
    if record.longitude is None or record.latitude is None:
        return None
    return f"SRID=4326;POINT({record.longitude!r} {record.latitude!r})"


def _price_from(record: Record) -> Decimal | None:
    amounts = [price.min_amount or price.max_amount for price in record.prices if price.currency == "EUR"]
    return min((amount for amount in amounts if amount), default=None)


def _json(value: dict[str, str] | None) -> Jsonb | None:
    return Jsonb(value) if value else None


def _text_rows(record: Record, resource_id: int) -> Iterator[Row]:
    for text in record.texts:
        keywords = build_keywords(record, text.lang)
        yield (
            resource_id, text.lang, text.name, text.short, text.long, text.hours, text.machine_translated, keywords,
        )  # fmt: skip


def _contact_rows(record: Record, resource_id: int) -> Iterator[Row]:
    for contact in record.contacts:
        yield (
            resource_id, contact.role, contact.legal_name, list(contact.telephones), list(contact.emails),
            list(contact.websites), list(contact.faxes), contact.address,
        )  # fmt: skip


def _opening_rows(record: Record, resource_id: int) -> Iterator[Row]:
    for rule in record.openings:
        yield (
            resource_id, rule.valid_from, rule.valid_through, rule.weekday, rule.opens, rule.closes, rule.is_closed,
            _json(rule.note),
        )  # fmt: skip


def _price_rows(record: Record, resource_id: int) -> Iterator[Row]:
    for price in record.prices:
        yield (
            resource_id, price.min_amount, price.max_amount, price.currency, _json(price.name), _json(price.note),
            list(price.policies), list(price.modes), list(price.offers), list(price.seasons), list(price.audiences),
            price.valid_from, price.valid_through,
        )  # fmt: skip


def _media_rows(record: Record, resource_id: int) -> Iterator[Row]:
    for media in record.media:
        yield (
            resource_id, media.url, media.mime_type, _json(media.title), list(media.credits), media.licence,
            media.rights_from, media.rights_through, media.width, media.height, media.is_main,
        )  # fmt: skip


def _event_rows(record: Record, resource_id: int) -> Iterator[Row]:
    for period in record.event_dates:
        yield (
            resource_id, period.starts_on, period.ends_on, period.start_time, period.end_time, _json(period.note),
        )  # fmt: skip


def _tour_rows(record: Record, resource_id: int) -> Iterator[Row]:
    tour = record.tour
    if tour:
        yield (
            resource_id, tour.distance_m, tour.climb_m, tour.descent_m, tour.duration_min, tour.difficulty, tour.is_loop,
        )  # fmt: skip


def _concept_rows(record: Record, resource_id: int) -> Iterator[Row]:
    unique = {(concept.property, concept.key): concept.value for concept in reversed(record.concepts)}
    for (name, key), value in unique.items():
        yield (resource_id, name, key, value)
