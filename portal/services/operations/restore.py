"""Notice that PostgreSQL was restored, and let go of what others kept of the time before: pages of the cache, the search index.

README says how to back up and restore; nothing else has to be done by hand.
"""

import structlog
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from portal import queues
from portal.cache import generations
from portal.cache.tiers import PREFIX
from portal.services.index import origin
from portal.services.searching import engines
from search.client import SearchUnavailable

log = structlog.get_logger()

KEPT_OF = PREFIX + "database"
"""Which database the pages in the cache were made from."""
REBUILD = "workers.indexing.rebuild_index"


def look(session: Session) -> bool:
    """Compare PostgreSQL with what cache and index were made from; say whether either was of another database."""
    identity = origin.read_identity(session)
    is_cache_foreign = _is_cache_foreign(identity)
    if is_cache_foreign:
        log.warning("another database: the cache begins anew", database=identity)
    is_index_foreign = _is_index_foreign(session)
    if is_index_foreign:
        log.warning("another database: the index is built anew", database=identity)
        queues.enqueue(REBUILD, queue=queues.LONG, once=True, timeout_s=queues.LONG_TIMEOUT_S)
    return is_cache_foreign or is_index_foreign


def _is_cache_foreign(identity: str) -> bool:
    client = generations.link.client
    if client is None:
        return False
    try:
        known = client.get(KEPT_OF)
        is_foreign = isinstance(known, bytes) and known.decode() != identity
        if is_foreign and not generations.move_on((generations.EPOCH,)):
            return False
        client.set(KEPT_OF, identity)
    except RedisError:
        return False  # the next look tells
    return is_foreign


def _is_index_foreign(session: Session) -> bool:
    client = engines.elasticsearch()
    if client is None:
        return False
    try:
        return origin.is_foreign(session, client, prefix=engines.index_prefix())
    except SearchUnavailable:
        return False
