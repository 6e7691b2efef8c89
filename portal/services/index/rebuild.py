"""Build the search index from PostgreSQL, check it, and go back to the one before; single changes come through the outbox."""

from collections.abc import Callable
from datetime import date

import structlog
from elasticsearch import Elasticsearch
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.cache import generations
from portal.errors import ServiceUnavailable
from portal.services.index import beginnings
from portal.services.index import drift as index_drift
from portal.services.index import filling as index_filling
from portal.services.index import source as index_source
from portal.services.index.origin import read_identity
from portal.services.searching import engines, synonyms
from search.ask import engine
from search.client import SearchUnavailable, for_bulk, translated_errors
from search.criteria import Criteria
from search.index import rebuilding
from search.index.aliases import delete_unfinished

log = structlog.get_logger()

GOLDEN, GOLDEN_SHARE = 50, 0.9
"""So many names are looked for in a new index, and so many of them must be among the first three, or it is not used."""
MOST_DRIFT = 0.001
ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext('search rebuild'))")
KINDS = text("SELECT kind, count(*) FROM resource WHERE status = 'published' GROUP BY kind")
NAMES = text(
    """
    SELECT r.id, t.name FROM resource r JOIN resource_text t ON t.resource_id = r.id AND t.lang = 'fr'
     WHERE r.status = 'published' AND (r.kind <> 'event') ORDER BY md5(r.id::text) LIMIT :limit
    """
)


class NotGoodEnough(SearchUnavailable):
    """The new index was built, and is not used: it failed a check."""


class AlreadyUnderWay(ServiceUnavailable):
    """Another rebuild or roll-back is at work: two at once would leave visitors two indices."""


def rebuild(
    session: Session, *, today: date, on_progress: Callable[[int], None] = lambda done: None
) -> rebuilding.RebuildReport:
    """Build a new index of all published resources, check it and swap it in.

    Raises ServiceUnavailable without Elasticsearch, AlreadyUnderWay while another one is built or gone back to.
    """
    client = _client()
    _alone(session)
    report = rebuilding.rebuild(
        client,
        prefix=engines.index_prefix(),
        fill=lambda names: index_filling.fill(session, names, today=today),
        zones=index_source.list_zones(session),
        expected=index_source.count_all(session),
        synonyms=synonyms.list_rules(session),
        database=read_identity(session),
        on_progress=on_progress,
        check=lambda index: _check(session, client, index, today=today),
    )
    beginnings.build_beginnings(session)
    generations.move_on((generations.SEARCH,))
    return report


def roll_back(session: Session) -> str:
    """Let visitors search the index before again, brought up to date first; return its name. Raises AlreadyUnderWay."""
    _alone(session)
    index = rebuilding.roll_back(
        _client(),
        prefix=engines.index_prefix(),
        catch_up=lambda name: _log(index_drift.reconcile(session, index=name)),
    )
    generations.move_on((generations.SEARCH,))
    return index


def tidy(session: Session) -> list[str]:
    """Delete what a rebuild left behind that was cut off; return the names, none while one is under way or Elasticsearch is away."""
    client = engines.elasticsearch()
    if client is None or not session.execute(ALONE).scalar_one():
        return []
    with translated_errors():
        return delete_unfinished(for_bulk(client), prefix=engines.index_prefix())


def _check(session: Session, client: Elasticsearch, index: str, *, today: date) -> None:
    """Compare the new index with PostgreSQL: ids and revisions, counts per kind, and names that must be found."""
    total = max(1, index_source.count_all(session))
    drift = index_drift.reconcile(session, index=index)
    _log(drift)
    if drift.missing + drift.surplus > max(10, MOST_DRIFT * total):
        raise NotGoodEnough(
            f"{index} differs from PostgreSQL in {drift.missing + drift.surplus} of {total} resources; it is not used"
        )
    for kind, number in session.execute(KINDS):
        found = int(client.count(index=index, query={"bool": {"filter": [{"term": {"kind": kind}}]}})["count"])
        if abs(found - number) > max(10, MOST_DRIFT * total):
            raise NotGoodEnough(f"{index} holds {found} of {number} resources of kind {kind}; it is not used")
    names, patient = session.execute(NAMES, {"limit": GOLDEN}).all(), for_bulk(client)
    found_names = sum(
        row.id in engine.search(patient, alias=index, criteria=Criteria(text=row.name, size=10), today=today).ids
        for row in names
    )
    if found_names < GOLDEN_SHARE * len(names):
        raise NotGoodEnough(f"{index} finds {found_names} of {len(names)} names; it is not used")
    log.info("index checked", index=index, resources=total, golden=f"{found_names}/{len(names)}")


def _log(drift: index_drift.Drift) -> None:
    if drift.missing or drift.surplus:
        log.info("changes caught up with", missing=drift.missing, surplus=drift.surplus)


def _alone(session: Session) -> None:
    """See to it that no other process builds or goes back until this transaction ends, however it ends."""
    if not session.execute(ALONE).scalar_one():
        raise AlreadyUnderWay("another rebuild or roll-back of the index is under way: wait for its end")


def _client() -> Elasticsearch:
    client = engines.elasticsearch()
    if client is None:
        raise ServiceUnavailable(
            "ELASTICSEARCH_URL is not set: the portal runs on basic search, there is no index to build"
        )
    return client
