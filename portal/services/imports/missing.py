"""Mark what a source no longer delivers, and archive what has been missing for a week; refuse where that would be too much of a source.

A record that was delivered and could not be used is not missing: its identity counts, or the name of its file where nothing else could be
read. Half a delivery must not empty a source: where more than a tenth would be missing, nothing of that source is touched unless told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.importers.records import Finding, marked
from portal.services.imports.tally import Outcome

GRACE_DAYS = 7
MOST_SHARE = 0.1
ALWAYS_ALLOWED = 2
"""So few may go from the smallest source."""
LONGEST_NAME = 200

TABLES = (
    "CREATE TEMP TABLE seen_resource (id bigint PRIMARY KEY) ON COMMIT DROP",
    "CREATE TEMP TABLE seen_identity (source text, source_id text, PRIMARY KEY (source, source_id)) ON COMMIT DROP",
    "CREATE TEMP TABLE unread_file (name text) ON COMMIT DROP",
)
CANDIDATES = text(
    """
    CREATE TEMP TABLE missing_resource ON COMMIT DROP AS
    SELECT r.id, r.source, r.missing_since IS NULL AS is_new FROM resource r
     WHERE r.status = 'published' AND r.source IN (SELECT DISTINCT o.source FROM resource o JOIN seen_resource s ON s.id = o.id)
       AND NOT EXISTS (SELECT FROM seen_resource s WHERE s.id = r.id)
       AND NOT EXISTS (SELECT FROM seen_identity i WHERE i.source = r.source AND i.source_id = r.source_id)
       AND NOT EXISTS (SELECT FROM unread_file u WHERE strpos(u.name, r.source_id) > 0)
    """
)
SHARES = text(
    """
    SELECT source, count(*) AS gone, (SELECT count(*) FROM resource r WHERE r.source = m.source AND r.status = 'published') AS total
      FROM missing_resource m GROUP BY source ORDER BY source
    """
)
MARK = text(
    "UPDATE resource r SET missing_since = now() FROM missing_resource m"
    " WHERE m.id = r.id AND m.is_new AND NOT m.source = ANY(:spared)"
)
ARCHIVE = text(
    "UPDATE resource r SET status = 'archived', archived_at = now(), updated_at = now() FROM missing_resource m"
    " WHERE m.id = r.id AND NOT m.source = ANY(:spared) AND r.missing_since < now() - make_interval(days => :days)"
)


@dataclass(frozen=True, slots=True)
class Missing:
    """How many were newly marked and how many archived; refused: a finding for each source that would have lost too much."""

    counts: dict[str, int]
    refused: list[Finding] = field(default_factory=list)


def archive_missing(session: Session, outcome: Outcome, *, is_shrinking_allowed: bool = False) -> Missing:
    """Mark what the sources of this run no longer deliver; archive what has been missing for more than GRACE_DAYS."""
    for table in TABLES:
        session.execute(text(table))
    _copy(session, "seen_resource (id)", ((id,) for id in outcome.seen))
    _copy(session, "seen_identity (source, source_id)", outcome.unusable)
    _copy(session, "unread_file (name)", ((name[:LONGEST_NAME],) for name in outcome.unread))
    session.execute(text("ANALYZE seen_resource"))
    session.execute(CANDIDATES)
    refused = [] if is_shrinking_allowed else [row for row in session.execute(SHARES) if _is_too_much(row)]
    spared = [row.source for row in refused]
    marked_now = session.execute(MARK, {"spared": spared})
    archived = session.execute(ARCHIVE, {"spared": spared, "days": GRACE_DAYS})
    counts = {"missing": _count(marked_now), "archived": _count(archived)}
    return Missing(counts, [_finding(row) for row in refused])


def _is_too_much(row: Any) -> bool:  # noqa: ANN401 - a database row
    return bool(row.gone > max(ALWAYS_ALLOWED, MOST_SHARE * row.total))


def _finding(row: Any) -> Finding:  # noqa: ANN401
    message = marked("The source would lose more than a tenth of its records: none of them was archived.")
    return Finding("doubted", "source.shrunk", "", message, f"{row.gone} / {row.total}", row.source, "")


def _copy(session: Session, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor: Any = session.connection().connection.cursor()
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _count(result: Any) -> int:  # noqa: ANN401 - SQLAlchemy's result of an UPDATE
    return int(result.rowcount)
