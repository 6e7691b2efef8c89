"""Give facets their names: counts by key to choices in the reader's language, places as a tree."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.texts import translated
from portal.vocabulary import categories
from search.criteria import Criteria, zone_key
from search.results import SearchResult

Counts = dict[str, int]
LEVELS = ("region", "department", "commune")
NAMES = text(
    """
    SELECT z.kind, z.code AS key, z.name, z.names AS labels, p.code AS parent
      FROM unnest(CAST(:kinds AS text[]), CAST(:codes AS text[])) AS wanted (kind, code)
      JOIN zone z ON z.kind = wanted.kind AND z.code = wanted.code LEFT JOIN zone p ON p.id = z.parent_id
    UNION ALL SELECT 'concept', key, key, labels, NULL FROM concept WHERE key = ANY(:keys)
    """
)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a facet with its name in the reader's language. field: the parameter it is chosen by; children: what lies below."""

    key: str
    label: str
    count: int
    is_chosen: bool
    children: tuple["FacetValue", ...] = ()
    field: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether what lies below is worth showing: something here is chosen."""
        return self.is_chosen or any(child.is_open for child in self.children)


def build_facets(session: Session, criteria: Criteria, result: SearchResult) -> dict[str, tuple[FacetValue, ...]]:
    """Return the choices of every facet by its name; one statement."""
    counts = {name: {bucket.key: bucket.count for bucket in buckets} for name, buckets in result.facets.items()}
    chosen = {"region": criteria.regions, "department": criteria.departments, "commune": criteria.communes}
    zones = {level: dict.fromkeys(chosen[level], 0) | counts.get(level, {}) for level in LEVELS}
    concepts = {
        "feature": dict.fromkeys(criteria.features, 0) | counts.get("feature", {}),
        "label": dict.fromkeys(criteria.labels, 0) | counts.get("label", {}),
    }
    searched_in = {zone: zone_key(zone) for zone in criteria.zones}
    names = _names(session, [*_wanted(zones), *searched_in.values()], concepts)
    return {
        "category": _categories(counts.get("category", {}), criteria),
        "location": _places(zones, chosen, names),
        "zone": tuple(_zone(zone, names.get(key), criteria.lang) for zone, key in searched_in.items()),
        "price": _plain(counts.get("price", {}), ("free", "paid"), criteria.price or ""),
        "accessible": _plain(counts.get("accessible", {}), ("yes",), "yes" if criteria.is_accessible else ""),
        "feature": _concepts("feature", concepts["feature"], criteria.features, names=names, lang=criteria.lang),
        "label": _concepts("label", concepts["label"], criteria.labels, names=names, lang=criteria.lang),
        "language": _keyed(
            "language", dict.fromkeys(criteria.languages, 0) | counts.get("language", {}), criteria.languages
        ),
    }


def _wanted(zones: dict[str, Counts]) -> list[tuple[str, str]]:
    return [(level, code) for level, codes in zones.items() for code in codes]


def _zone(key: str, row: Row[Any] | None, lang: str) -> FacetValue:
    """Return a zone searched in; others are not counted: they lie across each other."""
    return FacetValue(key, (translated(row.labels, lang) or row.name) if row else key, 0, True)


def _names(
    session: Session, wanted: list[tuple[str, str]], concepts: dict[str, Counts]
) -> dict[tuple[str, str], Row[Any]]:
    keys = [key for counts in concepts.values() for key in counts]
    if not wanted and not keys:
        return {}
    values = {"kinds": [kind for kind, _ in wanted], "codes": [code for _, code in wanted], "keys": keys}
    return {(row.kind, row.key): row for row in session.execute(NAMES, values)}


def _categories(counts: Counts, criteria: Criteria) -> tuple[FacetValue, ...]:
    def value(node: categories.Category, children: tuple[FacetValue, ...] = ()) -> FacetValue:
        label = categories.label(node.key, criteria.lang)
        chosen = node.key in criteria.categories
        return FacetValue(node.key, label, counts.get(node.key, 0), chosen, children, "category")

    groups = []
    for group in categories.groups():
        leaves = [value(leaf) for leaf in categories.leaves(group.key)]
        found = value(group, tuple(leaf for leaf in leaves if leaf.count or leaf.is_chosen))
        if found.count or found.is_open:
            groups.append(found)
    return tuple(groups)


def _places(
    zones: dict[str, Counts], chosen: dict[str, tuple[str, ...]], names: dict[tuple[str, str], Row[Any]]
) -> tuple[FacetValue, ...]:
    """Build the tree; it begins with regions when there are several, and what has no known parent stands at the top."""
    below: dict[tuple[str, str], list[FacetValue]] = defaultdict(list)
    top: list[FacetValue] = []
    for level in reversed(LEVELS):
        for code, count in zones[level].items():
            row = names.get((level, code))
            if row is None and not count:  # chosen in the address, and no zone of ours
                continue
            label = row.name if row else code
            children = tuple(below.pop((level, code), ()))
            found = FacetValue(code, label, count, code in chosen[level], children, level)
            parent_level = LEVELS[LEVELS.index(level) - 1] if level != LEVELS[0] else ""
            parent = row.parent if row else None
            if parent and parent in zones.get(parent_level, {}):
                below[parent_level, parent].append(found)
            else:
                top.append(found)
    top.sort(key=lambda value: -value.count)
    only = top[0] if len(top) == 1 else None
    return only.children if only and only.field == "region" and only.children and not only.is_chosen else tuple(top)


def _concepts(
    name: str, counts: Counts, chosen: tuple[str, ...], *, names: dict[tuple[str, str], Row[Any]], lang: str
) -> tuple[FacetValue, ...]:
    """Return the concepts whose name is known."""
    rows = {key: names.get(("concept", key)) for key in counts}
    return tuple(
        FacetValue(key, translated(row.labels, lang) or key, counts[key], key in chosen, (), name)
        for key, row in rows.items()
        if row is not None
    )


def _keyed(name: str, counts: Counts, chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(key, key, count, key in chosen, (), name) for key, count in counts.items())


def _plain(counts: Counts, keys: tuple[str, ...], chosen: str) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(key, key, counts.get(key, 0), key == chosen) for key in keys)
