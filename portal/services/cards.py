"""This file holds the card of a resource: what a list shows of it, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that may be shown today; `credit` is ready to print, `alt` may be empty."""

    url: str
    alt: str = ""
    credit: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One resource in a list.

    category: leaf key ("see.castle"). distance_m: metres from the position asked for. next_dates: first and last day of the
    next event period. stars: 1 to 5. text_lang: language the texts are in when it is not the reader's.
    """

    id: int
    slug: str
    name: str
    category: str
    short: str = ""
    text_lang: str = ""
    commune_name: str = ""
    department_code: str = ""
    image: Image | None = None
    distance_m: float | None = None
    next_dates: tuple[date, date] | None = None
    price_from: Decimal | None = None
    currency: str = "EUR"
    is_free: bool | None = None
    is_accessible: bool | None = None
    stars: int | None = None
