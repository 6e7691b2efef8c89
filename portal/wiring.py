"""Connect a process to the services: the same links for pages, jobs and commands, so that none is forgotten in one of them."""

from portal import queues
from portal.cache import buffered, generations
from portal.config import Config
from portal.db import db
from portal.live import stream
from portal.services.outbox import wakeup
from portal.services.searching import engines

JOB_POOL = 2
"""A job works alone in its process."""


def bind_pages(config: Config) -> None:
    """Connect a process that answers pages: many connections, and no patience with a silent PostgreSQL."""
    db.bind(config.database_url, pool_size=config.database_pool, deadline_s=config.database_deadline_s or None)
    _bind_others(config)


def bind_jobs(config: Config) -> None:
    """Connect a process that works through jobs: few connections, and time."""
    db.bind(config.database_url, pool_size=JOB_POOL)
    _bind_others(config)


def _bind_others(config: Config) -> None:
    engines.bind(config.elasticsearch_url, prefix=config.index_prefix)
    queues.bind(config.queue_redis_url)
    generations.link.bind(config.redis_url)
    engines.shared.bind(config.redis_url)
    buffered.link.bind(config.queue_redis_url)
    stream.link.bind(config.queue_redis_url)
    db.announce_commits(wakeup.announce)
