"""Compare the index with PostgreSQL, resource by resource, and repair what differs."""

from dataclasses import dataclass, replace

from elasticsearch import Elasticsearch
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services.index import writing as index_writing
from portal.services.searching import engines
from search.index import indexer

WIDTH = 2000
"""So many ids share a sum: few enough to look at each of them where sums differ."""
TOTAL = text("SELECT count(*) FROM resource")
CHECKSUMS = text(
    "SELECT id / :width AS part, count(*) AS number, sum(revision) AS revisions, sum(id) AS members"
    "  FROM resource WHERE status = 'published' GROUP BY 1"
)
REVISIONS = text("SELECT id, revision, status FROM resource WHERE id > :after AND id <= :through ORDER BY id")
STATUSES = text("SELECT id, status FROM resource WHERE id = ANY(:ids)")
NOW = text("SELECT id, revision FROM resource WHERE id = ANY(:ids)")
OVERTAKE = text(
    "UPDATE resource SET revision = later.revision, updated_at = now() FROM unnest(CAST(:ids AS bigint[]), CAST(:revisions AS bigint[]))"
    " AS later (id, revision) WHERE resource.id = later.id AND resource.revision <= later.revision"
)
UNDER_WAY = text("SELECT DISTINCT entity_id FROM outbox WHERE entity = 'resource' AND search_at IS NULL")


@dataclass(frozen=True, slots=True)
class Drift:
    """What a comparison found, in resources; missing: not in the index or older there; surplus: there and should not be.

    ahead: the index has a later revision than PostgreSQL, as after a restore, and would refuse every change.
    is_cache_told: False where repairs were written and the cache did not hear that kept searches are to be let go of.
    """

    checked: int = 0
    missing: int = 0
    surplus: int = 0
    ahead: int = 0
    is_cache_told: bool = True


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
        drift = Drift(
            drift.checked,
            drift.missing + found.missing,
            drift.surplus + found.surplus,
            drift.ahead + found.ahead,
            drift.is_cache_told and found.is_cache_told,
        )
    return drift


def _compare(session: Session, client: Elasticsearch, part: int, *, index: str | None, is_repaired: bool) -> Drift:
    after, through = part * WIDTH - 1, (part + 1) * WIDTH - 1
    rows = session.execute(REVISIONS, {"after": after, "through": through}).all()
    # In this order: what was delivered before the question is seen after the refresh, what was not is under way.
    under_way = set(session.execute(UNDER_WAY).scalars())
    indexer.refresh(client, prefix=engines.index_prefix(), index=index)
    there = indexer.list_versions(client, prefix=engines.index_prefix(), after=after, through=through, index=index)
    wanted = {row.id: row.revision for row in rows if row.status == "published"}
    ahead = _ahead(session, {row.id: row.revision for row in rows}, there)
    if ahead and is_repaired:
        session.execute(OVERTAKE, {"ids": list(ahead), "revisions": list(ahead.values())})
    late = {id for id, revision in wanted.items() if not _is_there(there, id, revision)} - under_way
    extra = {id for id, (_, is_gone) in there.items() if id not in wanted and not is_gone} - under_way
    late, extra = late - set(ahead), extra - set(ahead)  # raised above the index, they are delivered as any change
    found = _repair(session, client, late, extra, there=there, is_repaired=is_repaired)
    return replace(found, ahead=len(ahead))


def _ahead(session: Session, revisions: dict[int, int], there: dict[int, tuple[int, bool]]) -> dict[int, int]:
    """Return the revisions of the index that PostgreSQL has not come to, asked once more: a change may have come between."""
    doubtful = {id: there[id][0] for id, revision in revisions.items() if id in there and there[id][0] > revision}
    if not doubtful:
        return {}
    now = {row.id: row.revision for row in session.execute(NOW, {"ids": sorted(doubtful)})}
    return {id: version for id, version in doubtful.items() if id in now and version > now[id]}


def _repair(
    session: Session,
    client: Elasticsearch,
    late: set[int],
    extra: set[int],
    *,
    there: dict[int, tuple[int, bool]],
    is_repaired: bool,
) -> Drift:
    """Deliver again what is late; of what is too much, take out only what PostgreSQL, asked once more, does not publish."""
    now = {row.id: row.status for row in session.execute(STATUSES, {"ids": sorted(extra)})}
    hidden = {id for id in extra if id in now and now[id] != "published"}
    deleted = {id: there[id][0] + 1 for id in sorted(extra - set(now))}
    found = Drift(missing=len(late), surplus=len(hidden) + len(deleted))
    if not is_repaired or not (late or hidden or deleted):
        return found
    written = index_writing.write(session, client, sorted(late | hidden), deleted=deleted, groups=set())
    return replace(found, is_cache_told=written.is_cache_told)


def _is_there(there: dict[int, tuple[int, bool]], resource_id: int, revision: int) -> bool:
    version, is_gone = there.get(resource_id, (0, True))
    return not is_gone and version >= revision
