"""Choose who answers a search: Elasticsearch, or PostgreSQL while Elasticsearch is away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import structlog
from elasticsearch import Elasticsearch
from sqlalchemy.orm import Session

from portal.connections.breaker import Breaker
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

PROBE_EVERY_S, PROBE_TIMEOUT_S = 5.0, 0.3
"""While Elasticsearch is away, one visitor in five seconds tries it, and waits no longer than this."""


class _Binding:
    """The Elasticsearch of this process, bound once; None = there is none and the basic search answers."""

    url: str | None = None
    elasticsearch: Elasticsearch | None = None
    prefix = "escale"
    breaker = Breaker(probe_every_s=PROBE_EVERY_S)


def bind(url: str | None, *, prefix: str) -> None:
    """Use this Elasticsearch from now on; None = basic search only."""
    _Binding.url = url
    _Binding.elasticsearch = client.connect(url) if url else None
    _Binding.prefix = prefix
    _Binding.breaker = Breaker(probe_every_s=PROBE_EVERY_S)


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
    """Answer `criteria`; `SearchResult.engine` says who did. Pages beyond MAX_WINDOW answer with the last page allowed."""
    last_page = max(1, MAX_WINDOW // criteria.size)
    criteria = replace(criteria, page=min(criteria.page, last_page))
    alias = aliases.alias_name(_Binding.prefix)
    found = _ask(lambda elasticsearch: engine.search(elasticsearch, alias=alias, criteria=criteria, today=today))
    return found if found is not None else basic_search.search(session, criteria, today=today)


def find_spots(session: Session, criteria: Criteria, frame: Frame, *, today: date) -> Spots:
    """Return where the results of `criteria` are on a map; `Spots.engine` says who answered."""
    alias = aliases.alias_name(_Binding.prefix)
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
    """Return what Elasticsearch answers; None while it is away, which the breaker remembers for all."""
    breaker, elasticsearch = _Binding.breaker, _Binding.elasticsearch
    if elasticsearch is None or not breaker.lets_through():
        return None
    if breaker.is_open:
        elasticsearch = elasticsearch.options(request_timeout=PROBE_TIMEOUT_S)
    try:
        answer = call(elasticsearch)
    except client.SearchUnavailable as error:
        breaker.failed()
        log.warning("search unavailable, basic search answers", reason=str(error))
        return None
    breaker.succeeded()
    return answer
