"""Make a large portal of a small one: every resource several times over, under other ids, name and positions.

Texts are the same in every copy and names carry a number. The simple search is not measured on it: its column of words is dropped.
"""

import time

from sqlalchemy import text

from portal.db import db

COPIED = {
    "resource_text": "lang, name || ' ' || :copy, short, long, hours, is_machine_translated, keywords",
    "opening_period": "valid_from, valid_through, weekday, opens, closes, is_closed, note",
    "event_date": "starts_on, ends_on, start_time, end_time, note",
    "resource_concept": "property, key, value",
}
COLUMNS = {
    "resource_text": "lang, name, short, long, hours, is_machine_translated, keywords",
    **{table: columns for table, columns in COPIED.items() if table != "resource_text"},
}
RESOURCE = (
    "kind, classes, main_class, category, status, address_lines, postal_code, locality, commune_code, department_code, region_code,"
    " producer, publisher, last_update, languages, is_accessible, is_free, pets_allowed, internet_access, price_from"
)
STEP = 10_000_000
"""Ids of a copy are those of the original and so much more."""


def multiply(copies: int) -> float:
    """Add `copies` copies of every resource; return the seconds it took."""
    started = time.perf_counter()
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(
            text("SET LOCAL session_replication_role = replica")
        )  # no triggers: nobody has to hear of these
        session.execute(text("ALTER TABLE resource_text DROP COLUMN search"))
        for copy in range(1, copies + 1):
            session.execute(
                text(
                    f"INSERT INTO resource (id, source, source_id, point, quality, popularity, {RESOURCE}) OVERRIDING SYSTEM VALUE"
                    f" SELECT id + :shift, source, source_id || ':' || :copy,"
                    " ST_SetSRID(ST_MakePoint(ST_X(point) + (random() - 0.5) / 5, ST_Y(point) + (random() - 0.5) / 5), 4326),"
                    f" quality, floor(random() ^ 4 * 100), {RESOURCE} FROM resource WHERE id < :step"
                ),
                {"shift": copy * STEP, "copy": str(copy), "step": STEP},
            )
            for table, columns in COPIED.items():
                session.execute(
                    text(
                        f"INSERT INTO {table} (resource_id, {COLUMNS[table]}) SELECT resource_id + :shift, {columns} FROM {table}"
                        " WHERE resource_id < :step"
                    ),
                    {"shift": copy * STEP, "step": STEP, **({"copy": str(copy)} if ":copy" in columns else {})},
                )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))
    return time.perf_counter() - started
