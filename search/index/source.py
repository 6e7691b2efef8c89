"""What the index is told about a resource; the portal fills it from PostgreSQL.

Structs are made several times as fast as dataclasses, and a rebuild makes millions.
"""

from datetime import date

from msgspec import Struct


class TextSource(Struct, frozen=True, gc=False):
    """The texts of one language.

    keywords: names of commune, locality, département, category and concepts, one a line, searched with low weight.
    """

    name: str
    short: str = ""
    long: str = ""
    keywords: str = ""


class OpeningSource(Struct, frozen=True, gc=False):
    """One opening rule; weekday 1 = Monday … 7, None = every day; `is_closed` takes these days out again.

    opens_min, closes_min: minutes of the day, None when not given; closes_min < opens_min: past midnight.
    """

    valid_from: date
    valid_through: date
    weekday: int | None = None
    is_closed: bool = False
    opens_min: int | None = None
    closes_min: int | None = None


class EventSource(Struct, frozen=True, gc=False):
    """One period of an event, last day included; minutes of the day as in OpeningSource."""

    starts_on: date
    ends_on: date
    start_min: int | None = None
    end_min: int | None = None


class ResourceSource(Struct, frozen=True, gc=False):
    """One published resource as the index needs it.

    point: (latitude, longitude) or None. features, labels, other_concepts: thesaurus keys. also: what else it
    is, groups and leaves. tour: which choices of `search/tour_bands.py` it fits. updated_on: the producer's date.
    popularity, quality: 0 to 100. revision: rises with every change.
    """

    id: int
    revision: int
    kind: str
    category: str
    texts: dict[str, TextSource]
    point: tuple[float, float] | None = None
    commune_code: str = ""
    commune_name: str = ""
    postal_code: str = ""
    department_code: str = ""
    region_code: str = ""
    openings: tuple[OpeningSource, ...] = ()
    events: tuple[EventSource, ...] = ()
    is_free: bool | None = None
    has_price: bool = False
    is_accessible: bool | None = None
    pets_allowed: bool | None = None
    has_internet: bool | None = None
    features: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    other_concepts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    tour: tuple[str, ...] = ()
    updated_on: date | None = None
    popularity: int = 0
    quality: int = 0
