"""Ask every service how it is, with a time limit each."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import psycopg
from elasticsearch import ApiError, Elasticsearch, TransportError
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.db import db

State = Literal["up", "down", "absent"]


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """How one service is: absent = not configured here. took_ms: how long its answer took."""

    name: str
    state: State
    took_ms: int
    detail: str = ""


def check_database() -> ServiceHealth:
    """Ask PostgreSQL for nothing."""
    return _timed("database", _ask_database)


def check_new_connection() -> ServiceHealth:
    """Ask PostgreSQL for a new connection: one that shuts down goes on serving those it has, and takes no other."""
    return _timed("database", db.connect_anew)


def check_redis(*clients: "Redis | None") -> ServiceHealth:
    """Ping the Redis of the cache and that of the queues."""
    there = [client for client in clients if client]
    return _timed("redis", (lambda: all(client.ping() for client in there)) if there else None)


def check_search(client: Elasticsearch | None, alias: str) -> ServiceHealth:
    """Ask Elasticsearch how many documents visitors search."""

    def ask() -> str:
        assert client is not None  # noqa: S101 - narrowed by the caller below
        answer = client.options(request_timeout=1).count(index=alias)
        return str(answer["count"])

    return _timed("search", ask if client else None)


def check_workers(client: "Redis | None", *, is_listened_to: Callable[[], bool]) -> ServiceHealth:
    """Count the workers that have answered lately; is_listened_to: says whether somebody hears of changes."""
    if client is None:
        return _timed("workers", None)
    health = _timed("workers", lambda: f"{Worker.count(connection=client)} {is_listened_to()}")
    is_idle = health.detail.startswith("0 ") or health.detail.endswith(" False")
    return ServiceHealth("workers", "down", health.took_ms) if is_idle else health


def _ask_database() -> str:
    with db.session() as session:
        session.execute(text("SELECT 1"))
    return ""


def _timed(name: str, ask: Callable[[], object] | None) -> ServiceHealth:
    if ask is None:
        return ServiceHealth(name, "absent", 0)
    started = time.monotonic()
    try:
        answer = ask()
        state: State = "up"
    except (SQLAlchemyError, psycopg.Error, RedisError, ApiError, TransportError):
        answer, state = "", "down"
    return ServiceHealth(
        name, state, round((time.monotonic() - started) * 1000), answer if isinstance(answer, str) else ""
    )
