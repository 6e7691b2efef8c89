"""Name our indices and move the aliases that visitors search from one to the next.

There are two: of resources, and of suggestions. Each has an alias that is searched and one that changes are written to.
An index says in its mappings whether it was ever finished: one whose building was cut off is no index to go back to.
"""

from datetime import UTC, datetime
from typing import Literal

from elasticsearch import Elasticsearch, NotFoundError

Subject = Literal["resources", "suggestions"]
SUBJECTS: tuple[Subject, ...] = ("resources", "suggestions")
STATE, BUILDING, COMPLETE = "state", "building", "complete"
DATABASE = "database"
"""In the mappings: which database the index was built from."""


def alias_name(prefix: str, subject: Subject = "resources") -> str:
    """Return the name visitors search under."""
    return f"{prefix}-{subject}"


def new_index_name(prefix: str, subject: Subject = "resources") -> str:
    """Return a name for a new index, by the time of its birth."""
    return f"{alias_name(prefix, subject)}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"


def current_indices(client: Elasticsearch, *, prefix: str, subject: Subject = "resources") -> list[str]:
    """Return the indices behind the alias; normally one, none before the first build."""
    return _behind(client, alias_name(prefix, subject))


def written_indices(client: Elasticsearch, *, prefix: str, subject: Subject = "resources") -> list[str]:
    """Return the indices that changes go to: the one visitors search and one that is being built, if any."""
    return _behind(client, _write_alias(prefix, subject)) or current_indices(client, prefix=prefix, subject=subject)


def former_index(client: Elasticsearch, *, prefix: str, subject: Subject = "resources") -> str | None:
    """Return the index that was searched before the current one and is kept for a roll-back, if there is one."""
    current = set(current_indices(client, prefix=prefix, subject=subject))
    others = [name for name, meta in _all(client, prefix, subject).items() if name not in current and _is_whole(meta)]
    return others[-1] if others and current else None


def open_for_writing(client: Elasticsearch, *, prefix: str, index: str, subject: Subject = "resources") -> None:
    """Send changes to `index` too from now on, while it is being built."""
    current = current_indices(client, prefix=prefix, subject=subject)
    alias = _write_alias(prefix, subject)
    client.indices.update_aliases(actions=[{"add": {"index": name, "alias": alias}} for name in [*current, index]])


def swap(client: Elasticsearch, *, prefix: str, indices: dict[Subject, str]) -> None:
    """Point the aliases at these indices in one step; the ones before stay for a roll-back, and hear of no more changes."""
    moves: list[dict[str, dict[str, str]]] = []
    for subject, index in indices.items():
        alias, write_alias = alias_name(prefix, subject), _write_alias(prefix, subject)
        if not client.indices.exists_alias(name=alias) and client.indices.exists(index=alias):
            client.indices.delete(
                index=alias
            )  # somebody wrote before the first build: a plain index took the alias's name
        for name in {alias, write_alias}:
            moves += [{"remove": {"index": old, "alias": name}} for old in _behind(client, name) if old != index]
            moves.append({"add": {"index": index, "alias": name}})
    client.indices.update_aliases(actions=moves)


def delete_older(client: Elasticsearch, *, prefix: str, subject: Subject = "resources") -> None:
    """Delete all but the index that is searched and the one before it."""
    current = current_indices(client, prefix=prefix, subject=subject)
    kept = {*current, former_index(client, prefix=prefix, subject=subject)}
    for name in _all(client, prefix, subject):
        if current and name not in kept:
            client.options(ignore_status=404).indices.delete(index=name)


def read_meta(client: Elasticsearch, *, prefix: str) -> dict[str, str]:
    """Return what the index that is searched says of itself; empty when there is none, or one of older code."""
    found = _all(client, prefix, "resources")
    return next((found[name] for name in current_indices(client, prefix=prefix) if name in found), {})


def mark_complete(client: Elasticsearch, *, index: str) -> None:
    """Note that an index was built to its end, and may be searched."""
    meta = client.indices.get_mapping(index=index)[index]["mappings"].get("_meta", {})
    client.indices.put_mapping(index=index, meta={**meta, STATE: COMPLETE})


def delete_unfinished(client: Elasticsearch, *, prefix: str) -> list[str]:
    """Delete the indices whose building was cut off, and return them; only while nobody builds one."""
    deleted = []
    for subject in SUBJECTS:
        current = current_indices(client, prefix=prefix, subject=subject)
        for name, meta in _all(client, prefix, subject).items():
            if name not in current and not _is_whole(meta):
                client.options(ignore_status=404).indices.delete(index=name)
                deleted.append(name)
    return deleted


def _is_whole(meta: dict[str, str]) -> bool:
    return meta.get(STATE) != BUILDING


def _all(client: Elasticsearch, prefix: str, subject: Subject) -> dict[str, dict[str, str]]:
    """Return what each index says of itself, the oldest first."""
    found = client.indices.get(index=f"{alias_name(prefix, subject)}-*", expand_wildcards="open").body
    return {name: found[name]["mappings"].get("_meta", {}) for name in sorted(found)}


def _behind(client: Elasticsearch, alias: str) -> list[str]:
    try:
        return sorted(client.indices.get_alias(name=alias))
    except NotFoundError:
        return []


def _write_alias(prefix: str, subject: Subject) -> str:
    return f"{prefix}-written" if subject == "resources" else f"{prefix}-{subject}-written"
