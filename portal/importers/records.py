"""What every importer produces: one `Record` of plain values, and the `Finding`s made on the way."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

Translations = dict[str, str]
"""Text by two-letter language code, e.g. {"fr": "Château", "en": "Castle"}."""

ConceptProperty = Literal[
    "feature", "theme", "label", "payment", "audience", "cuisine", "neighborhood", "tour_type", "price", "reach"
]


def marked(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Finding:
    """Say what an importer refused, dropped, mended or doubted, in words a person understands.

    effect: "skipped" (the record), "dropped" (the field), "mended" (the field, kept in better form) or "doubted" (kept as it came).
    code: stable key for grouping, e.g. "price.negative". field: where in the foreign record. value: shortened excerpt.
    """

    effect: Literal["skipped", "dropped", "mended", "doubted"]
    code: str
    field: str
    message: str
    value: str = ""
    source: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class TextRecord:
    """The texts of one language; `hours` is the free-text opening hours."""

    lang: str
    name: str
    short: str = ""
    long: str = ""
    hours: str = ""
    machine_translated: bool = False


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One way to reach people; role: "information", "booking", "management", "owner"."""

    role: str
    legal_name: str = ""
    telephones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    faxes: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class OpeningRecord:
    """One opening rule; weekday 1 = Monday … 7 = Sunday, None = every day; closes < opens means past midnight.

    `is_closed` marks an exception: closed on these days. No opens = open, hours not given.
    """

    valid_from: date
    valid_through: date
    weekday: int | None = None
    opens: time | None = None
    closes: time | None = None
    is_closed: bool = False
    note: Translations | None = None


@dataclass(frozen=True, slots=True)
class PriceRecord:
    """One price specification; amounts in `currency`; keys are thesaurus keys without the `kb:` prefix."""

    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    currency: str = "EUR"
    name: Translations | None = None
    note: Translations | None = None
    policies: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_through: date | None = None


@dataclass(frozen=True, slots=True)
class MediaRecord:
    """One picture or file by address; rights dates bound when it may be shown."""

    url: str
    mime_type: str = ""
    title: Translations | None = None
    credits: tuple[str, ...] = ()
    licence: str = ""
    rights_from: date | None = None
    rights_through: date | None = None
    width: int | None = None
    height: int | None = None
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class EventDateRecord:
    """One period of an event in local time; `ends_on` is included."""

    starts_on: date
    ends_on: date
    start_time: time | None = None
    end_time: time | None = None
    note: Translations | None = None


@dataclass(frozen=True, slots=True)
class TourRecord:
    """Facts of a tour: metres, metres of climb, minutes."""

    distance_m: float | None = None
    climb_m: float | None = None
    descent_m: float | None = None
    duration_min: int | None = None
    difficulty: str = ""
    is_loop: bool | None = None


@dataclass(frozen=True, slots=True)
class ConceptRecord:
    """A thesaurus concept the record carries; `value` is e.g. the number of rooms or stars."""

    property: ConceptProperty
    key: str
    labels: Translations
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """Where it is: commune by INSEE code with the names above it."""

    lines: tuple[str, ...] = ()
    postal_code: str = ""
    locality: str = ""
    commune_code: str = ""
    commune_name: str = ""
    former_commune_codes: tuple[str, ...] = ()
    department_code: str = ""
    department_name: str = ""
    region_code: str = ""
    region_name: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One resource as an importer hands it over; (source, source_id) is its identity over all deliveries."""

    source: str
    source_id: str
    uri: str
    producer_identifier: str
    classes: tuple[str, ...]
    kind: str
    main_class: str
    category: str
    longitude: float | None
    latitude: float | None
    elevation_m: float | None
    address: AddressRecord
    texts: tuple[TextRecord, ...]
    producer: str = ""
    publisher: str = ""
    last_update: date | None = None
    platform_updated_at: datetime | None = None
    created_on: date | None = None
    same_as: tuple[str, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()
    openings: tuple[OpeningRecord, ...] = ()
    prices: tuple[PriceRecord, ...] = ()
    price_note: Translations | None = None
    media: tuple[MediaRecord, ...] = ()
    event_dates: tuple[EventDateRecord, ...] = ()
    tour: TourRecord | None = None
    concepts: tuple[ConceptRecord, ...] = ()
    languages: tuple[str, ...] = ()
    is_accessible: bool | None = None
    is_free: bool | None = None
    pets_allowed: bool | None = None
    internet_access: bool | None = None
    takes_away: bool | None = None
    capacity: int | None = None
    special_measures: Translations | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mapped record with the hash of the bytes it came from."""

    record: Record
    content_hash: str
