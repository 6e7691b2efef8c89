"""This file compares the index with PostgreSQL, resource by resource, and repairs what differs."""

from dataclasses import dataclass

from elasticsearch import Elasticsearch
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services import engines
from portal.services.outbox import Entry
from portal.services.outbox_sinks import deliver_to_search
from search import indexer

WIDTH = 2000
"""So many ids share a sum: few enough to look at each of them where sums differ."""
TOTAL = text("SELECT count(*) FROM resource")
CHECKSUMS = text(
    "SELECT id / :width AS part, count(*) AS number, sum(revision) AS revisions, sum(id) AS members"
    "  FROM resource WHERE status = 'published' GROUP BY 1"
)
REVISIONS = text("SELECT id, revision, status FROM resource WHERE id > :after AND id <= :through ORDER BY id")
STATUSES = text("SELECT id, status FROM resource WHERE id = ANY(:ids)")
UNDER_WAY = text("SELECT DISTINCT entity_id FROM outbox WHERE entity = 'resource' AND search_at IS NULL")


@dataclass(frozen=True, slots=True)
class Drift:
    """What a comparison found, in resources; missing: not in the index or older there; surplus: there and should not be."""

    checked: int = 0
    missing: int = 0
    surplus: int = 0


def reconcile(session: Session, *, index: str | None = None, is_repaired: bool = True) -> Drift:
    """Compare (id, revision) of PostgreSQL and the index and repair what differs; changes under way are left alone.

    Sums are compared first, WIDTH ids at a time; only where they differ is each resource looked at. index: another one than visitors
    search, which changes are written to as well.
    """
    client = engines.elasticsearch()
    if client is None:
        return Drift()
    indexer.refresh(client, prefix=engines.index_prefix(), index=index)
    there = indexer.read_checksums(client, prefix=engines.index_prefix(), width=WIDTH, index=index)
    here = {
        row.part: (row.number, int(row.revisions), int(row.members))
        for row in session.execute(CHECKSUMS, {"width": WIDTH})
    }
    drift = Drift(checked=int(session.execute(TOTAL).scalar_one()))
    for part in sorted(part for part in {*there, *here} if there.get(part) != here.get(part)):
        found = _compare(session, client, part, index=index, is_repaired=is_repaired)
        drift = Drift(drift.checked, drift.missing + found.missing, drift.surplus + found.surplus)
    return drift


def _compare(session: Session, client: Elasticsearch, part: int, *, index: str | None, is_repaired: bool) -> Drift:
    after, through = part * WIDTH - 1, (part + 1) * WIDTH - 1
    rows = session.execute(REVISIONS, {"after": after, "through": through}).all()
    # In this order: what was delivered before the question is seen after the refresh, what was not is under way.
    under_way = set(session.execute(UNDER_WAY).scalars())
    indexer.refresh(client, prefix=engines.index_prefix(), index=index)
    there = indexer.list_versions(client, prefix=engines.index_prefix(), after=after, through=through, index=index)
    wanted = {row.id: row.revision for row in rows if row.status == "published"}
    late = {id for id, revision in wanted.items() if not _is_there(there, id, revision)} - under_way
    extra = {id for id, (_, is_gone) in there.items() if id not in wanted and not is_gone} - under_way
    return _repair(session, late, extra, there=there, is_repaired=is_repaired)


def _repair(
    session: Session, late: set[int], extra: set[int], *, there: dict[int, tuple[int, bool]], is_repaired: bool
) -> Drift:
    """Deliver again what is late; of what is too much, take out only what PostgreSQL, asked once more, does not publish."""
    now = {row.id: row.status for row in session.execute(STATUSES, {"ids": sorted(extra)})}
    hidden = {id for id in extra if id in now and now[id] != "published"}
    deleted = extra - set(now)
    repairs = [Entry(0, "resource", id, "upsert", 0, {}) for id in sorted(late | hidden)]
    repairs += [Entry(0, "resource", id, "delete", there[id][0] + 1, {}) for id in sorted(deleted)]
    if repairs and is_repaired:
        deliver_to_search(session, repairs)
    return Drift(missing=len(late), surplus=len(hidden | deleted))


def _is_there(there: dict[int, tuple[int, bool]], resource_id: int, revision: int) -> bool:
    version, is_gone = there.get(resource_id, (0, True))
    return not is_gone and version >= revision
