"""Keep the lines of tours, and what was computed from them, over a new delivery of the record, which knows nothing of lines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import Cursor

from portal.models.tour import FACTS


def _stated(name: str) -> str:
    """Return the SQL of a fact of the new delivery, NULL when it states none."""
    return "nullif(t.difficulty, '')" if name == "difficulty" else f"t.{name}"


def _computed(name: str) -> str:
    nothing = "''" if name == "difficulty" else "NULL"
    return f"CASE WHEN '{name}' = ANY (computed) THEN {name} ELSE {nothing} END"


SET_ASIDE = (
    "CREATE TEMP TABLE IF NOT EXISTS kept_line (LIKE tour INCLUDING DEFAULTS) ON COMMIT DELETE ROWS",
    "TRUNCATE kept_line",
    "INSERT INTO kept_line SELECT * FROM tour WHERE line IS NOT NULL AND resource_id = ANY (%s)",
)
PUT_BACK = f"""
    INSERT INTO tour AS t (resource_id, {", ".join(FACTS)}, line, has_heights, computed, waypoints, line_changed_at)
    SELECT resource_id, {", ".join(map(_computed, FACTS))}, line, has_heights, computed, waypoints, line_changed_at
      FROM kept_line
    ON CONFLICT (resource_id) DO UPDATE SET
        {", ".join(f"{name} = coalesce({_stated(name)}, excluded.{name})" for name in FACTS)},
        computed = ARRAY(
            SELECT name FROM unnest(excluded.computed) AS name
            EXCEPT SELECT unnest(ARRAY[{", ".join(f"CASE WHEN {_stated(name)} IS NOT NULL THEN '{name}' END" for name in FACTS)}])),
        line = excluded.line, has_heights = excluded.has_heights, waypoints = excluded.waypoints,
        line_changed_at = excluded.line_changed_at
"""  # noqa: S608 - put together of constants


@contextmanager
def lines_kept(cursor: Cursor[Any], resource_ids: Sequence[int]) -> Iterator[None]:
    """Give the tours among these their lines back after the rows of `tour` were written anew; what is stated now counts."""
    create, truncate, copy = SET_ASIDE
    cursor.execute("SELECT FROM tour WHERE line IS NOT NULL AND resource_id = ANY (%s) LIMIT 1", (list(resource_ids),))
    has_lines = cursor.rowcount > 0
    if has_lines:
        cursor.execute(create)
        cursor.execute(truncate)
        cursor.execute(copy, (list(resource_ids),))
    yield
    if has_lines:
        cursor.execute(PUT_BACK)
