"""This file reads a search from an address: odd values fall back to sane ones, and every state has one address."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from werkzeug.datastructures import MultiDict

from portal import categories
from search.criteria import MAX_TEXT, Criteria, Sort

SORTS: dict[str, Sort] = {"relevance": "relevance", "distance": "distance", "name": "name", "newest": "newest"}
MAX_PAGE = 500
MAX_CHOICES = 20
MAX_CODE = 10
RADII_M = (5_000, 10_000, 25_000, 50_000)
Arguments = dict[str, list[str]]


def read_criteria(args: "MultiDict[str, str]", *, lang: str) -> Criteria:
    """Return what the visitor asks for; a parameter that makes no sense counts as not given."""
    near = _position(args.get("lat"), args.get("lon"))
    sort = SORTS.get(args.get("sort", ""), "relevance")
    return Criteria(
        text=" ".join(args.get("q", "").replace("\x00", " ").split())[:MAX_TEXT],
        lang=lang,
        categories=tuple(key for key in _choices(args, "category") if categories.find_category(key)),
        departments=_codes(args, "department"),
        communes=_codes(args, "commune"),
        open_on=_date(args.get("date")),
        price={"free": "free", "paid": "paid"}.get(args.get("price", "")),  # type: ignore[arg-type]
        is_accessible=args.get("accessible") == "yes",
        near=near,
        radius_m=_radius(args.get("radius")) if near else None,
        sort="relevance" if sort == "distance" and near is None else sort,
        page=_page(args.get("page")),
    )


def to_arguments(criteria: Criteria) -> Arguments:
    """Return the parameters of the one address of this search; defaults are left out."""
    latitude, longitude = criteria.near or (None, None)
    found: dict[str, Iterable[str]] = {
        "q": [criteria.text] if criteria.text else [],
        "category": criteria.categories,
        "department": criteria.departments,
        "commune": criteria.communes,
        "date": [criteria.open_on.isoformat()] if criteria.open_on else [],
        "price": [criteria.price] if criteria.price else [],
        "accessible": ["yes"] if criteria.is_accessible else [],
        "lat": [f"{latitude:.5f}"] if latitude is not None else [],
        "lon": [f"{longitude:.5f}"] if longitude is not None else [],
        "radius": [str(criteria.radius_m)] if criteria.radius_m else [],
        "sort": [criteria.sort] if criteria.sort != "relevance" else [],
        "page": [str(criteria.page)] if criteria.page > 1 else [],
    }
    return {name: list(values) for name, values in found.items() if values}


def without(criteria: Criteria, name: str, value: str = "") -> Criteria:
    """Return the search without one of its filters, back on its first page."""
    first = replace(criteria, page=1)
    match name:
        case "q":
            return replace(first, text="")
        case "category":
            return replace(first, categories=tuple(key for key in criteria.categories if key != value))
        case "department":
            return replace(first, departments=tuple(code for code in criteria.departments if code != value))
        case "commune":
            return replace(first, communes=tuple(code for code in criteria.communes if code != value))
        case "date":
            return replace(first, open_on=None)
        case "price":
            return replace(first, price=None)
        case "accessible":
            return replace(first, is_accessible=False)
        case _:
            sort: Sort = "relevance" if criteria.sort == "distance" else criteria.sort
            return replace(first, near=None, radius_m=None, sort=sort)


def _choices(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in args.getlist(name) if value))[:MAX_CHOICES]


def _codes(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    return tuple(code for code in _choices(args, name) if code.isascii() and code.isalnum() and len(code) <= MAX_CODE)


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _page(value: str | None) -> int:
    return min(max(int(value), 1), MAX_PAGE) if value and value.isascii() and value.isdigit() and len(value) < 9 else 1


def _radius(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and int(value[:9]) in RADII_M else None


def _position(latitude: str | None, longitude: str | None) -> tuple[float, float] | None:
    try:
        lat, lon = float(latitude or ""), float(longitude or "")
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
