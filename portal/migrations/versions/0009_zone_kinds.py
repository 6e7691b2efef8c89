"""parks among the zones, findings that doubt, and zones that tell whether their name has changed

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_KINDS, KINDS = "'region', 'department', 'commune', 'custom'", "'region', 'department', 'commune', 'park', 'custom'"
OLD_EFFECTS, EFFECTS = "'skipped', 'dropped', 'mended'", "'skipped', 'dropped', 'mended', 'doubted'"
ZONE_UPDATE = """
CREATE OR REPLACE FUNCTION outbox_zone_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF pg_trigger_depth() < 2 THEN
    WITH noted AS (
      INSERT INTO outbox (entity, entity_id, operation, revision, details)
      SELECT 'zone', id, 'upsert', revision + 1, jsonb_build_object(kind, code) FROM new_rows
      ON CONFLICT (transaction_id, entity, entity_id) DO NOTHING
      RETURNING entity_id)
    UPDATE zone SET revision = revision + 1 FROM noted WHERE zone.id = noted.entity_id;
    {renaming}
  END IF;
  RETURN NULL;
END $$
"""
RENAMING = """
    -- Only a name stands in documents of the search: a new outline must not have every resource of a region indexed anew.
    UPDATE outbox SET details = details || jsonb_build_object('former_name', o.name)
      FROM old_rows o JOIN new_rows n USING (id)
     WHERE outbox.transaction_id = (pg_current_xact_id()::text)::bigint AND entity = 'zone' AND entity_id = o.id
       AND (o.name, o.names) IS DISTINCT FROM (n.name, n.names) AND NOT details ? 'former_name';
"""


def upgrade() -> None:
    """Allow the new kind and effect; note a zone's former name when it changes."""
    _allow("zone", "kind", KINDS)
    _allow("import_finding", "effect", EFFECTS)
    op.execute(ZONE_UPDATE.format(renaming=RENAMING))


def downgrade() -> None:
    """Turn parks into territories of one's own, and forget doubts."""
    op.execute(ZONE_UPDATE.format(renaming=""))
    op.execute("UPDATE zone SET kind = 'custom', code = 'park_' || code WHERE kind = 'park'")
    op.execute("DELETE FROM import_finding WHERE effect = 'doubted'")
    _allow("import_finding", "effect", OLD_EFFECTS)
    _allow("zone", "kind", OLD_KINDS)


def _allow(table: str, column: str, values: str) -> None:
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{column}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({values}))")
