"""This file defines what the index is told about a resource; the portal fills it from PostgreSQL."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TextSource:
    """The texts of one language."""

    name: str
    short: str = ""
    long: str = ""


@dataclass(frozen=True, slots=True)
class OpeningSource:
    """One opening rule; weekday 1 = Monday … 7, None = every day; `is_closed` takes these days out again."""

    valid_from: date
    valid_through: date
    weekday: int | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class ResourceSource:
    """One published resource as the index needs it.

    point: (latitude, longitude) or None. event_dates: (first day, last day) pairs. concepts: labels by language, of themes,
    features, cuisines and class names, searched with low weight. updated_on: the producer's date. quality: 0 to 100.
    revision: rises with every change.
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
    department_name: str = ""
    region_code: str = ""
    openings: tuple[OpeningSource, ...] = ()
    event_dates: tuple[tuple[date, date], ...] = ()
    is_free: bool | None = None
    has_price: bool = False
    is_accessible: bool | None = None
    concepts: dict[str, tuple[str, ...]] | None = None
    updated_on: date | None = None
    quality: int = 0
