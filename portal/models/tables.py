"""Import every table, so that migrations and scripts see them all."""

from portal.db import Base
from portal.models import account, facts, imports, map, outbox, resource, search, tour, zone

__all__ = ["account", "facts", "imports", "map", "metadata", "outbox", "resource", "search", "tour", "zone"]

metadata = Base.metadata
