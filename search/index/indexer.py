"""Write resources to the indices as they change, and tell what the index holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.client import SearchUnavailable, for_bulk, for_changes, translated_errors
from search.criteria import MAX_WINDOW
from search.index.aliases import Subject, alias_name, current_indices, written_indices
from search.index.documents import build_document, build_tombstone
from search.index.source import ResourceSource
from search.index.suggestions import NO_SUGGESTION, build_suggestion

CHUNK = 1000
CHUNK_BYTES = 20 * 1024 * 1024
TOLD = "errors,items.*._id,items.*.status,items.*.error"
"""What is asked to be told of each document: nobody reads the rest of a thousand answers."""
CONFLICT = 409
GONE = {"term": {"gone": True}}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document Elasticsearch did not take, and why."""

    id: int
    reason: str


def write_changes(
    client: Elasticsearch, *, prefix: str, sources: Iterable[ResourceSource], gone: Iterable[tuple[int, int]]
) -> list[Refusal]:
    """Write resources, and tombstones for those that are gone (id, revision); an older revision never overwrites a newer one.

    An index that is being built gets them too. Return what was refused, and what no document could be built of.
    """
    refused: list[Refusal] = []
    with translated_errors():
        indices = written_to(client, prefix=prefix)
        suggesting = written_to(client, prefix=prefix, subject="suggestions")
        changes = chain(_buildable(sources, refused), _tombstones(gone))
        actions = (action for change in changes for action in _addressed(change, indices, suggesting))
        return [refusal for refusal in _write(for_changes(client), actions) if refusal] + refused


def written_to(client: Elasticsearch, *, prefix: str, subject: Subject = "resources") -> list[str]:
    """Return the indices that changes go to; raise SearchUnavailable when there is none of resources yet."""
    with translated_errors():
        indices = written_indices(client, prefix=prefix, subject=subject)
    if not indices and subject == "resources":
        raise SearchUnavailable(f"there is no index behind {alias_name(prefix)} yet: run `flask search rebuild`")
    return indices


def write_sources(
    client: Elasticsearch, *, resources: Sequence[str], suggestions: Sequence[str], sources: Iterable[ResourceSource]
) -> tuple[int, list[Refusal]]:
    """Write resources to all of these indices; return how many were sent, and what was refused."""
    refused: list[Refusal] = []
    changes = list(_buildable(sources, refused))
    actions = (action for change in changes for action in _addressed(change, resources, suggestions))
    with translated_errors():
        refused += [refusal for refusal in _write(for_bulk(client), actions) if refusal]
    return len(changes), refused


def refresh(client: Elasticsearch, *, prefix: str, index: str | None = None) -> None:
    """Let searches see everything that was written until now."""
    indices = [index or current_index(client, prefix)]
    with translated_errors():
        if index is None:
            indices += current_indices(client, prefix=prefix, subject="suggestions")
        for_changes(client).indices.refresh(index=indices)


def list_versions(
    client: Elasticsearch, *, prefix: str, after: int, through: int, index: str | None = None
) -> dict[int, tuple[int, bool]]:
    """Return {id: (revision, is gone)} of what the index holds with after < id <= through; at most MAX_WINDOW of them."""
    with translated_errors():
        answer = for_changes(client).search(
            index=index or current_index(client, prefix),
            query={"range": {"id": {"gt": after, "lte": through}}},
            size=MAX_WINDOW,
            version=True,
            source=False,
            aggs={
                "gone": {
                    "filter": GONE,
                    "aggs": {"ids": {"terms": {"field": "id", "size": MAX_WINDOW}}},
                }
            },
        )
    gone = {bucket["key"] for bucket in answer["aggregations"]["gone"]["ids"]["buckets"]}
    return {int(hit["_id"]): (hit["_version"], int(hit["_id"]) in gone) for hit in answer["hits"]["hits"]}


def read_checksums(
    client: Elasticsearch, *, prefix: str, width: int, index: str | None = None
) -> dict[int, tuple[int, ...]]:
    """Return {id // width: (how many resources, sum of their revisions, sum of ids)} of what the index holds, tombstones left out."""
    with translated_errors():
        answer = for_bulk(client).search(
            index=index or current_index(client, prefix),
            query={"bool": {"must_not": GONE}},
            size=0,
            aggs={
                "ids": {
                    "histogram": {"field": "id", "interval": width, "min_doc_count": 1},
                    "aggs": {"revisions": {"sum": {"field": "revision"}}, "members": {"sum": {"field": "id"}}},
                }
            },
        )
    buckets = answer["aggregations"]["ids"]["buckets"]
    sums = ("revisions", "members")
    return {
        int(one["key"]) // width: (one["doc_count"], *(int(one[name]["value"]) for name in sums)) for one in buckets
    }


def current_index(client: Elasticsearch, prefix: str, subject: Subject = "resources") -> str:
    """Return the index visitors search; raise SearchUnavailable when there is none."""
    with translated_errors():
        indices = current_indices(client, prefix=prefix, subject=subject)
    if not indices:
        raise SearchUnavailable(f"there is no index behind {alias_name(prefix)} yet: run `flask search rebuild`")
    return indices[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """What the indices shall hold under an id; suggestion: None = nothing."""

    id: int
    revision: int
    document: dict[str, Any]
    suggestion: dict[str, Any] | None


def build_change(source: ResourceSource) -> Change:
    """Build the documents of one resource."""
    return Change(source.id, source.revision, build_document(source), build_suggestion(source))


def _addressed(change: Change, indices: Sequence[str], suggesting: Sequence[str]) -> Iterator[dict[str, Any]]:
    head = {"_id": str(change.id), "version": change.revision, "version_type": "external_gte"}
    for index in indices:
        yield {**head, "_index": index, "_source": change.document}
    for index in suggesting:
        yield {**head, "_index": index, "_source": change.suggestion or NO_SUGGESTION}


def _buildable(sources: Iterable[ResourceSource], refused: list[Refusal]) -> Iterator[Change]:
    """Build documents one by one, so that a resource that cannot be one holds no other up."""
    for source in sources:
        try:
            change = build_change(source)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            refused.append(Refusal(source.id, repr(error)))
        else:
            yield change


def _tombstones(gone: Iterable[tuple[int, int]]) -> Iterator[Change]:
    for resource_id, revision in gone:
        yield Change(resource_id, revision, build_tombstone(resource_id), None)


def _write(client: Elasticsearch, actions: Iterable[dict[str, Any]]) -> Iterator[Refusal | None]:
    """Write in bulk; yield None for each document that is in, a refusal for each that is not."""
    results = streaming_bulk(
        client, actions, chunk_size=CHUNK, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False, filter_path=TOLD
    )
    return (_refusal(is_in, result) for is_in, result in results)


def _refusal(is_in: bool, result: dict[str, Any]) -> Refusal | None:
    (answer,) = result.values()
    is_stale = answer.get("status") == CONFLICT
    if is_in or is_stale:
        return None
    error = answer.get("error", {})
    return Refusal(int(answer["_id"]), f"{error.get('type')}: {error.get('reason')}")
