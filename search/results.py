"""What every engine answers: ids in order, a total and facet counts, and help where little was found."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a facet and how many results it would leave."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Loosened:
    """A filter that could be taken away, and how many results there would be then. name: of the filter; value: which choice of it.

    text: what is left of the text when words of it were taken away, None when it stays.
    """

    name: str
    value: str
    count: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """What is offered when nothing was found as asked.

    is_fuzzy: the results are those written almost so. spelling: what may have been meant, "" when nothing better is known.
    unknown: the words that stand in no text and for which nothing better is known. nearby: ids of what is nearest to the place, of the
    kind asked for.
    """

    is_fuzzy: bool = False
    spelling: str = ""
    unknown: tuple[str, ...] = ()
    loosened: tuple[Loosened, ...] = ()
    nearby: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The terms of one hit, weighted: they add up to total."""

    exact: float
    kind: float
    text: float
    geography: float
    popularity: float
    quality: float

    @property
    def total(self) -> float:
        """Return the sum by which the hit was ranked."""
        return self.exact + self.kind + self.text + self.geography + self.popularity + self.quality


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answer one `Criteria`.

    ids: resource ids in order. total: exact number of hits. facets: by name ("category" holds group and leaf keys, "region",
    "department", "commune", "price" with "free"/"paid", "accessible" with "yes", "feature", "label", "language"), each counted under
    every *other* facet's choice. distances_m: by id, when distances count from somewhere. scores: by id, what each was ranked by.
    engine: "elasticsearch" or "postgresql". took_ms: the engine's own time.
    """

    ids: tuple[int, ...]
    total: int
    facets: dict[str, tuple[Bucket, ...]] = field(default_factory=dict)
    distances_m: dict[int, float] = field(default_factory=dict)
    scores: dict[int, Score] = field(default_factory=dict)
    help: Help | None = None
    engine: str = "elasticsearch"
    took_ms: int = 0
