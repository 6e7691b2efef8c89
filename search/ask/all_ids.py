"""Walk through a whole result set, however large, as it was when the walk began: for exports."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from elasticsearch import Elasticsearch

from search.ask.filters import base_filters, facet_filters
from search.ask.queries import words_of
from search.client import for_bulk, translated_errors
from search.criteria import Criteria

STEP = 2000
KEEP_ALIVE = "2m"
"""So long Elasticsearch keeps the state between two steps."""


def walk(client: Elasticsearch, *, alias: str, criteria: Criteria, today: date) -> Iterator[list[int]]:
    """Give the ids of all that answers `criteria`, step by step, in order of id; raise SearchUnavailable when Elasticsearch cannot.

    What changes meanwhile is not seen. Paging and sorting of the criteria play no part.
    """
    patient, text = for_bulk(client), words_of(criteria)
    filters = [*([text] if text else []), *base_filters(criteria, today=today), *facet_filters(criteria).values()]
    with translated_errors():
        point = patient.open_point_in_time(index=alias, keep_alive=KEEP_ALIVE)["id"]
    after: list[Any] | None = None
    try:
        while True:
            with translated_errors():
                answer = patient.search(
                    pit={"id": point, "keep_alive": KEEP_ALIVE},
                    query={"bool": {"filter": filters}},
                    size=STEP,
                    source=False,
                    sort=[{"id": "asc"}],
                    search_after=after,
                    track_total_hits=False,
                )
            point, hits = answer["pit_id"], answer["hits"]["hits"]
            if not hits:
                return
            yield [int(hit["_id"]) for hit in hits]
            after = hits[-1]["sort"]
    finally:
        with translated_errors():
            patient.options(ignore_status=404).close_point_in_time(id=point)
