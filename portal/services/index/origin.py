"""Know the database an index was built from: after a restore, what was written before it is ahead of PostgreSQL, or of another world.

Numbers of revisions run on from where the dump left them, so that an index of before would refuse what is new as old. A restore is a new
cluster, a new timeline, or tables made anew in the same place; each of these shows here.
"""

from elasticsearch import Elasticsearch
from sqlalchemy import text
from sqlalchemy.orm import Session

from search.client import translated_errors
from search.index.aliases import DATABASE, read_meta

IDENTITY = text(
    """
    SELECT (SELECT system_identifier FROM pg_control_system()) || '-' || (SELECT timeline_id FROM pg_control_checkpoint())
           || '-' || 'resource'::regclass::oid
    """
)


def read_identity(session: Session) -> str:
    """Return what tells this database from any other, and from itself before a restore."""
    return str(session.execute(IDENTITY).scalar_one())


def is_foreign(session: Session, client: Elasticsearch, *, prefix: str) -> bool:
    """Say whether the index that is searched was built from another database than this; raise SearchUnavailable when it cannot be asked."""
    with translated_errors():
        known = read_meta(client, prefix=prefix).get(DATABASE, "")
    return bool(known) and known != read_identity(session)
