"""Choose who answers a search: Elasticsearch, or PostgreSQL while Elasticsearch is away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import TypeVar

import structlog
from elasticsearch import Elasticsearch
from sqlalchemy.orm import Session

from portal.cache.backend import is_given_up
from portal.connections.breaker import SharedBreaker
from portal.connections.redis_client import RedisLink
from portal.db import db
from portal.services.searching.basic import search as basic_search
from portal.services.searching.basic import spots as basic_spots
from search import client
from search.ask import engine, spots
from search.ask import suggest as suggest_names
from search.ask.spots import Frame, Spots
from search.ask.suggest import Suggested
from search.criteria import MAX_WINDOW, Criteria, Position
from search.index import aliases
from search.results import SearchResult

log = structlog.get_logger()

SHARED_TIMEOUT_S = 0.05
PROBE_EVERY_S, PROBE_TIMEOUT_S = 5.0, 0.3
"""While Elasticsearch is away, one visitor in five seconds tries it, and waits no longer than this."""


shared = RedisLink(timeout_s=SHARED_TIMEOUT_S)
"""The Redis of the cache, where processes tell each other that Elasticsearch is away."""


def _breaker(url: str | None = None, prefix: str = "") -> SharedBreaker:
    """Return the breaker that processes with the same Elasticsearch share."""
    place = blake2b(f"{url} {prefix}".encode(), digest_size=8).hexdigest()
    return SharedBreaker(f"elasticsearch:{place}", shared, probe_every_s=PROBE_EVERY_S, is_alone=is_given_up)


class _Binding:
    """The Elasticsearch of this process, bound once; None = there is none and the basic search answers."""

    url: str | None = None
    elasticsearch: Elasticsearch | None = None
    prefix = "escale"
    breaker = _breaker()


def bind(url: str | None, *, prefix: str) -> None:
    """Use this Elasticsearch from now on; None = basic search only."""
    _Binding.url = url
    _Binding.elasticsearch = client.connect(url) if url else None
    _Binding.prefix = prefix
    _Binding.breaker = _breaker(url, prefix)


def elasticsearch() -> Elasticsearch | None:
    """Return the client, or None when the portal runs without Elasticsearch."""
    return _Binding.elasticsearch


def url() -> str | None:
    """Return the address of Elasticsearch, None when there is none."""
    return _Binding.url


def index_prefix() -> str:
    """Return what the names of our indices begin with."""
    return _Binding.prefix


T = TypeVar("T")


def search(session: Session, criteria: Criteria, *, today: date) -> SearchResult:
    """Answer `criteria`; `SearchResult.engine` says who did. Pages beyond MAX_WINDOW answer with the last page allowed.

    While Elasticsearch is asked, the session holds no connection: a slow one must not use up those that other pages need.
    """
    last_page = max(1, MAX_WINDOW // criteria.size)
    criteria = replace(criteria, page=min(criteria.page, last_page))
    alias = aliases.alias_name(_Binding.prefix)
    db.let_go(session)
    found = _ask(lambda elasticsearch: engine.search(elasticsearch, alias=alias, criteria=criteria, today=today))
    return found if found is not None else basic_search.search(session, criteria, today=today)


def find_spots(session: Session, criteria: Criteria, frame: Frame, *, today: date) -> Spots:
    """Return where the results of `criteria` are on a map; `Spots.engine` says who answered."""
    alias = aliases.alias_name(_Binding.prefix)
    db.let_go(session)
    found = _ask(
        lambda elasticsearch: spots.find_spots(elasticsearch, alias=alias, criteria=criteria, frame=frame, today=today)
    )
    return found if found is not None else basic_spots.find_spots(session, criteria, frame, today=today)


def suggest(text: str, *, near: Position | None) -> Suggested | None:
    """Return what begins with `text`; None while Elasticsearch is away."""
    return _ask(
        lambda elasticsearch: suggest_names.suggest(elasticsearch, prefix=_Binding.prefix, text=text, near=near)
    )


def _ask(call: Callable[[Elasticsearch], T]) -> T | None:
    """Return what Elasticsearch answers; None while it is away, which the breaker remembers for all, and where it refuses this query."""
    breaker, elasticsearch = _Binding.breaker, _Binding.elasticsearch
    if elasticsearch is None or not breaker.lets_through():
        return None
    if breaker.is_open:
        elasticsearch = elasticsearch.options(request_timeout=PROBE_TIMEOUT_S)
    try:
        answer = call(elasticsearch)
    except client.QueryRefused as error:
        breaker.succeeded()
        log.error("query refused, basic search answers", reason=str(error))
        return None
    except client.SearchUnavailable as error:
        breaker.failed()
        log.warning("search unavailable, basic search answers", reason=str(error))
        return None
    breaker.succeeded()
    return answer
