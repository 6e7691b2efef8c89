"""This file defines what every engine answers: ids in order, a total and facet counts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a facet and how many results it would leave."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answer one `Criteria`.

    ids: resource ids in order. total: exact number of hits. facets: by name ("category" holds group and leaf keys, "department",
    "commune", "price" with "free"/"paid", "accessible" with "yes"), each counted under every *other* facet's choice.
    distances_m: by id, when the search has a position. engine: "elasticsearch" or "postgresql". took_ms: the engine's own time.
    """

    ids: tuple[int, ...]
    total: int
    facets: dict[str, tuple[Bucket, ...]] = field(default_factory=dict)
    distances_m: dict[int, float] = field(default_factory=dict)
    engine: str = "elasticsearch"
    took_ms: int = 0
