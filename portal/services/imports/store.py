"""Write a batch of records with COPY: one transaction, whatever the number of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, cast

from psycopg import Cursor, sql
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.config import LANGUAGES
from portal.importers.records import AddressRecord, Finding, Incoming
from portal.services.imports.copy_rows import CHILD_COLUMNS, RESOURCE_COLUMNS, Row, child_rows, resource_row
from portal.services.imports.kept_tour_lines import lines_kept

PENDING_LIST = "32MB"
KEPT_ON_UPDATE = ("source", "source_id")
FINDING_COLUMNS = ("run_id", "effect", "code", "source", "source_id", "field", "message", "value")


@dataclass(slots=True)
class Stored:
    """What a batch did: ids by outcome."""

    added: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)


def find_unchanged(session: Session, hashes: Sequence[str]) -> dict[str, int]:
    """Return the resource id of each content hash that is already stored."""
    cursor = _cursor(session)
    cursor.execute("SELECT content_hash, id FROM resource WHERE content_hash = ANY(%s)", (list(hashes),))
    return dict(cursor.fetchall())


def mark_seen(session: Session, ids: Sequence[int]) -> int:
    """Forget that unchanged resources had been missing, publish again what was archived for it; return how many those were."""
    cursor = _cursor(session)
    cursor.execute(
        "UPDATE resource SET missing_since = NULL, archived_at = NULL, updated_at = now(),"
        " status = CASE status WHEN 'archived' THEN 'published' ELSE status END"
        " WHERE id = ANY(%s) AND missing_since IS NOT NULL",
        (list(ids),),
    )
    return cursor.rowcount


def find_known(session: Session, identities: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which (source, source id) pairs are already stored."""
    cursor = _cursor(session)
    cursor.execute(
        "SELECT source, source_id FROM resource JOIN unnest(%s::text[], %s::text[]) AS wanted (s, i)"
        " ON source = s AND source_id = i",
        ([source for source, _ in identities], [source_id for _, source_id in identities]),
    )
    return set(cursor.fetchall())


def store_batch(session: Session, batch: Sequence[Incoming]) -> Stored:
    """Write the records of one batch; (source, source_id) must be unique in it. The caller commits."""
    cursor = _cursor(session)
    _store_zones(cursor, {item.record.address for item in batch})
    _store_concepts(cursor, batch)
    ids, stored = _store_resources(cursor, batch)
    rows = [child_rows(item.record, ids[item.record.source, item.record.source_id]) for item in batch]
    with lines_kept(cursor, stored.updated):
        if stored.updated:
            for table in CHILD_COLUMNS:
                statement = sql.SQL("DELETE FROM {} WHERE resource_id = ANY(%s)").format(sql.Identifier(table))
                cursor.execute(statement, (stored.updated,))
        for table, columns in CHILD_COLUMNS.items():
            _copy(cursor, table, columns, chain.from_iterable(children[table] for children in rows))
    return stored


def store_findings(session: Session, findings: Iterable[Finding], *, run_id: int) -> None:
    """Write what was found in the records of a batch."""
    rows = (
        (run_id, item.effect, item.code, item.source, item.source_id, item.field, item.message, item.value)
        for item in findings
    )
    _copy(_cursor(session), "import_finding", FINDING_COLUMNS, rows)


def allow_bulk(session: Session) -> None:
    """Let this transaction take its time, and leave the flush and the text index's sorting to later, where they cost less.

    What a crash of PostgreSQL loses by it is whole batches at the end, which the next run brings again.
    """
    for setting in ("statement_timeout = 0", "synchronous_commit = off", f"gin_pending_list_limit = '{PENDING_LIST}'"):
        session.execute(text(f"SET LOCAL {setting}"))


def settle_text_index(session: Session) -> None:
    """Sort what bulk writing left unsorted in the indexes of the basic search, before a visitor's query has to read it."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    for lang in LANGUAGES:
        session.execute(text(f"SELECT gin_clean_pending_list('ix_resource_text_search_{lang}')"))


def _cursor(session: Session) -> Cursor[Any]:
    return cast("Cursor[Any]", session.connection().connection.cursor())


def _store_resources(cursor: Cursor[Any], batch: Sequence[Incoming]) -> tuple[dict[tuple[str, str], int], Stored]:
    columns = sql.SQL(", ").join(map(sql.Identifier, RESOURCE_COLUMNS))
    cursor.execute(
        "CREATE TEMP TABLE IF NOT EXISTS incoming_resource (LIKE resource INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
    )
    cursor.execute("ALTER TABLE incoming_resource ALTER COLUMN id DROP NOT NULL")
    cursor.execute(
        "TRUNCATE incoming_resource"
    )  # a batch that was refused comes again in halves, in this same transaction
    rows = (resource_row(item.record, content_hash=item.content_hash) for item in batch)
    _copy(cursor, "incoming_resource", RESOURCE_COLUMNS, rows)
    changes = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
        for name in RESOURCE_COLUMNS
        if name not in KEPT_ON_UPDATE
    )
    cursor.execute(
        sql.SQL(
            "INSERT INTO resource ({0}, status) SELECT {0}, 'published' FROM incoming_resource"
            " ON CONFLICT (source, source_id) DO UPDATE SET {1}, updated_at = now(),"
            " status = CASE WHEN resource.missing_since IS NULL THEN resource.status ELSE 'published' END,"
            " missing_since = NULL, archived_at = CASE WHEN resource.missing_since IS NULL THEN resource.archived_at END"
            " RETURNING source, source_id, id, xmax = 0"
        ).format(columns, changes)
    )
    ids, stored = {}, Stored()
    for source, source_id, resource_id, is_new in cursor.fetchall():
        ids[source, source_id] = resource_id
        (stored.added if is_new else stored.updated).append(resource_id)
    return ids, stored


def _store_concepts(cursor: Cursor[Any], batch: Sequence[Incoming]) -> None:
    labels: dict[str, dict[str, str]] = {}
    for item in batch:
        for concept in item.record.concepts:
            labels.setdefault(concept.key, {}).update(concept.labels)
    if labels:
        keys = sorted(labels)
        cursor.execute(
            "INSERT INTO concept (key, labels) SELECT * FROM unnest(%s::text[], %s::jsonb[])"
            " ON CONFLICT (key) DO UPDATE SET labels = concept.labels || excluded.labels"
            " WHERE NOT concept.labels @> excluded.labels",
            (keys, [Jsonb(labels[key]) for key in keys]),
        )


def _store_zones(cursor: Cursor[Any], addresses: set[AddressRecord]) -> None:
    """Remember names and parents of the communes, départements and regions that records name."""
    levels: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
        ("region", "", {a.region_code: (a.region_name, "") for a in addresses}),
        ("department", "region", {a.department_code: (a.department_name, a.region_code) for a in addresses}),
        ("commune", "department", {a.commune_code: (a.commune_name, a.department_code) for a in addresses}),
    )
    for kind, parent_kind, zones in levels:
        named = sorted((code, name, parent) for code, (name, parent) in zones.items() if code and name)
        if named:
            cursor.execute(
                "INSERT INTO zone (kind, code, name, parent_id)"
                " SELECT %s, code, name, (SELECT id FROM zone p WHERE p.kind = %s AND p.code = parent)"
                " FROM unnest(%s::text[], %s::text[], %s::text[]) AS new (code, name, parent)"
                " ON CONFLICT (kind, code) DO UPDATE SET parent_id = excluded.parent_id"
                " WHERE zone.parent_id IS NULL AND excluded.parent_id IS NOT NULL",
                (kind, parent_kind, *map(list, zip(*named, strict=True))),
            )


def _copy(cursor: Cursor[Any], table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
