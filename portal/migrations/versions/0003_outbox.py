"""outbox: tables, and the triggers that note every change of a resource or a zone

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHILDREN = (
    "resource_text",
    "contact",
    "opening_period",
    "price",
    "media",
    "event_date",
    "tour",
    "resource_concept",
)
SINKS = ("cache", "search", "live")
EVENTS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}

NOTE = """
CREATE FUNCTION outbox_note_resources(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
-- One row per resource and transaction; the first one also raises the revision. A resource that is gone is not noted here.
BEGIN
  WITH noted AS (
    INSERT INTO outbox (entity, entity_id, operation, revision, details)
    SELECT 'resource', r.id, 'upsert', r.revision + 1,
           jsonb_build_object('category', r.category, 'department', r.department_code, 'commune', r.commune_code)
      FROM resource r WHERE r.id = ANY (ids) ORDER BY r.id
    ON CONFLICT (transaction_id, entity, entity_id) DO NOTHING
    RETURNING entity_id)
  UPDATE resource SET revision = revision + 1 FROM noted WHERE resource.id = noted.entity_id;
END $$
"""
CHILD = """
CREATE FUNCTION outbox_child_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM outbox_note_resources(ARRAY({ids}));
  RETURN NULL;
END $$
"""
CHILD_IDS = {
    "insert": "SELECT DISTINCT resource_id FROM new_rows",
    "update": "SELECT resource_id FROM new_rows UNION SELECT resource_id FROM old_rows",
    "delete": "SELECT DISTINCT resource_id FROM old_rows",
}
RESOURCE = {
    "insert": """
  INSERT INTO outbox (entity, entity_id, operation, revision, details)
  SELECT 'resource', id, 'upsert', revision,
         jsonb_build_object('category', category, 'department', department_code, 'commune', commune_code)
    FROM new_rows
  ON CONFLICT (transaction_id, entity, entity_id) DO NOTHING;""",
    "update": """
  -- The raise of the revision is an update too: nothing but it has changed then.
  IF pg_trigger_depth() < 2 THEN
    PERFORM outbox_note_resources(ARRAY(SELECT id FROM new_rows));
    -- What it belonged to before must hear of it as well.
    UPDATE outbox SET details = details || jsonb_build_object('former_category', o.category,
           'former_department', o.department_code, 'former_commune', o.commune_code)
      FROM old_rows o JOIN new_rows n USING (id)
     WHERE outbox.transaction_id = (pg_current_xact_id()::text)::bigint AND entity = 'resource' AND entity_id = o.id
       AND (o.category, o.department_code, o.commune_code) IS DISTINCT FROM (n.category, n.department_code, n.commune_code)
       AND NOT details ? 'former_category';
  END IF;""",
    "delete": """
  INSERT INTO outbox (entity, entity_id, operation, revision, details)
  SELECT 'resource', id, 'delete', revision + 1,
         jsonb_build_object('category', category, 'department', department_code, 'commune', commune_code)
    FROM old_rows
  ON CONFLICT (transaction_id, entity, entity_id) DO UPDATE SET operation = 'delete', revision = excluded.revision;""",
}
ZONE = {
    "insert": """
  INSERT INTO outbox (entity, entity_id, operation, revision, details)
  SELECT 'zone', id, 'upsert', revision, jsonb_build_object(kind, code) FROM new_rows
  ON CONFLICT (transaction_id, entity, entity_id) DO NOTHING;""",
    "update": """
  IF pg_trigger_depth() < 2 THEN
    WITH noted AS (
      INSERT INTO outbox (entity, entity_id, operation, revision, details)
      SELECT 'zone', id, 'upsert', revision + 1, jsonb_build_object(kind, code) FROM new_rows
      ON CONFLICT (transaction_id, entity, entity_id) DO NOTHING
      RETURNING entity_id)
    UPDATE zone SET revision = revision + 1 FROM noted WHERE zone.id = noted.entity_id;
  END IF;""",
    "delete": """
  INSERT INTO outbox (entity, entity_id, operation, revision, details)
  SELECT 'zone', id, 'delete', revision + 1, jsonb_build_object(kind, code) FROM old_rows
  ON CONFLICT (transaction_id, entity, entity_id) DO UPDATE SET operation = 'delete', revision = excluded.revision;""",
}


def upgrade() -> None:
    """Create the outbox and set its triggers on every table that makes up a resource or a zone."""
    _create_tables()
    op.add_column("zone", sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False))
    op.execute(NOTE)
    for event, referencing in EVENTS.items():
        op.execute(CHILD.format(event=event, ids=CHILD_IDS[event]))
        for table in CHILDREN:
            _set_trigger(table, event, referencing, f"outbox_child_{event}")
        for table, body in (("resource", RESOURCE[event]), ("zone", ZONE[event])):
            op.execute(
                f"CREATE FUNCTION outbox_{table}_{event}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {body} RETURN NULL; END $$"
            )
            _set_trigger(table, event, referencing, f"outbox_{table}_{event}")


def downgrade() -> None:
    """Take the triggers and the outbox away."""
    for event in EVENTS:
        for table in (*CHILDREN, "resource", "zone"):
            op.execute(f"DROP TRIGGER outbox_{event} ON {table}")
        for name in (f"outbox_child_{event}", f"outbox_resource_{event}", f"outbox_zone_{event}"):
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION outbox_note_resources(bigint[])")
    op.drop_column("zone", "revision")
    for table in ("outbox_sink", "outbox_failure", "outbox"):
        op.drop_table(table)


def _set_trigger(table: str, event: str, referencing: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER outbox_{event} AFTER {event} ON {table} {referencing}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


def _create_tables() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column(
            "transaction_id",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
        sa.Column("created_at", moment, server_default=sa.text("clock_timestamp()"), nullable=False),
        *(sa.Column(f"{sink}_at", moment, nullable=True) for sink in SINKS),
        sa.CheckConstraint("entity IN ('resource', 'zone')", name="ck_outbox_entity"),
        sa.CheckConstraint("operation IN ('upsert', 'delete')", name="ck_outbox_operation"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("uq_outbox_transaction_entity", "outbox", ["transaction_id", "entity", "entity_id"], unique=True)
    for sink in SINKS:
        op.create_index(f"ix_outbox_{sink}", "outbox", ["id"], postgresql_where=sa.text(f"{sink}_at IS NULL"))
    known = sa.CheckConstraint("sink IN ('cache', 'search', 'live')", name="ck_outbox_failure_sink")
    op.create_table(
        "outbox_failure",
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="1", nullable=False),
        sa.Column("next_try_at", moment, nullable=False),
        sa.Column("set_aside_at", moment, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        known,
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_outbox_failure_outbox_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("outbox_id", "sink", name="pk_outbox_failure"),
    )
    op.create_table(
        "outbox_sink",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", moment, nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("sink IN ('cache', 'search', 'live')", name="ck_outbox_sink_sink"),
        sa.PrimaryKeyConstraint("sink", name="pk_outbox_sink"),
    )
