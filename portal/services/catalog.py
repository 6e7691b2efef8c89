"""This file answers what a visitor asks for: criteria to ids to cards, with facets that carry names."""

from dataclasses import dataclass, fields
from datetime import date
from hashlib import blake2b

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import categories
from portal.cache.recall import Key, recall
from portal.cache.tiers import NEARBY, SEARCH
from portal.services import engines, kept_searches
from portal.services.cards import Card, list_cards
from search.criteria import MAX_WINDOW, Criteria
from search.results import SearchResult


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a facet with its name in the reader's language; `children` are the leaves of a category group."""

    key: str
    label: str
    count: int
    is_chosen: bool
    children: tuple["FacetValue", ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results; `is_basic` tells the reader that the simple search answered."""

    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    facets: dict[str, tuple[FacetValue, ...]]
    is_basic: bool
    took_ms: int


DIGEST_BYTES = 12
ZONES = text("SELECT kind, code, name FROM zone WHERE kind = :kind AND code = ANY(:codes)")


def find_page(session: Session, criteria: Criteria, *, today: date) -> Page:
    """Answer one search page."""
    key = criteria_key(criteria, today, "ids")
    is_noted = kept_searches.note(criteria, key.tier)
    result = recall(
        key,
        SearchResult,
        lambda: engines.search(session, criteria, today=today),
        is_kept=lambda result: is_noted and result.engine == "elasticsearch",
    )
    cards = list_cards(session, result.ids, lang=criteria.lang, today=today, distances_m=result.distances_m)
    reachable = min(result.total, MAX_WINDOW)
    return Page(
        cards=tuple(cards),
        total=result.total,
        page=criteria.page,
        pages=max(1, -(-reachable // criteria.size)),
        facets=_facets(session, criteria, result),
        is_basic=result.engine != "elasticsearch",
        took_ms=result.took_ms,
    )


def criteria_key(criteria: Criteria, today: date, *parts: str) -> Key:
    """Return where what answers `criteria` is kept: beside the searches, or with what is near when it has a position."""
    tier = NEARBY if criteria.near else SEARCH
    asked = "|".join(str(getattr(criteria, field.name)) for field in fields(criteria))
    digest = blake2b(asked.encode(), digest_size=DIGEST_BYTES).hexdigest()
    return Key(tier, tier.key(*parts, today, digest), kept_searches.names_of(criteria))


def zone_names(session: Session, *, kind: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Return the names of zones by code."""
    if not codes:
        return {}
    return {row.code: row.name for row in session.execute(ZONES, {"kind": kind, "codes": list(codes)})}


def _facets(session: Session, criteria: Criteria, result: SearchResult) -> dict[str, tuple[FacetValue, ...]]:
    counts = {name: {bucket.key: bucket.count for bucket in buckets} for name, buckets in result.facets.items()}
    return {
        "category": _categories(counts.get("category", {}), criteria),
        "department": _zones(session, "department", counts.get("department", {}), criteria.departments),
        "commune": _zones(session, "commune", counts.get("commune", {}), criteria.communes),
        "price": _plain(counts.get("price", {}), ("free", "paid"), criteria.price or ""),
        "accessible": _plain(counts.get("accessible", {}), ("yes",), "yes" if criteria.is_accessible else ""),
    }


def _categories(counts: dict[str, int], criteria: Criteria) -> tuple[FacetValue, ...]:
    def value(node: categories.Category, children: tuple[FacetValue, ...] = ()) -> FacetValue:
        label = categories.label(node.key, criteria.lang)
        return FacetValue(node.key, label, counts.get(node.key, 0), node.key in criteria.categories, children)

    groups = []
    for group in categories.groups():
        leaves = [value(leaf) for leaf in categories.leaves(group.key)]
        found = value(group, tuple(leaf for leaf in leaves if leaf.count or leaf.is_chosen))
        if found.count or found.is_chosen or any(leaf.is_chosen for leaf in leaves):
            groups.append(found)
    return tuple(groups)


def _zones(session: Session, kind: str, counts: dict[str, int], chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    codes = tuple(dict.fromkeys((*chosen, *counts)))
    names = zone_names(session, kind=kind, codes=codes)
    return tuple(FacetValue(code, names.get(code, code), counts.get(code, 0), code in chosen) for code in codes)


def _plain(counts: dict[str, int], keys: tuple[str, ...], chosen: str) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(key, key, counts.get(key, 0), key == chosen) for key in keys)
