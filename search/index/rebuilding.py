"""Build new indices beside the ones visitors search, check them, and move the aliases; and move them back."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import bulk

from search.client import SearchUnavailable, for_bulk, translated_errors
from search.index import suggestions as suggestion_index
from search.index.aliases import (
    BUILDING,
    DATABASE,
    STATE,
    SUBJECTS,
    Subject,
    current_indices,
    delete_older,
    delete_unfinished,
    former_index,
    mark_complete,
    new_index_name,
    open_for_writing,
    swap,
)
from search.index.analysis import Rules
from search.index.indexer import GONE, Refusal
from search.index.mappings import build_mappings, build_settings
from search.index.sharding import ShardPlan, plan_shards

MISSING = 404
WHILE_BUILT: dict[str, Any] = {
    "refresh_interval": "-1",
    "translog": {"durability": "async"},
    "merge": {"policy": {"segments_per_tier": 50}},
}
"""No refresh, no fsync per request, hardly a merge: PostgreSQL has it all, and in the end all segments become one anyway."""
ONCE_BUILT: dict[str, Any] = {
    "refresh_interval": "1s",
    "translog": {"durability": "request"},
    "merge": {"policy": {"segments_per_tier": None}},
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as it is suggested. weight: how many resources it holds."""

    id: int
    names: tuple[str, ...]
    weight: int = 0
    point: tuple[float, float] | None = None


Names = dict[Subject, str]
Fill = Callable[[Names], Iterable[tuple[int, list[Refusal]]]]
"""Writes every resource to the indices of these names, slice by slice; gives how many were sent, and what was refused."""


@dataclass(slots=True)
class RebuildReport:
    """What a rebuild did; indexed: documents taken; failed: those refused; plan: how the index is cut, and why."""

    index: str
    plan: ShardPlan
    indexed: int = 0
    failed: list[Refusal] = field(default_factory=list)


def rebuild(
    client: Elasticsearch,
    *,
    prefix: str,
    fill: Fill,
    zones: Iterable[Zone],
    expected: int,
    synonyms: Rules,
    database: str,
    on_progress: Callable[[int], None],
    check: Callable[[str], None] = lambda index: None,
) -> RebuildReport:
    """Build new indices and move the aliases to them; on any failure the old ones stay and the new ones are removed.

    Only one may be under way: the caller sees to that. expected: about how many resources will come. database: which one they come from.
    check: raises when the new index may not be searched; it is called when all is in.
    """
    patient = for_bulk(client)
    with translated_errors():
        plan = plan_shards(patient, prefix=prefix, documents=expected)
        names: dict[Subject, str] = {subject: new_index_name(prefix, subject) for subject in SUBJECTS}
        report = RebuildReport(names["resources"], plan)
        delete_unfinished(patient, prefix=prefix)
        try:
            _create(patient, names, prefix=prefix, plan=plan, synonyms=synonyms, database=database)
            sent = 0
            for number, refused in fill(names):
                sent += number
                report.failed += refused
                on_progress(sent)
            _write_zones(patient, names["suggestions"], zones)
            _finish(patient, report, names, expected=sent - len({refusal.id for refusal in report.failed}))
            check(report.index)
            for index in names.values():
                mark_complete(patient, index=index)
            swap(patient, prefix=prefix, indices=names)
            _merge(patient, names)
        finally:
            _tidy(patient, prefix, names)
    return report


def roll_back(client: Elasticsearch, *, prefix: str, catch_up: Callable[[str], None]) -> str:
    """Move the aliases back to the indices before; `catch_up` first brings them up to date. Return the index now searched."""
    patient = for_bulk(client)
    with translated_errors():
        former = {subject: former_index(patient, prefix=prefix, subject=subject) for subject in SUBJECTS}
        names: dict[Subject, str] = {subject: index for subject, index in former.items() if index}
        if "resources" not in names:
            raise SearchUnavailable("there is no former index to go back to")
        for subject, index in names.items():
            open_for_writing(patient, prefix=prefix, index=index, subject=subject)
        catch_up(names["resources"])
        swap(patient, prefix=prefix, indices=names)
    return names["resources"]


def _create(
    client: Elasticsearch, names: Names, *, prefix: str, plan: ShardPlan, synonyms: Rules, database: str
) -> None:
    meta = {"_meta": {STATE: BUILDING, DATABASE: database}}
    cut = {"shards": plan.shards, "replicas": plan.replicas}
    client.indices.create(
        index=names["resources"],
        settings=build_settings(synonyms, **cut) | WHILE_BUILT,
        mappings=build_mappings() | meta,
    )
    client.indices.create(
        index=names["suggestions"],
        settings=suggestion_index.build_settings(replicas=plan.replicas) | WHILE_BUILT,
        mappings=suggestion_index.build_mappings() | meta,
    )
    for subject, index in names.items():
        open_for_writing(client, prefix=prefix, index=index, subject=subject)


def _write_zones(client: Elasticsearch, index: str, zones: Iterable[Zone]) -> None:
    bulk(
        client,
        (
            {
                "_id": f"z{zone.id}",
                "_index": index,
                "_source": suggestion_index.build_zone_suggestion(
                    list(zone.names), weight=zone.weight, position=zone.point
                ),
            }
            for zone in zones
        ),
    )


def _finish(client: Elasticsearch, report: RebuildReport, names: dict[Subject, str], *, expected: int) -> None:
    """Let the indices be searched, and check that everything that was taken is there before visitors are sent to it."""
    for index in names.values():
        client.indices.put_settings(index=index, settings=ONCE_BUILT)
        client.indices.refresh(index=index)
    everything = int(client.count(index=report.index)["count"])
    gone = int(client.count(index=report.index, query=GONE)["count"])
    report.indexed = everything - gone
    if everything < expected:
        raise SearchUnavailable(
            f"{report.index} holds {everything} documents where {expected} were taken; it is not used"
        )


def _merge(client: Elasticsearch, names: dict[Subject, str]) -> None:
    """Let Elasticsearch join the segments in its own time: searches are quicker in one, and what it kept to recover is let go of."""
    for index in names.values():
        with suppress(ApiError, TransportError):  # it is searched already: it stays in several segments then
            client.indices.forcemerge(index=index, max_num_segments=1, wait_for_completion=False)


def _tidy(client: Elasticsearch, prefix: str, names: dict[Subject, str]) -> None:
    """Delete what is searched by nobody: new indices that did not come to be used, or the ones before the former ones."""
    for subject, index in names.items():
        if index in current_indices(client, prefix=prefix, subject=subject):
            delete_older(client, prefix=prefix, subject=subject)
        else:
            client.options(ignore_status=MISSING).indices.delete(index=index)
