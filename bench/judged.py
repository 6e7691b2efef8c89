"""Read judged queries and say how good an answer is: success at 1 and 3, MRR, nDCG at 10, zero results."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Judged:
    """One query and the ids of what answers it."""

    kind: str
    lang: str
    query: str
    relevant: frozenset[int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of queries came to; all shares between 0 and 1."""

    queries: int
    success_1: float
    success_3: float
    mrr: float
    ndcg_10: float
    zero: float


def by_kind_and_language(ranks: list[tuple[Judged, tuple[int, ...]]]) -> dict[str, Figures]:
    """Return the figures of each kind, of each language, and of all."""
    groups: dict[str, list[tuple[Judged, tuple[int, ...]]]] = defaultdict(list)
    for query, ids in ranks:
        for name in (query.kind, f"lang {query.lang}", "all"):
            groups[name].append((query, ids))
    return {name: figures([(query.relevant, ids) for query, ids in group]) for name, group in sorted(groups.items())}


def figures(answers: list[tuple[frozenset[int], tuple[int, ...]]]) -> Figures:
    """Compute the figures of some answers."""
    number = len(answers)
    firsts = [next((place for place, id in enumerate(ids, 1) if id in relevant), 0) for relevant, ids in answers]
    return Figures(
        queries=number,
        success_1=sum(first == 1 for first in firsts) / number,
        success_3=sum(0 < first <= 3 for first in firsts) / number,
        mrr=sum(1 / first for first in firsts if first) / number,
        ndcg_10=sum(_ndcg(relevant, ids) for relevant, ids in answers) / number,
        zero=sum(not ids for _, ids in answers) / number,
    )


def _ndcg(relevant: frozenset[int], ids: tuple[int, ...], depth: int = 10) -> float:
    gained = sum(1 / log2(place + 1) for place, id in enumerate(ids[:depth], 1) if id in relevant)
    return gained / sum(1 / log2(place + 1) for place in range(1, min(depth, len(relevant)) + 1))


def read_judged(path: Path, ids: dict[str, int]) -> Iterable[Judged]:
    """Read the judged queries of the project; ids: by the name a resource has in its source."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Judged(
                row["kind"], row["lang"], row["query"], frozenset(ids[name] for name in row["relevant"].split("|"))
            )
