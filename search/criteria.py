"""This file defines what a visitor may ask for; every engine answers the same `Criteria`."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Sort = Literal["relevance", "distance", "name", "newest"]
PAGE_SIZE = 20
MAX_TEXT = 200
MAX_WINDOW = 10_000
"""How many results may be paged through; Elasticsearch's default result window."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Hold one search; hashable, so that it can be a cache key.

    categories: group keys ("see") or leaf keys ("see.castle"), any of them. departments, communes: INSEE codes, any of them.
    near: (latitude, longitude) in WGS84; radius_m: metres, only with near. page: from 1.
    """

    text: str = ""
    lang: str = "fr"
    categories: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    open_on: date | None = None
    price: Literal["free", "paid"] | None = None
    is_accessible: bool = False
    near: tuple[float, float] | None = None
    radius_m: int | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """Return how many results come before this page."""
        return (self.page - 1) * self.size
