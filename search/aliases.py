"""This file names our indices and moves the alias that visitors search from one to the next."""

from datetime import UTC, datetime

from elasticsearch import Elasticsearch, NotFoundError


def alias_name(prefix: str) -> str:
    """Return the name visitors search under."""
    return f"{prefix}-resources"


def new_index_name(prefix: str) -> str:
    """Return a name for a new index, by the time of its birth."""
    return f"{alias_name(prefix)}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"


def current_indices(client: Elasticsearch, *, prefix: str) -> list[str]:
    """Return the indices behind the alias; normally one, none before the first build."""
    try:
        return sorted(client.indices.get_alias(name=alias_name(prefix)))
    except NotFoundError:
        return []


def written_indices(client: Elasticsearch, *, prefix: str) -> list[str]:
    """Return the indices that changes go to: the one visitors search and one that is being built, if any."""
    try:
        return sorted(client.indices.get_alias(name=_write_alias(prefix)))
    except NotFoundError:
        return current_indices(client, prefix=prefix)


def open_for_writing(client: Elasticsearch, *, prefix: str, index: str) -> None:
    """Send changes to `index` too from now on, while it is being built."""
    current = current_indices(client, prefix=prefix)
    names = [*current, index]
    client.indices.update_aliases(actions=[{"add": {"index": name, "alias": _write_alias(prefix)}} for name in names])


def _write_alias(prefix: str) -> str:
    return f"{prefix}-written"


def swap(client: Elasticsearch, *, prefix: str, index: str) -> None:
    """Point the alias at `index` in one step and delete the indices that no alias names any more."""
    alias = alias_name(prefix)
    if not client.indices.exists_alias(name=alias) and client.indices.exists(index=alias):
        client.indices.delete(index=alias)  # somebody wrote before the first build: a plain index took the alias's name
    old = current_indices(client, prefix=prefix)
    moves: list[dict[str, dict[str, str]]] = [{"remove": {"index": name, "alias": alias}} for name in old]
    client.indices.update_aliases(actions=[*moves, {"add": {"index": index, "alias": alias}}])
    for name in client.indices.get(index=f"{alias}-*", expand_wildcards="open"):
        if name != index:
            client.options(ignore_status=404).indices.delete(index=name)
