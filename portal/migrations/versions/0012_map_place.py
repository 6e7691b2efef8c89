"""map_place: what a close map draws of each resource, in the order a tile wants it, kept in step by triggers

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WORLD_BITS, TILE_BITS = 30, 21
"""A world is 2^30 units wide, 4 cm at the equator; 2^21 of them are a tile of zoom 9."""
UNITS = f"least(greatest(floor({{world}} * {2**WORLD_BITS}), 0), {2**WORLD_BITS - 1})::int"
LONGEST_NAME = 200
"""An index holds no row of more than 2 700 bytes."""
LATITUDE = "radians(greatest(-85.05112878, least(85.05112878, ST_Y(r.point))))"
SHOWN = f"""
CREATE VIEW map_place_shown AS
SELECT r.id AS resource_id, {UNITS.format(world="((ST_X(r.point) + 180) / 360)")} AS x,
       {UNITS.format(world=f"(0.5 - ln(tan(pi() / 4 + {LATITUDE} / 2)) / (2 * pi()))")} AS y,
       r.quality::smallint AS quality, CASE r.kind WHEN 'event' THEN dates.last_day END AS last_day, r.category, texts.name
  FROM resource r
 CROSS JOIN LATERAL (SELECT left(t.name, {LONGEST_NAME}) AS name FROM resource_text t WHERE t.resource_id = r.id
                      ORDER BY t.lang = 'fr' DESC, t.lang = 'en' DESC, t.lang LIMIT 1) texts
 CROSS JOIN LATERAL (SELECT max(d.ends_on) AS last_day FROM event_date d WHERE d.resource_id = r.id) dates
 WHERE r.status = 'published' AND r.point IS NOT NULL AND (r.kind <> 'event' OR dates.last_day IS NOT NULL)
"""
COLUMNS = ("x", "y", "quality", "last_day", "category", "name")
REFRESH = f"""
CREATE FUNCTION map_place_refresh(ids bigint[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
-- By indexes whatever the number is: planning anew for each array costs five times what is done.
BEGIN
  IF cardinality(ids) = 0 THEN RETURN; END IF;
  -- Two transactions that change one resource come one after the other: what the first has committed is seen by the statements below.
  PERFORM FROM resource WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM map_place p WHERE p.resource_id = ANY (ids)
     AND NOT EXISTS (SELECT FROM map_place_shown s WHERE s.resource_id = p.resource_id);
  INSERT INTO map_place AS p (resource_id, {", ".join(COLUMNS)})
  SELECT resource_id, {", ".join(COLUMNS)} FROM map_place_shown WHERE resource_id = ANY (ids)
  ON CONFLICT (resource_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
   WHERE ({", ".join(f"p.{name}" for name in COLUMNS)}) IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in COLUMNS)});
END $$
"""
FILL = f"INSERT INTO map_place (resource_id, {', '.join(COLUMNS)}) SELECT resource_id, {', '.join(COLUMNS)} FROM map_place_shown"
REFERENCING = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
TOLD = {
    "resource": ("id, status, kind, category, quality, point", ("update",)),
    "resource_text": ("resource_id AS id, lang, name", ("insert", "update", "delete")),
    "event_date": ("resource_id AS id, ends_on", ("insert", "update", "delete")),
}
"""What of each table is drawn. A resource that is new has no text yet, and one that is deleted takes its row here along."""
WHEN = {"resource": "WHEN (pg_trigger_depth() = 0)"}
"""Not when the outbox raises the revision, as in migration 0003."""


def upgrade() -> None:
    """Create the table, fill it, and let triggers keep it."""
    op.create_table(
        "map_place",
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("tile", sa.Integer(), sa.Computed(f"(x >> {TILE_BITS}) * 512 + (y >> {TILE_BITS})", persisted=True)),
        sa.Column("quality", sa.SmallInteger(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name="fk_map_place_resource_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("resource_id", name="pk_map_place"),
    )
    op.execute(SHOWN)
    op.execute(FILL)
    op.create_index(
        "ix_map_place_tile",
        "map_place",
        ["tile", sa.text("quality DESC"), "resource_id"],
        postgresql_include=["x", "y", "last_day", "category", "name"],
    )
    # Pages that are not known to be visible to all cost a tile a look at each row: they are looked after ten times as often as by default.
    op.execute(
        "ALTER TABLE map_place SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02)"
    )
    op.execute(REFRESH)
    for table, (columns, events) in TOLD.items():
        for event in events:
            _set_trigger(table, event, columns)


def downgrade() -> None:
    """Take the triggers and the table away; it is worked out of the resources."""
    for table, (_, events) in TOLD.items():
        for event in events:
            op.execute(f"DROP TRIGGER map_place_{event} ON {table}")
            op.execute(f"DROP FUNCTION map_place_{table}_{event}()")
    op.execute("DROP FUNCTION map_place_refresh(bigint[])")
    op.execute("DROP VIEW map_place_shown")
    op.drop_table("map_place")


def _set_trigger(table: str, event: str, columns: str) -> None:
    new, old = f"SELECT {columns} FROM new_rows", f"SELECT {columns} FROM old_rows"
    # Not a join of old and new: a plan made for one row would be kept for a hundred thousand.
    changed = {"insert": new, "delete": old, "update": f"({new} EXCEPT {old}) UNION ({old} EXCEPT {new})"}[event]
    op.execute(
        f"CREATE FUNCTION map_place_{table}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" PERFORM map_place_refresh(ARRAY(SELECT DISTINCT id FROM ({changed}) changed)); RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER map_place_{event} AFTER {event} ON {table} REFERENCING {REFERENCING[event]}"
        f" FOR EACH STATEMENT {WHEN.get(table, '')} EXECUTE FUNCTION map_place_{table}_{event}()"
    )
