"""Count the facets of the basic search: in one scan of the hits where nothing is chosen, and few scans for the rest."""

from collections.abc import Iterator

from portal.services.searching.basic.filters import build_claims, chosen_names
from search.ask.queries import LEVELS, SIZES
from search.criteria import Criteria

PLACES, FACTS = ("region", "department", "commune"), ("category", "price", "accessible")
CONCEPTS = ("feature", "label")
OF_LISTS = (*CONCEPTS, "language")
VALUES = {
    "category": "category",
    "region": "nullif(region_code, '')",
    "department": "nullif(department_code, '')",
    "commune": "nullif(commune_code, '')",
    "price": "CASE WHEN is_free THEN 'free' WHEN price_from IS NOT NULL THEN 'paid' END",
    "accessible": "CASE WHEN is_accessible THEN 'yes' END",
    "feature": "key",
    "label": "key",
    "language": "spoken",
}
"""What each facet counts."""
WITH_CONCEPTS = f"hit JOIN resource_concept rc ON rc.resource_id = hit.id AND rc.property IN {CONCEPTS}"
"""The condition is the one of an index that holds these alone."""
FOUND = {
    "feature": f"(SELECT * FROM {WITH_CONCEPTS} WHERE property = 'feature') hit",
    "label": f"(SELECT * FROM {WITH_CONCEPTS} WHERE property = 'label') hit",
    "language": "(SELECT *, unnest(languages) AS spoken FROM hit) hit",
}
"""Where it is found, when not in the hits."""
COUNTED = f"""
    counts AS (
        SELECT {", ".join((*PLACES, *FACTS))}, GROUPING(category) = 1 AS is_place, count(*) AS number
          FROM (SELECT {", ".join(f"{VALUES[name]} AS {name}" for name in (*PLACES, *FACTS))} FROM hit WHERE {{all}}) hit
         GROUP BY GROUPING SETS (({", ".join(PLACES)}), ({", ".join(FACTS)}))),
    concepts AS (SELECT property, key, count(*) AS number FROM {WITH_CONCEPTS} WHERE {{all}} GROUP BY 1, 2)
"""
"""The counts of facets as they are where nothing of them is chosen: of communes with all they lie in, and of what else there is, few
each, that are summed up then."""
TOTAL = "(SELECT coalesce(sum(number), 0)::bigint FROM counts WHERE is_place)"
BRANCH = " AND (region_code = ANY(:regions) OR department_code = ANY(:branches))"
"""Communes are counted where something of the tree is chosen."""


def is_everything(criteria: Criteria) -> bool:
    """Say whether nothing is asked for but everything there is."""
    return not criteria.text and not chosen_names(criteria) and criteria.origin is None


def build_counts(criteria: Criteria) -> Iterator[str]:
    """Give the statement of each facet that is counted: of everything there is, those of lists would take too long."""
    for name in (*PLACES, *FACTS, *(() if is_everything(criteria) else OF_LISTS)):
        counted = _count(criteria, name)
        if name == "category":  # the groups are summed up from the few leaves, not from the many hits
            counted = (
                f"SELECT level AS value, sum(number)::bigint AS number FROM ({counted}) leaf,"
                " unnest(ARRAY[leaf.value, split_part(leaf.value, '.', 1)]) AS level GROUP BY 1"
            )
        best = f"WHERE value IS NOT NULL ORDER BY number DESC, value LIMIT {SIZES[name]}"
        yield f"SELECT '{name}', value, number, NULL FROM ({counted}) v {best}"


def _count(criteria: Criteria, name: str) -> str:
    chosen, choice = chosen_names(criteria), LEVELS.get(name, name)
    if choice not in chosen and name in (*PLACES, *FACTS):
        which = "is_place" if name in PLACES else "NOT is_place"
        return f"SELECT {name} AS value, sum(number)::bigint AS number FROM counts WHERE {which} GROUP BY 1"
    if choice not in chosen and name in CONCEPTS:
        return f"SELECT key AS value, number FROM concepts WHERE property = '{name}'"
    claims = build_claims(criteria, choice) + (BRANCH if name == "commune" and choice in chosen else "")
    return f"SELECT {VALUES[name]} AS value, count(*) AS number FROM {FOUND.get(name, 'hit')} WHERE {claims} GROUP BY 1"
