"""extensions and the functions of the basic search

Revision ID: 0001
Revises:
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create PostGIS, unaccent and the two immutable functions that generated columns need."""
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    op.execute(
        """
        CREATE FUNCTION escale_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
        $$ SELECT public.unaccent('public.unaccent'::regdictionary, replace(replace(lower($1), '’', ' '), '''', ' ')) $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION escale_config(text) RETURNS regconfig LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
        $$ SELECT CASE $1
             WHEN 'fr' THEN 'pg_catalog.french'::regconfig
             WHEN 'en' THEN 'pg_catalog.english'::regconfig
             WHEN 'de' THEN 'pg_catalog.german'::regconfig
             WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
             WHEN 'it' THEN 'pg_catalog.italian'::regconfig
             WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig
             ELSE 'pg_catalog.simple'::regconfig END $$
        """
    )


def downgrade() -> None:
    """Drop the functions; the extensions may serve others and stay."""
    op.execute("DROP FUNCTION escale_config(text)")
    op.execute("DROP FUNCTION escale_fold(text)")
