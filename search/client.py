"""Connect to Elasticsearch and turn its many failures into one: `SearchUnavailable`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elastic_transport import OrjsonSerializer
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, UnsupportedProductError

QUERY_TIMEOUT_S = 1.0
"""A visitor never waits longer; the basic search answers instead."""
BULK_TIMEOUT_S = 120.0
CHANGES_TIMEOUT_S = 10.0
NOT_FOUND, TOO_BUSY = 404, 429
LONGEST_REASON = 2000


class SearchUnavailable(Exception):
    """Elasticsearch does not answer, answers too late, or has no index yet."""


class QueryRefused(Exception):
    """Elasticsearch is well and refuses this query: too many clauses, a shape it cannot use."""


def connect(url: str) -> Elasticsearch:
    """Return a client for visitors' queries: short timeout, no retries."""
    return Elasticsearch(
        url, request_timeout=QUERY_TIMEOUT_S, max_retries=0, retry_on_timeout=False, serializer=OrjsonSerializer()
    )


def for_bulk(client: Elasticsearch) -> Elasticsearch:
    """Return the same client with the patience that building an index needs."""
    return client.options(request_timeout=BULK_TIMEOUT_S, max_retries=3, retry_on_timeout=True)


def for_changes(client: Elasticsearch) -> Elasticsearch:
    """Return the same client with the patience of background work that is tried again anyway."""
    return client.options(request_timeout=CHANGES_TIMEOUT_S, max_retries=0, retry_on_timeout=False)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise SearchUnavailable for a dead, slow, overloaded or empty Elasticsearch, QueryRefused for a query it does not take."""
    try:
        yield
    except NotFoundError as error:
        raise SearchUnavailable("there is no search index yet: run `flask search rebuild`") from error
    except UnsupportedProductError as error:
        raise SearchUnavailable("what answers is not Elasticsearch, or only half an answer") from error
    except ApiError as error:
        if error.status_code >= 500 or error.status_code == TOO_BUSY:
            raise SearchUnavailable(f"Elasticsearch answers {error.status_code}") from error
        raise QueryRefused(str(error)[:LONGEST_REASON]) from error
    except TransportError as error:
        raise SearchUnavailable(f"Elasticsearch does not answer: {type(error).__name__}") from error


def raise_for(response: Mapping[str, Any]) -> None:
    """Raise what one part of a multi-search stands for, as `translated_errors` does for a whole answer; nothing where it is whole."""
    if "error" in response:
        reason = f"{response['error'].get('type')} {response['error'].get('reason')}"[:LONGEST_REASON]
        status = int(response.get("status", 500))
        if status in {NOT_FOUND, TOO_BUSY} or status >= 500:
            raise SearchUnavailable(f"Elasticsearch answers {status}: {reason}")
        raise QueryRefused(reason)
    if response["_shards"]["failed"] or response["timed_out"]:
        raise SearchUnavailable("a part of the index did not answer")
