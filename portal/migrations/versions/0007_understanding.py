"""search: popularity and visits, names of zones as they are typed, what was asked, short beginnings, synonyms

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = """
CREATE FUNCTION escale_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT trim(regexp_replace(escale_fold($1), '[^a-z0-9]+', ' ', 'g')) $$
"""


def upgrade() -> None:
    """Add the column, the index and the tables."""
    op.execute(WORDS)
    op.add_column("resource", sa.Column("popularity", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_check_constraint("ck_resource_popularity", "resource", "popularity BETWEEN 0 AND 100")
    op.execute("CREATE INDEX ix_zone_words ON zone (escale_words(name))")
    op.execute("CREATE INDEX ix_resource_commune ON resource (commune_code) WHERE status = 'published'")
    op.create_table(
        "resource_visit",
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name="fk_resource_visit_resource_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("resource_id", "day", name="pk_resource_visit"),
    )
    op.create_table(
        "search_query",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("searches", sa.Integer(), server_default="0", nullable=False),
        sa.Column("results", sa.Integer(), server_default="0", nullable=False),
        sa.Column("chosen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rank_sum", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("day", "lang", "words", "zone", name="pk_search_query"),
    )
    op.create_table(
        "search_beginning",
        sa.Column("beginning", sa.Text(), nullable=False),
        sa.Column("resource_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("zone_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("beginning", name="pk_search_beginning"),
    )
    op.create_table(
        "search_synonyms",
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("lang", name="pk_search_synonyms"),
    )


def downgrade() -> None:
    """Take all of it away."""
    for table in ("search_synonyms", "search_beginning", "search_query", "resource_visit"):
        op.drop_table(table)
    op.drop_index("ix_resource_commune", "resource")
    op.drop_index("ix_zone_words", "zone")
    op.drop_column("resource", "popularity")
    op.execute("DROP FUNCTION escale_words(text)")
