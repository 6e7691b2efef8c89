"""This file fills the index: whole rebuilds behind an alias, and single resources as they change."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk, streaming_bulk

from search.aliases import alias_name, current_indices, new_index_name, open_for_writing, swap, written_indices
from search.client import SearchUnavailable, for_bulk, for_changes, translated_errors
from search.documents import build_document, build_tombstone
from search.mappings import MAX_WINDOW, build_mappings, build_settings
from search.source import ResourceSource

CHUNK = 1000
WRITERS = 2
"""Threads that wait for Elasticsearch while the next documents are built."""
CHUNK_BYTES = 20 * 1024 * 1024
CONFLICT, MISSING = 409, 404
REFRESH = "1s"
GONE = {"term": {"gone": True}}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document Elasticsearch did not take, and why."""

    id: int
    reason: str


@dataclass(slots=True)
class RebuildReport:
    """What a rebuild did; indexed: documents taken; failed: those refused."""

    index: str
    indexed: int = 0
    failed: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What visitors search; bytes: on disk."""

    index: str
    documents: int
    bytes: int
    health: str


def rebuild(
    client: Elasticsearch, *, prefix: str, sources: Iterable[ResourceSource], on_progress: Callable[[int], None]
) -> RebuildReport:
    """Build a new index and move the alias to it; on any failure the old one stays and the new one is removed."""
    patient = for_bulk(client)
    report = RebuildReport(new_index_name(prefix))
    with translated_errors():
        patient.indices.create(index=report.index, settings=build_settings(), mappings=build_mappings())
        try:
            open_for_writing(patient, prefix=prefix, index=report.index)
            sent = 0
            for refusal in _write_in_parallel(patient, report.index, _actions(sources)):
                sent += 1
                if refusal:
                    report.failed.append(refusal)
                if sent % CHUNK == 0:
                    on_progress(sent)
            _finish(patient, report, expected=sent - len(report.failed))
            swap(patient, prefix=prefix, index=report.index)
        finally:
            if report.index not in current_indices(patient, prefix=prefix):
                patient.options(ignore_status=MISSING).indices.delete(index=report.index)
    return report


def write_changes(
    client: Elasticsearch, *, prefix: str, sources: Iterable[ResourceSource], gone: Iterable[tuple[int, int]], is_large: bool
) -> list[Refusal]:  # fmt: skip
    """Write resources, and tombstones for those that are gone (id, revision); an older revision never overwrites a newer one.

    An index that is being built gets them too. is_large: sources are taken slice by slice while Elasticsearch writes those before.
    Return what was refused, and what no document could be built of.
    """
    refused: list[Refusal] = []
    with translated_errors():
        indices = written_indices(client, prefix=prefix)
        if not indices:
            raise SearchUnavailable(f"there is no index behind {alias_name(prefix)} yet: run `flask search rebuild`")
        write = _write_in_parallel if is_large else _write
        changes = chain(_buildable(sources, refused), _tombstones(gone))
        actions = ({**action, "_index": index} for action in changes for index in indices)
        return [refusal for refusal in write(for_changes(client), None, actions) if refusal] + refused


def refresh(client: Elasticsearch, *, prefix: str) -> None:
    """Let searches see everything that was written until now."""
    with translated_errors():
        for_changes(client).indices.refresh(index=_current(client, prefix))


def list_versions(client: Elasticsearch, *, prefix: str, after: int, through: int) -> dict[int, tuple[int, bool]]:
    """Return {id: (revision, is gone)} of what the index holds with after < id <= through; at most MAX_WINDOW of them."""
    with translated_errors():
        answer = for_changes(client).search(
            index=_current(client, prefix),
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


def status(client: Elasticsearch, *, prefix: str) -> IndexStatus:
    """Return the state of the index visitors search; raise SearchUnavailable when there is none."""
    index = _current(client, prefix)
    with translated_errors():
        stats = client.indices.stats(index=index, metric=["docs", "store"])["indices"][index]["total"]
        health = client.cluster.health(index=index)["status"]
        gone = client.count(index=index, query=GONE)["count"]
    return IndexStatus(index, stats["docs"]["count"] - gone, stats["store"]["size_in_bytes"], health)


def _current(client: Elasticsearch, prefix: str) -> str:
    with translated_errors():
        indices = current_indices(client, prefix=prefix)
    if not indices:
        raise SearchUnavailable(f"there is no index behind {alias_name(prefix)} yet: run `flask search rebuild`")
    return indices[-1]


def _actions(sources: Iterable[ResourceSource]) -> Iterator[dict[str, Any]]:
    for source in sources:
        yield {
            "_id": str(source.id),
            "version": source.revision,
            "version_type": "external_gte",
            "_source": build_document(source),
        }


def _buildable(sources: Iterable[ResourceSource], refused: list[Refusal]) -> Iterator[dict[str, Any]]:
    """Build documents one by one, so that a resource that cannot be one holds no other up."""
    for source in sources:
        try:
            yield from list(_actions([source]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            refused.append(Refusal(source.id, repr(error)))


def _tombstones(gone: Iterable[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    for resource_id, revision in gone:
        yield {
            "_id": str(resource_id),
            "version": revision,
            "version_type": "external_gte",
            "_source": build_tombstone(resource_id),
        }


def _write(client: Elasticsearch, index: str | None, actions: Iterable[dict[str, Any]]) -> Iterator[Refusal | None]:
    """Write in bulk; yield None for each document that is in, a refusal for each that is not."""
    results = streaming_bulk(
        client, actions, index=index, chunk_size=CHUNK, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False
    )
    return (_refusal(is_in, result) for is_in, result in results)


def _write_in_parallel(
    client: Elasticsearch, index: str | None, actions: Iterable[dict[str, Any]]
) -> Iterator[Refusal | None]:
    """Do what `_write` does, building documents while Elasticsearch takes the ones before."""
    results = parallel_bulk(
        client, actions, index=index, thread_count=WRITERS, queue_size=WRITERS, chunk_size=CHUNK // 2,
        max_chunk_bytes=CHUNK_BYTES, raise_on_error=False,
    )  # fmt: skip
    return (_refusal(is_in, result) for is_in, result in results)


def _refusal(is_in: bool, result: dict[str, Any]) -> Refusal | None:
    (answer,) = result.values()
    is_stale = answer.get("status") == CONFLICT
    if is_in or is_stale:
        return None
    error = answer.get("error", {})
    return Refusal(int(answer["_id"]), f"{error.get('type')}: {error.get('reason')}")


def _finish(client: Elasticsearch, report: RebuildReport, *, expected: int) -> None:
    """Let the index be searched, and check that everything that was taken is there before visitors are sent to it."""
    settled = {"refresh_interval": REFRESH, "translog": {"durability": "request"}}
    client.indices.put_settings(index=report.index, settings=settled)
    client.indices.refresh(index=report.index)
    everything = int(client.count(index=report.index)["count"])
    gone = int(client.count(index=report.index, query=GONE)["count"])
    report.indexed = everything - gone
    if everything < expected:
        raise SearchUnavailable(
            f"{report.index} holds {everything} documents where {expected} were taken; it is not used"
        )
