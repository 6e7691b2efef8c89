"""Read a search from an address: odd values fall back to sane ones, and every state has one address."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from babel import Locale
from shapely import Polygon
from werkzeug.datastructures import MultiDict

from portal.vocabulary import categories
from portal.vocabulary.words import fold_words
from search import tour_bands
from search.criteria import MAX_TEXT, Criteria, Position, Sort, zone_key

SORTS: dict[str, Sort] = {"relevance": "relevance", "distance": "distance", "name": "name", "newest": "newest"}
MAX_PAGE = 500
MAX_CHOICES = 20
MAX_CODE, MAX_KEY = 10, 80
MAX_WORD = 60
MAX_CORNERS = 100
ZONE_KINDS = ("park", "custom")
"""Kinds of zones that lie across the administrative tree; others are a region, a département, a commune."""
MAX_ZONES, MAX_ZONE_CODE = 5, 20
MAX_LITERALS = 8
NOW = "now"
FIRST_YEAR, LAST_YEAR = 2000, 2200
RADII_M = (5_000, 10_000, 25_000, 50_000)
Arguments = dict[str, list[str]]


def read_criteria(args: "MultiDict[str, str]", *, lang: str, now: datetime) -> Criteria:
    """Return what the visitor asks for; a parameter that makes no sense counts as not given. now: local time, for "open now"."""
    near = _position(args.get("lat"), args.get("lon"))
    words = _words(args.get("q", ""))
    asked = Criteria(
        text=words,
        lang=lang,
        categories=tuple(key for key in _choices(args, "category") if categories.find_category(key)),
        literal=_literals(args) if words else (),
        regions=_codes(args, "region"),
        departments=_codes(args, "department"),
        communes=_codes(args, "commune"),
        features=_keys(args, "feature"),
        labels=_keys(args, "label"),
        languages=tuple(code for code in _codes(args, "language") if code in _languages()),
        tours=tuple(key for key in _choices(args, "tour") if key in tour_bands.KEYS),
        open_on=_date(args.get("date")),
        open_at=now if args.get("open") == NOW else _moment(args.get("open")),
        price={"free": "free", "paid": "paid"}.get(args.get("price", "")),  # type: ignore[arg-type]
        is_accessible=args.get("accessible") == "yes",
        near=near,
        radius_m=_radius(args.get("radius")) if near else None,
        box=read_box(args.get("bbox")),
        polygon=_ring(args.get("within")),
        zones=_zones(args),
        sort=SORTS.get(args.get("sort", ""), "relevance"),
        page=_page(args.get("page")),
        view="map" if args.get("view") == "map" else "list",
    )
    return _sorted_anyhow(asked)


def is_area_lost(args: "MultiDict[str, str]", criteria: Criteria) -> bool:
    """Say whether an address names an area that makes no sense, so that it is searched everywhere instead."""
    read = {"bbox": criteria.box, "within": criteria.polygon, "zone": criteria.zones, "lat": criteria.near}
    return any(args.get(name) and not value for name, value in read.items())


def to_arguments(criteria: Criteria) -> Arguments:
    """Return the parameters of the one address of this search; defaults are left out."""
    latitude, longitude = criteria.near or (None, None)
    found: dict[str, Iterable[str]] = {
        "q": [criteria.text] if criteria.text else [],
        "literal": criteria.literal if criteria.text else [],
        "category": criteria.categories,
        "region": criteria.regions,
        "department": criteria.departments,
        "commune": criteria.communes,
        "feature": criteria.features,
        "label": criteria.labels,
        "language": criteria.languages,
        "tour": criteria.tours,
        "date": [criteria.open_on.isoformat()] if criteria.open_on else [],
        "open": [criteria.open_at.strftime("%Y-%m-%dT%H:%M") if criteria.open_at else ""] if criteria.open_at else [],
        "price": [criteria.price] if criteria.price else [],
        "accessible": ["yes"] if criteria.is_accessible else [],
        "lat": [f"{latitude:.5f}"] if latitude is not None else [],
        "lon": [f"{longitude:.5f}"] if longitude is not None else [],
        "radius": [str(criteria.radius_m)] if criteria.radius_m else [],
        "bbox": [_numbers(criteria.box[1], criteria.box[0], criteria.box[3], criteria.box[2])] if criteria.box else [],
        "within": [";".join(_numbers(lon, lat) for lat, lon in criteria.polygon)] if criteria.polygon else [],
        "zone": criteria.zones,
        "sort": [criteria.sort] if criteria.sort != "relevance" else [],
        "page": [str(criteria.page)] if criteria.page > 1 else [],
        "view": [criteria.view] if criteria.view != "list" else [],
    }
    return {name: list(values) for name, values in found.items() if values}


MANY = {
    "category": "categories",
    "region": "regions",
    "department": "departments",
    "commune": "communes",
    "feature": "features",
    "label": "labels",
    "language": "languages",
    "literal": "literal",
    "tour": "tours",
    "zone": "zones",
}
ONE: dict[str, dict[str, Any]] = {
    "q": {"text": "", "literal": ()},
    "date": {"open_on": None},
    "open": {"open_at": None},
    "price": {"price": None},
    "accessible": {"is_accessible": False},
    "bbox": {"box": None},
    "within": {"polygon": ()},
}


def without(criteria: Criteria, name: str, value: str = "") -> Criteria:
    """Return the search without one of its filters, back on its first page; what was read from its text is read anew."""
    first = replace(criteria, page=1, reading=None)
    if name in MANY:
        left: dict[str, Any] = {MANY[name]: tuple(key for key in getattr(criteria, MANY[name]) if key != value)}
        return replace(first, **left)
    if name in ONE:
        return _sorted_anyhow(replace(first, **ONE[name]))
    sort: Sort = "relevance" if criteria.sort == "distance" and not criteria.middle else criteria.sort
    return replace(first, near=None, radius_m=None, sort=sort)


def _sorted_anyhow(criteria: Criteria) -> Criteria:
    """Return the search in another order when it was by the distance from what is no longer there."""
    is_from_somewhere = criteria.near or criteria.text or criteria.middle
    return criteria if is_from_somewhere or criteria.sort != "distance" else replace(criteria, sort="relevance")


def taking_as_it_stands(criteria: Criteria, words: str) -> Criteria:
    """Return the search in which these words of the text are no longer understood, only looked for."""
    return replace(criteria, page=1, reading=None, literal=tuple(sorted({*criteria.literal, fold_words(words)})))


def _words(text: str) -> str:
    """Return what was typed, composed, each word of a length that words have: others only cost time."""
    composed = unicodedata.normalize("NFKC", text[: 10 * MAX_TEXT].replace("\x00", " "))
    return " ".join(word[:MAX_WORD] for word in composed.split())[:MAX_TEXT].strip()


def _choices(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in args.getlist(name) if value))[:MAX_CHOICES]


@cache
def _languages() -> frozenset[str]:
    """Return the two-letter codes of the languages there are."""
    return frozenset(str(code) for code in Locale("en").languages if len(str(code)) == 2)


def _codes(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    return tuple(code for code in _choices(args, name) if code.isascii() and code.isalnum() and len(code) <= MAX_CODE)


def _zones(args: "MultiDict[str, str]") -> tuple[str, ...]:
    """Return zones as "park-FR8000027"."""
    asked = [zone_key(value) for value in _choices(args, "zone")]
    found = [
        f"{kind}-{code}"
        for kind, code in asked
        if kind in ZONE_KINDS and code.isascii() and code.replace("_", "").isalnum() and len(code) <= MAX_ZONE_CODE
    ]
    return tuple(dict.fromkeys(found))[:MAX_ZONES]


def _date(value: str | None) -> date | None:
    try:
        found = date.fromisoformat(value) if value else None
    except ValueError:
        return None
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _page(value: str | None) -> int:
    return min(max(int(value), 1), MAX_PAGE) if value and value.isascii() and value.isdigit() and len(value) < 9 else 1


def _radius(value: str | None) -> int | None:
    return next((metres for metres in RADII_M if value == str(metres)), None)


def _position(latitude: str | None, longitude: str | None) -> Position | None:
    try:
        lat, lon = float(latitude or ""), float(longitude or "")
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _literals(args: "MultiDict[str, str]") -> tuple[str, ...]:
    """Return which words of the text are to be taken as they stand."""
    return tuple(sorted({fold_words(words) for words in _choices(args, "literal")} - {""}))[:MAX_LITERALS]


def _keys(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    """Return thesaurus keys; one that is not there finds nothing."""
    return tuple(
        key for key in _choices(args, name) if len(key) <= MAX_KEY and key.replace("_", "").replace("-", "").isalnum()
    )


def _moment(value: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    is_near = found is not None and FIRST_YEAR <= found.year <= LAST_YEAR
    return found.replace(tzinfo=None, second=0, microsecond=0) if found and is_near else None


def read_box(value: str | None) -> tuple[float, float, float, float] | None:
    """Return (south, west, north, east) of "west,south,east,north"."""
    try:
        west, south, east, north = (float(part) for part in (value or "").split(","))
    except ValueError:
        return None
    is_box = -90 <= south < north <= 90 and -180 <= west < east <= 180
    return (south, west, north, east) if is_box else None


def _ring(value: str | None) -> tuple[Position, ...]:
    """Return the corners of "lon,lat;lon,lat;…", nothing when they are no ring."""
    pairs = [part.split(",") for part in (value or "").split(";")] if value else []
    if not 3 <= len(pairs) <= MAX_CORNERS or any(len(pair) != 2 for pair in pairs):
        return ()
    corners = [_position(latitude, longitude) for longitude, latitude in pairs]
    known = [corner for corner in corners if corner is not None]
    is_ring = len(known) == len(corners) and len(set(known)) >= 3 and Polygon(known).is_valid
    return tuple(known) if is_ring else ()


def _numbers(*values: float) -> str:
    return ",".join(f"{value:.5f}" for value in values)
