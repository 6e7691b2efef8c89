"""What a visitor may ask for; every engine answers the same `Criteria`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Sort = Literal["relevance", "distance", "name", "newest"]
View = Literal["list", "map"]
Position = tuple[float, float]
"""(latitude, longitude) in WGS84."""
PAGE_SIZE = 20
MAX_TEXT = 200
MAX_WINDOW = 10_000
"""How many results may be paged through; Elasticsearch's default result window."""
MAX_RADIUS_M = 50_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a text. kind: as of a zone; codes: of all that are called so, the largest first.

    point: the middle of the largest; is_near: around it, not only inside; words: as they were typed; said: with what stood before them.
    outline: WKT of the area to search in: of a park or a territory of one's own, which no resource names itself; of a
    département or region widened by what counts as near.
    """

    kind: str
    codes: tuple[str, ...]
    name: str
    point: Position | None = None
    is_near: bool = False
    words: str = ""
    said: str = ""
    outline: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a text asks for beside words: a resource fits when it is in any of the categories or carries any of the concepts…

    words: as they were typed. price: "free". open_on: any of these days; open_at: at this moment; happens_on: an event of
    any of these days. Fields that are not set say nothing. is_required: others are left out.
    """

    key: str
    words: str = ""
    categories: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    price: str = ""
    is_accessible: bool = False
    pets: bool = False
    internet: bool = False
    language: str = ""
    open_on: tuple[date, ...] = ()
    open_at: datetime | None = None
    happens_on: tuple[date, ...] = ()
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was understood. rest: the words left to look for.

    categories: named by `category_words`; who is in none of them must at least have the words.
    """

    rest: str = ""
    place: Place | None = None
    categories: tuple[str, ...] = ()
    category_words: str = ""
    wishes: tuple[Wish, ...] = ()

    @property
    def is_kind_alone(self) -> bool:
        """Say whether a kind was named and nothing is left to look for: with words left, the kind may be part of a name."""
        return bool(self.categories) and not self.rest


@dataclass(frozen=True, slots=True)
class Criteria:
    """Hold one search; hashable, so that it can be a cache key.

    literal: words of the text that are to be taken as they stand; reading: how the others were understood, None when they were not.
    categories: group keys ("see") or leaf keys ("see.castle"), any of them. regions, departments, communes: INSEE codes, any of them.
    features, labels: concept keys, languages: two letters, each any of them. tours: keys of `search/tour_bands.py`, any of each name.
    open_on: a day; open_at: a moment, local time.
    near: the position asked from; radius_m: metres, at most MAX_RADIUS_M, only with near. box: (south, west, north, east).
    polygon: a ring of positions, at least three. zones: "park-FR8000027" or "custom-…", any of them; outline: theirs as WKT once it
    was looked up. page: from 1. view: how the page shows what is found.
    """

    text: str = ""
    lang: str = "fr"
    literal: tuple[str, ...] = ()
    reading: Reading | None = None
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    open_on: date | None = None
    open_at: datetime | None = None
    tours: tuple[str, ...] = ()
    price: Literal["free", "paid"] | None = None
    is_accessible: bool = False
    near: Position | None = None
    radius_m: int | None = None
    box: tuple[float, float, float, float] | None = None
    polygon: tuple[Position, ...] = ()
    zones: tuple[str, ...] = ()
    outline: str = ""
    sort: Sort = "relevance"
    page: int = 1
    size: int = PAGE_SIZE
    view: View = "list"

    @property
    def offset(self) -> int:
        """Return how many results come before this page."""
        return (self.page - 1) * self.size

    @property
    def origin(self) -> Position | None:
        """Return where distances count from: the visitor's position, the middle of the area sorted by it, the place the text names."""
        if self.near:
            return self.near
        if self.sort == "distance" and self.middle:
            return self.middle
        return self.reading.place.point if self.reading and self.reading.place else None

    @property
    def middle(self) -> Position | None:
        """Return the middle of the area, None without one."""
        corners = (self.box[:2], self.box[2:]) if self.box else self.polygon
        if not corners:
            return None
        latitudes, longitudes = zip(*corners, strict=True)
        return (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2


def zone_key(zone: str) -> tuple[str, str]:
    """Return kind and code of a zone searched in; what follows them, as in the address of its page, says nothing."""
    kind, code, *_ = (*zone.split("-"), "", "")
    return kind, code
