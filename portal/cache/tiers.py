"""The table of the cache tiers: what is kept under which name, and how long."""

import random
from dataclasses import dataclass

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S
JITTER = 0.1
"""Lifetimes differ by a tenth, so that what was kept together does not end together."""
PREFIX = "tourism:"


@dataclass(frozen=True, slots=True)
class Tier:
    """One kind of kept values; namespace: what their keys in Redis begin with after `tourism:`."""

    namespace: str
    ttl_s: int

    def key(self, *parts: object) -> str:
        """Build a key of this tier without the prefix of all, e.g. "res:card:12:fr"."""
        return ":".join([self.namespace, *map(str, parts)])

    def lifetime_s(self) -> int:
        """Return how long to keep a value now: the tier's time, ten per cent more or less."""
        return round(self.ttl_s * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - no secret


RESOURCE = Tier("res", 1 * HOUR_S)
LIST = Tier("list", 15 * MINUTE_S)
SEARCH = Tier("search", 10 * MINUTE_S)
ANALYTICS = Tier("analytics", 2 * HOUR_S)
NEARBY = Tier("nearby", 30 * MINUTE_S)

TIERS = {tier.namespace: tier for tier in (RESOURCE, LIST, SEARCH, ANALYTICS, NEARBY)}
