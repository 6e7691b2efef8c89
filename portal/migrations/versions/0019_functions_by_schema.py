"""functions name the schema they look in: a dump is restored with an empty search_path

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WORDS = """
CREATE OR REPLACE FUNCTION escale_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT trim(regexp_replace({fold}($1), '[^a-z0-9]+', ' ', 'g')) $$
"""
"""In its body, not by SET: a function with settings of its own is called for each row instead of being part of the statement."""
TRIGGERS = """
DO $$
DECLARE named regprocedure;
BEGIN
  FOR named IN SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
                WHERE p.pronamespace = 'public'::regnamespace AND l.lanname = 'plpgsql'
                  AND p.proname ~ '^(outbox|search_name|map_place|zone|map)_' LOOP
    EXECUTE format('ALTER FUNCTION %s {setting}', named);
  END LOOP;
END $$
"""
GUARDED = (
    "resource",
    "resource_text",
    "resource_concept",
    "contact",
    "opening_period",
    "price",
    "media",
    "event_date",
    "tour",
    "zone",
)


def upgrade() -> None:
    """Name the schema, and refuse TRUNCATE where triggers note changes row by row."""
    op.execute(WORDS.format(fold="public.escale_fold"))
    op.execute(TRIGGERS.format(setting="SET search_path = public, pg_temp"))
    op.execute(
        """
        CREATE FUNCTION outbox_refuse_truncate() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$ BEGIN
          RAISE EXCEPTION 'TRUNCATE % would be told to nobody: cache and index would keep what is gone', TG_TABLE_NAME
            USING HINT = 'Use DELETE, or drop the database and run flask migrate.';
        END $$
        """
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION outbox_refuse_truncate()"
        )


def downgrade() -> None:
    """Let everything be found by the search_path again."""
    for table in GUARDED:
        op.execute(f"DROP TRIGGER refuse_truncate ON {table}")
    op.execute("DROP FUNCTION outbox_refuse_truncate()")
    op.execute(TRIGGERS.format(setting="RESET search_path"))
    op.execute(WORDS.format(fold="escale_fold"))
