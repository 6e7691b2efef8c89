"""Everything we know of one resource, ready for its page, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from portal.services.cards import Image
from portal.services.tours.profile import Profile


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach people; role as in the record ("information", "booking", "management", "owner")."""

    role: str
    legal_name: str
    telephones: tuple[str, ...]
    emails: tuple[str, ...]
    websites: tuple[str, ...]
    faxes: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one weekday (1 = Monday); empty spans = open without known hours; `is_open` False = closed that day."""

    weekday: int
    is_open: bool
    spans: tuple[tuple[time, time | None], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of dates with one weekly pattern."""

    valid_from: date
    valid_through: date
    days: tuple[DayHours, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """One price line; `label` is ready to print in the reader's language, e.g. "Full rate, per person"."""

    label: str
    min_amount: Decimal | None
    max_amount: Decimal | None
    currency: str
    note: str
    is_free: bool
    valid_from: date | None
    valid_through: date | None


@dataclass(frozen=True, slots=True)
class EventPeriod:
    """One period of an event; `ends_on` included."""

    starts_on: date
    ends_on: date
    start_time: time | None
    end_time: time | None
    note: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A thesaurus concept with its label in the reader's language; `value` e.g. number of rooms."""

    key: str
    label: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TourFacts:
    """Facts of a tour: metres, metres, minutes. level: of its difficulty, "" when its words are not known to us.

    computed: names of those that come from the line. bounds: "west,south,east,north" of the line, "" without one. profile: None without
    heights. other_length_m: of the line, when the stated one is far from it.
    """

    distance_m: float | None
    climb_m: float | None
    descent_m: float | None
    duration_min: int | None
    difficulty: str
    is_loop: bool | None
    level: str = ""
    computed: tuple[str, ...] = ()
    bounds: str = ""
    profile: Profile | None = None
    other_length_m: float | None = None


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that is no picture, such as a GPX track or a brochure."""

    url: str
    mime_type: str
    title: str


@dataclass(frozen=True, slots=True)
class Details:
    """One resource page.

    long: sanitised HTML paragraphs (only p, br, a, ul, ol, li). text_lang: language the texts are in when not the reader's.
    commune_address, department_address: the ends of the addresses of their zone pages, "" when they have no name.
    open_today: True/False when the hours say, None when unknown. past_event: all periods are over. concepts: by property.
    """

    id: int
    slug: str
    name: str
    kind: str
    category: str
    main_class: str
    short: str
    long: str
    text_lang: str
    is_machine_translated: bool
    address_lines: tuple[str, ...]
    postal_code: str
    locality: str
    commune_code: str
    commune_name: str
    commune_address: str
    department_code: str
    department_name: str
    department_address: str
    region_name: str
    latitude: float | None
    longitude: float | None
    elevation_m: float | None
    images: tuple[Image, ...]
    files: tuple[FileLink, ...]
    contacts: tuple[Contact, ...]
    seasons: tuple[Season, ...]
    closures: tuple[tuple[date, date], ...]
    hours_text: str
    today: DayHours | None
    open_today: bool | None
    event_periods: tuple[EventPeriod, ...]
    past_event: bool
    prices: tuple[Price, ...]
    price_note: str
    is_free: bool | None
    is_accessible: bool | None
    pets_allowed: bool | None
    internet_access: bool | None
    takes_away: bool | None
    capacity: int | None
    languages: tuple[str, ...]
    concepts: dict[str, tuple[Concept, ...]]
    tour: TourFacts | None
    special_measures: str
    producer: str
    publisher: str
    producer_identifier: str
    uri: str
    same_as: tuple[str, ...]
    last_update: date | None
    created_on: date | None
    imported_at: datetime
    stars: int | None
