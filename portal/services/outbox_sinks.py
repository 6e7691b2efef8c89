"""This file delivers outbox entries to the three sinks: cache generations, search index, live stream."""

from collections.abc import Callable

import structlog
from elasticsearch import Elasticsearch
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import clock
from portal.cache import generations
from portal.live import stream
from portal.services import engines, index_filling, index_source, kept_searches, outbox
from portal.services.outbox import Entry
from search import aliases, client, indexer

log = structlog.get_logger()

LARGE = 1000
"""From so many resources on, processes of their own write the index."""
FORMER_NAME = "former_name"
"""Stands in the details of a zone whose name has changed: of a zone, documents hold nothing else."""
Refused = dict[int, str]
"""Why an entry was refused, by the entry's id."""


class SinkDown(Exception):
    """The sink as a whole does not answer: nothing is wrong with the entries."""


RESOURCES_OF_ZONE = text(
    "SELECT r.id FROM resource r JOIN zone z ON z.id = ANY(:ids)"
    " AND ((z.kind = 'commune' AND r.commune_code = z.code) OR (z.kind = 'department' AND r.department_code = z.code))"
)
REVISIONS = text("SELECT id, revision FROM resource WHERE id = ANY(:ids) AND status <> 'published'")


def deliver_to_cache(session: Session, entries: list[Entry]) -> Refused:
    """Move on the generation of everything the entries touch, so that no older value is read again."""
    names = {generations.LISTS}
    if len(entries) > kept_searches.FEW or outbox.is_down(session, "search"):
        names.add(generations.SEARCH)  # with few, the search sink finds the kept searches they touch
    for entry in entries:
        names.add(f"{entry.entity}:{entry.entity_id}")
        names |= _groups(entry)
        if entry.entity == "zone" and entry.revision > 1:  # a new zone names nobody yet
            names.add(generations.ZONES)
    if not generations.move_on(names):
        raise SinkDown("the cache does not answer")
    return {}


def deliver_to_search(session: Session, entries: list[Entry]) -> Refused:
    """Write the resources as they are now, and tombstones for those that are gone or no longer published.

    The kept searches they touch are let go of once searches see the change: a moment earlier, the old answer would be kept as the new one.
    """
    elasticsearch = engines.elasticsearch()
    if elasticsearch is None:
        return {}  # the portal runs on basic search by choice: a rebuild fills an index when one is set up
    changed = {entry.entity_id: entry for entry in entries if entry.entity == "resource"}
    renamed = [entry.entity_id for entry in entries if entry.entity == "zone" and FORMER_NAME in entry.details]
    deleted = {id: entry.revision for id, entry in changed.items() if entry.operation == "delete"}
    ids = sorted({*changed, *_ids_of_zones(session, renamed)} - set(deleted))
    hidden = {row.id: row.revision for row in session.execute(REVISIONS, {"ids": ids})}
    prefix, groups = engines.index_prefix(), set().union(*map(_groups, changed.values()))
    try:
        watch = kept_searches.watch(
            elasticsearch, prefix=prefix, ids=[*ids, *deleted], is_known=not outbox.is_down(session, "search")
        )
        refusals = _write(session, elasticsearch, ids, gone={**deleted, **hidden})
        indexer.refresh(elasticsearch, prefix=prefix)
        is_heard = watch.let_go(groups)
    except client.SearchUnavailable as error:
        kept_searches.let_go_of_all()
        raise SinkDown(str(error)) from error
    if not is_heard:
        outbox.mark_down(session, "cache", "the cache did not hear that the index has changed")
    for refusal in refusals:
        if refusal.id not in changed:
            log.error("search refused a resource of a renamed zone", resource=refusal.id, reason=refusal.reason)
    return {changed[refusal.id].id: refusal.reason for refusal in refusals if refusal.id in changed}


def _write(
    session: Session, elasticsearch: Elasticsearch, ids: list[int], *, gone: dict[int, int]
) -> list[indexer.Refusal]:
    """Write a few resources here, many side by side; tombstones for those that are gone."""
    prefix, today = engines.index_prefix(), clock.today()
    targets = {
        subject: indexer.written_to(elasticsearch, prefix=prefix, subject=subject) for subject in aliases.SUBJECTS
    }
    if len(ids) > LARGE:
        apart = index_filling.write_many([id for id in ids if id not in gone], targets, today=today)
        return apart + indexer.write_changes(elasticsearch, prefix=prefix, sources=(), gone=gone.items())
    sources = index_source.list_slices(session, ids, today=today)
    return indexer.write_changes(elasticsearch, prefix=prefix, sources=sources, gone=gone.items())


def deliver_to_live(session: Session, entries: list[Entry]) -> Refused:
    """Append one event per entry to the live stream, in the order of the changes."""
    events = [stream.Event(entry.entity, entry.entity_id, entry.operation, entry.revision) for entry in entries]
    if not stream.append(events):
        raise SinkDown("the live stream does not answer")
    return {}


DELIVERIES: dict[str, Callable[[Session, list[Entry]], Refused]] = {
    "cache": deliver_to_cache,
    "search": deliver_to_search,
    "live": deliver_to_live,
}


def _groups(entry: Entry) -> set[str]:
    """Return the names of the categories and zones an entry belongs or belonged to."""
    found: set[str] = set()
    for name, value in entry.details.items():
        if value and name != FORMER_NAME:
            kind = name.removeprefix("former_")
            found.add(f"{kind}:{value}")
            if kind == "category":
                found.add(f"category:{value.split('.')[0]}")
    return found


def _ids_of_zones(session: Session, zone_ids: list[int]) -> list[int]:
    if not zone_ids:
        return []
    return list(session.execute(RESOURCES_OF_ZONE, {"ids": zone_ids}).scalars())
