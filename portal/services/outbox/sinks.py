"""Deliver outbox entries to the three sinks: cache generations, search index, live stream."""

from collections.abc import Callable, Mapping, Sequence

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.cache import generations
from portal.live import stream
from portal.services.index import writing as index_writing
from portal.services.outbox import journal
from portal.services.outbox.journal import Entry
from portal.services.searching import cached_results, engines
from search import client

log = structlog.get_logger()

CACHE_NOT_TOLD = "the cache did not hear that the index has changed"
FORMER_NAME = "former_name"
"""Stands in the details of a zone whose name has changed: of a zone, documents hold nothing else."""
Refused = dict[int, str]
"""Why an entry was refused, by the entry's id."""


class SinkDown(Exception):
    """The sink as a whole does not answer: nothing is wrong with the entries."""


RESOURCES_OF_ZONES = text(
    "SELECT r.id FROM resource r JOIN unnest(CAST(:kinds AS text[]), CAST(:codes AS text[])) AS zone (kind, code)"
    " ON (zone.kind = 'commune' AND r.commune_code = zone.code) OR (zone.kind = 'department' AND r.department_code = zone.code)"
)
"""Those whose documents hold the name of one of these zones."""
NAMING = ("commune", "department")


def deliver_to_cache(session: Session, entries: list[Entry]) -> Refused:
    """Move on the generation of everything the entries touch, so that no older value is read again."""
    names = {generations.LISTS}
    if len(entries) > cached_results.FEW or journal.is_down(session, "search"):
        names.add(generations.SEARCH)  # with few, the search sink finds the kept searches they touch
    for entry in entries:
        names.add(f"{entry.entity}:{entry.entity_id}")
        names |= _groups(entry)
        if entry.entity == "zone":
            names.add(generations.ZONES)
    if not generations.move_on(names):
        raise SinkDown("the cache does not answer")
    return {}


def deliver_to_search(session: Session, entries: list[Entry]) -> Refused:
    """Write the resources as they are now, and tombstones for those that are gone or no longer published.

    A zone counts where its name is new, changed or gone: nothing else of it stands in documents.
    """
    elasticsearch = engines.elasticsearch()
    if elasticsearch is None:
        return {}  # the portal runs on basic search by choice: a rebuild fills an index when one is set up
    changed = {entry.entity_id: entry for entry in entries if entry.entity == "resource"}
    renamed = [entry.details for entry in entries if entry.entity == "zone" and _is_name_changed(entry)]
    deleted = {id: entry.revision for id, entry in changed.items() if entry.operation == "delete"}
    ids = sorted({*changed, *_ids_of_zones(session, renamed)} - set(deleted))
    groups = set().union(*map(_groups, changed.values()))
    is_behind = journal.is_down(session, "search")
    try:
        written = index_writing.write(session, elasticsearch, ids, deleted=deleted, groups=groups, is_behind=is_behind)
    except client.SearchUnavailable as error:
        raise SinkDown(str(error)) from error
    if not written.is_cache_told:
        journal.mark_down(session, "cache", CACHE_NOT_TOLD)
    for refusal in written.refusals:
        if refusal.id not in changed:
            log.error("search refused a resource of a renamed zone", resource=refusal.id, reason=refusal.reason)
    return {changed[refusal.id].id: refusal.reason for refusal in written.refusals if refusal.id in changed}


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


def _is_name_changed(entry: Entry) -> bool:
    """Say whether resources have another name of their zone now: it is new, has gone, or is called otherwise."""
    return entry.revision == 1 or entry.operation == "delete" or FORMER_NAME in entry.details


def _ids_of_zones(session: Session, zones: Sequence[Mapping[str, str]]) -> list[int]:
    """Return the resources that name one of these zones, each given as {kind: code} among its details."""
    named = [(kind, zone[kind]) for zone in zones for kind in NAMING if kind in zone]
    if not named:
        return []
    kinds, codes = map(list, zip(*named, strict=True))
    return list(session.execute(RESOURCES_OF_ZONES, {"kinds": kinds, "codes": codes}).scalars())
