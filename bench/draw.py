"""Draw from the figures: histograms, percentiles, shares; seeded, so that the same seed gives the same archive."""

import random
from bisect import bisect_left
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
FIGURES: Json = yaml.safe_load((Path(__file__).parent / "figures.yaml").read_text("utf-8"))
LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt")
WORDS: dict[str, list[str]] = {name: words.split() for name, words in FIGURES["words"].items()}


class Draw:
    """A stream of chance over one profile of the figures ("six_languages" or "two_languages")."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.profile: Json = FIGURES["profiles"]["two_languages"]

    def happens(self, share: float) -> bool:
        """Say yes in such a share of cases, 0 to 1."""
        return self.chance.random() < share

    def odd(self, name: str) -> bool:
        """Say whether this oddity strikes here."""
        percent: float = FIGURES["odd"][name]
        return self.chance.random() * 100 < percent

    def pick(self, rows: list[list[Any]]) -> Any:  # noqa: ANN401 - figures
        """Draw a value from a histogram of [value, records]."""
        weights = _cumulated(id(rows), tuple(row[-1] for row in rows))
        return rows[bisect_left(weights, self.chance.random() * weights[-1])][0]

    def between(self, points: list[list[float]]) -> float:
        """Draw from percentiles, [percent, value], straight between the points."""
        percent = self.chance.random() * 100
        place = max(1, bisect_left(points, [percent]))
        (low, start), (high, end) = points[place - 1], points[place]
        return start + (end - start) * (percent - low) / (high - low)

    def sentence(self, length: float) -> str:
        """Build a text of about `length` characters."""
        wanted = max(10, int(length))
        words = self.chance.choices(WORDS["words"], k=wanted // 6 + 2)
        return " ".join(words).capitalize()[: wanted - 1] + "."

    def node(self, *types: str, **content: Any) -> Json:  # noqa: ANN401 - JSON
        """Build a node of the graph with an address of its own."""
        number = self.chance.getrandbits(128)
        address = f"{number:032x}"
        uri = f"https://data.datatourisme.fr/{address[:8]}-{address[8:12]}-{address[12:16]}-{address[16:20]}-{address[20:]}"
        return {"@id": uri, **content, "@type": list(types)}

    def concept(self, key: str, *types: str) -> Json:
        """Build a thesaurus concept with its label in the profile's languages."""
        return {"@id": f"kb:{key}", "@type": list(types), "rdfs:label": self.labels(key)}

    def labels(self, text: str) -> dict[str, list[str]]:
        """Return a label in every language the profile's thesaurus has."""
        return {lang: [f"{text} {lang}"] for lang in self.profile["concept_languages"]}


@cache
def _cumulated(_identity: int, weights: tuple[float, ...]) -> list[float]:
    return list(accumulate(weights))
