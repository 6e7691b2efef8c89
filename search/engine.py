"""This file answers a search from Elasticsearch: hits and facets in one request."""

from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any

from elasticsearch import Elasticsearch

from search.client import SearchUnavailable, translated_errors
from search.criteria import Criteria
from search.queries import SIZES, build_facets, build_hits
from search.results import Bucket, SearchResult

EARTH_RADIUS_M = 6_371_008.8


def search(client: Elasticsearch, *, alias: str, criteria: Criteria, today: date) -> SearchResult:
    """Answer `criteria`; raise SearchUnavailable when Elasticsearch cannot."""
    with translated_errors():
        answer = client.msearch(
            searches=[
                {"index": alias},
                build_hits(criteria, today=today),
                {"index": alias},
                build_facets(criteria, today=today),
            ]
        )
    hits, facets = responses_of(answer.body)
    ids = tuple(int(hit["_id"]) for hit in hits["hits"]["hits"])
    return SearchResult(
        ids=ids,
        total=hits["hits"]["total"]["value"],
        facets={name: _buckets(facets["aggregations"][name]) for name in SIZES},
        distances_m=_distances(hits["hits"]["hits"], criteria.near) if criteria.near else {},
        engine="elasticsearch",
        took_ms=max(hits["took"], facets["took"]),
    )


def responses_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the responses of an msearch; raise SearchUnavailable when any part of them is missing."""
    if not body:
        raise SearchUnavailable("the answer was cut off")
    return [_checked(response) for response in body["responses"]]


def _checked(response: dict[str, Any]) -> dict[str, Any]:
    if "error" in response:
        raise SearchUnavailable(
            f"Elasticsearch refuses: {response['error'].get('type')} {response['error'].get('reason')}"
        )
    if response["_shards"]["failed"] or response["timed_out"]:
        raise SearchUnavailable("a part of the index did not answer")
    return response


def _buckets(aggregation: dict[str, Any]) -> tuple[Bucket, ...]:
    return tuple(Bucket(bucket["key"], bucket["doc_count"]) for bucket in aggregation["values"]["buckets"])


def _distances(hits: list[dict[str, Any]], near: tuple[float, float]) -> dict[int, float]:
    found = {}
    for hit in hits:
        points = hit.get("fields", {}).get("point")
        if points:
            latitude, longitude = (float(part) for part in points[0].split(","))
            found[int(hit["_id"])] = great_circle_m(near, (latitude, longitude))
    return found


def great_circle_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two (latitude, longitude) points on the sphere in metres; at most 0.6 % off the spheroid's."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(chord))
