"""How results are ranked: one table of weights, the script that adds them up, and the same sum told for one hit.

relevance = 2 exact name + kind + 0.4 text + 0.3 geography + 0.2 popularity + 0.1 quality, each term between 0 and 1. Text is what
Elasticsearch scores, bent so that it nears 1; geography is 1 at the place asked for and 1/2 at PIVOT_M; popularity and quality are per
cent. Where a kind was named and no name, who is of it comes before who only mentions it; who is called exactly what was typed comes
before everybody.
"""

from dataclasses import dataclass
from typing import Any

from search.criteria import Position
from search.geo.geometry import arc_m
from search.results import Score

VERSION = 2
"""Raise it with every change of the weights, so that measurements say which ones they were made with."""
PIVOT_M = 8_000
RESCORED = 100
"""So many of the best matches by text are ranked anew; later pages come as text alone scored them."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term counts. half_text: the text score of Elasticsearch that counts for a half."""

    exact: float = 2.0
    kind: float = 1.0
    text: float = 0.4
    geography: float = 0.3
    popularity: float = 0.2
    quality: float = 0.1
    half_text: float = 12.0


DEFAULT = Weights()

SCRIPT = """
double text = params.text * _score / (_score + params.half_text);
double geography = 0;
if (params.lat != null && doc['point'].size() > 0) {
  geography = params.geography * params.pivot / (params.pivot + doc['point'].arcDistance(params.lat, params.lon));
}
double popularity = doc['popularity'].size() > 0 ? params.popularity * doc['popularity'].value / 100.0 : 0;
double quality = doc['quality'].size() > 0 ? params.quality * doc['quality'].value / 100.0 : 0;
return text + geography + popularity + quality;
"""


def build_rescore(
    text: dict[str, Any],
    exact: dict[str, Any],
    *,
    kind: dict[str, Any] | None,
    origin: Position | None,
    weights: Weights = DEFAULT,
) -> dict[str, Any]:
    """Build the rescoring of the best matches; text: the query whose score counts; exact: who matches it stands first, then kind."""
    params = {
        "text": weights.text,
        "half_text": weights.half_text,
        "geography": weights.geography,
        "popularity": weights.popularity,
        "quality": weights.quality,
        "pivot": PIVOT_M,
        "lat": origin[0] if origin else None,
        "lon": origin[1] if origin else None,
    }
    ranked = {"script_score": {"query": text, "script": {"source": SCRIPT, "params": params}}}
    marked = [(exact, weights.exact), *([(kind, weights.kind)] if kind else [])]
    first = [{"constant_score": {"filter": clause, "boost": weight}} for clause, weight in marked]
    return {
        "window_size": RESCORED,
        "query": {
            "rescore_query": {"bool": {"must": [ranked], "should": first}},
            "query_weight": 0.0,
            "rescore_query_weight": 1.0,
        },
    }


def explain(
    hit: dict[str, Any], *, origin: Position | None, is_exact: bool, is_kind: bool, weights: Weights = DEFAULT
) -> Score:
    """Tell the terms of a hit that came with its score and doc values; what is left of the score is the text's part."""
    fields = hit.get("fields", {})
    popularity = weights.popularity * float(fields.get("popularity", [0])[0]) / 100
    quality = weights.quality * float(fields.get("quality", [0])[0]) / 100
    geography, exact, kind = 0.0, weights.exact if is_exact else 0.0, weights.kind if is_kind else 0.0
    if origin and fields.get("point"):
        latitude, longitude = (float(part) for part in fields["point"][0].split(","))
        geography = weights.geography * PIVOT_M / (PIVOT_M + arc_m(origin, (latitude, longitude)))
    text = max(0.0, float(hit["_score"] or 0) - exact - kind - geography - popularity - quality)
    return Score(exact, kind, text, geography, popularity, quality)
