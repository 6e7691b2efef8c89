"""This file fills the index: whole rebuilds behind an alias, and single resources as they change."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk, streaming_bulk

from search.aliases import alias_name, current_indices, new_index_name, swap
from search.client import SearchUnavailable, for_bulk, translated_errors
from search.documents import build_document
from search.mappings import build_mappings, build_settings
from search.source import ResourceSource

CHUNK = 1000
WRITERS = 2
"""Threads that wait for Elasticsearch while the next documents are built."""
CHUNK_BYTES = 20 * 1024 * 1024
CONFLICT, MISSING = 409, 404
REFRESH = "1s"


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


def index_sources(client: Elasticsearch, *, prefix: str, sources: Iterable[ResourceSource]) -> list[Refusal]:
    """Write resources into the index visitors search; an older revision never overwrites a newer one. Return the refusals."""
    index = _current(client, prefix)
    with translated_errors():
        return [refusal for refusal in _write(for_bulk(client), index, _actions(sources)) if refusal]


def delete_ids(client: Elasticsearch, *, prefix: str, ids: Iterable[int]) -> None:
    """Take resources out of the index; one that is not there is fine."""
    index = _current(client, prefix)
    with translated_errors():
        for _ in _write(for_bulk(client), index, ({"_op_type": "delete", "_id": str(id)} for id in ids)):
            pass


def status(client: Elasticsearch, *, prefix: str) -> IndexStatus:
    """Return the state of the index visitors search; raise SearchUnavailable when there is none."""
    index = _current(client, prefix)
    with translated_errors():
        stats = client.indices.stats(index=index, metric=["docs", "store"])["indices"][index]["total"]
        health = client.cluster.health(index=index)["status"]
    return IndexStatus(index, stats["docs"]["count"], stats["store"]["size_in_bytes"], health)


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


def _write(client: Elasticsearch, index: str, actions: Iterable[dict[str, Any]]) -> Iterator[Refusal | None]:
    """Write in bulk; yield None for each document that is in, a refusal for each that is not."""
    results = streaming_bulk(
        client, actions, index=index, chunk_size=CHUNK, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False
    )
    return (_refusal(is_in, result) for is_in, result in results)


def _write_in_parallel(
    client: Elasticsearch, index: str, actions: Iterable[dict[str, Any]]
) -> Iterator[Refusal | None]:
    """Do what `_write` does, building documents while Elasticsearch takes the ones before."""
    results = parallel_bulk(
        client, actions, index=index, thread_count=WRITERS, queue_size=WRITERS, chunk_size=CHUNK // 2,
        max_chunk_bytes=CHUNK_BYTES, raise_on_error=False,
    )  # fmt: skip
    return (_refusal(is_in, result) for is_in, result in results)


def _refusal(is_in: bool, result: dict[str, Any]) -> Refusal | None:
    (answer,) = result.values()
    is_stale = answer.get("status") == CONFLICT or (answer.get("status") == MISSING and "delete" in result)
    if is_in or is_stale:
        return None
    error = answer.get("error", {})
    return Refusal(int(answer["_id"]), f"{error.get('type')}: {error.get('reason')}")


def _finish(client: Elasticsearch, report: RebuildReport, *, expected: int) -> None:
    """Let the index be searched, and check that everything that was taken is there before visitors are sent to it."""
    settled = {"refresh_interval": REFRESH, "translog": {"durability": "request"}}
    client.indices.put_settings(index=report.index, settings=settled)
    client.indices.refresh(index=report.index)
    report.indexed = int(client.count(index=report.index)["count"])
    if report.indexed != expected:
        raise SearchUnavailable(
            f"{report.index} holds {report.indexed} documents where {expected} were taken; it is not used"
        )
