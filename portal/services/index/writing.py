"""Write single resources to the index as they are now, and let go of the kept searches they touch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elasticsearch import Elasticsearch
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import clock
from portal.services.index import filling as index_filling
from portal.services.index import source as index_source
from portal.services.searching import cached_results, engines
from search.client import SearchUnavailable
from search.index import aliases, indexer

LARGE = 1000
"""From so many resources on, processes of their own write the index."""
HIDDEN = text("SELECT id, revision FROM resource WHERE id = ANY(:ids) AND status <> 'published'")


@dataclass(frozen=True, slots=True)
class Written:
    """What the index refused, and whether the cache heard that kept searches are to be let go of."""

    refusals: list[indexer.Refusal]
    is_cache_told: bool


def write(
    session: Session,
    client: Elasticsearch,
    ids: Sequence[int],
    *,
    deleted: Mapping[int, int],
    groups: set[str],
    is_behind: bool = False,
) -> Written:
    """Write resources as they are now, and tombstones for those that are gone or no longer published.

    deleted: revision by id. groups: generations of the categories and zones they belong or belonged to. is_behind: the index has missed
    changes before these, so that it cannot tell which kept searches are touched. Raises SearchUnavailable; kept searches are let go of then
    as well. They are let go of once searches see the change: a moment earlier, the old answer would be kept as the new one.
    """
    prefix = engines.index_prefix()
    hidden = {row.id: row.revision for row in session.execute(HIDDEN, {"ids": list(ids)})}
    try:
        watch = cached_results.watch(client, prefix=prefix, ids=[*ids, *deleted], is_known=not is_behind)
        refusals = _write(session, client, ids, gone={**deleted, **hidden})
        indexer.refresh(client, prefix=prefix)
        return Written(refusals, watch.let_go(groups))
    except SearchUnavailable:
        cached_results.let_go_of_all()
        raise


def _write(
    session: Session, client: Elasticsearch, ids: Sequence[int], *, gone: Mapping[int, int]
) -> list[indexer.Refusal]:
    """Write a few resources here, many side by side."""
    prefix, today = engines.index_prefix(), clock.today()
    if len(ids) > LARGE:
        targets = {subject: indexer.written_to(client, prefix=prefix, subject=subject) for subject in aliases.SUBJECTS}
        apart = index_filling.write_many([id for id in ids if id not in gone], targets, today=today)
        return apart + indexer.write_changes(client, prefix=prefix, sources=(), gone=gone.items())
    sources = index_source.list_slices(session, ids, today=today)
    return indexer.write_changes(client, prefix=prefix, sources=sources, gone=gone.items())
