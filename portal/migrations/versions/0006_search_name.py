"""search_name: the folded names of resources, small enough for prefixes and misspellings when Elasticsearch is away

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = "escale_fold({row}name), to_tsvector(escale_config({row}lang), escale_fold({row}name))"
FILL = f"INSERT INTO search_name (resource_id, lang, name, words) SELECT resource_id, lang, {NAME.format(row='')} FROM {{rows}}"
TRIGGERS = {
    "insert": (
        "NEW TABLE AS new_rows",
        FILL.format(rows="new_rows")
        + " ON CONFLICT (resource_id, lang) DO UPDATE SET name = excluded.name, words = excluded.words;",
    ),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        f"UPDATE search_name s SET (name, words) = ({NAME.format(row='n.')}) FROM new_rows n JOIN old_rows o USING (resource_id, lang)"
        " WHERE s.resource_id = n.resource_id AND s.lang = n.lang AND n.name IS DISTINCT FROM o.name;",
    ),
    "delete": (
        "OLD TABLE AS old_rows",
        "DELETE FROM search_name s USING old_rows o WHERE s.resource_id = o.resource_id AND s.lang = o.lang;",
    ),
}


def upgrade() -> None:
    """Create the table, fill it, and let triggers keep it."""
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "search_name",
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name="fk_search_name_resource_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("resource_id", "lang", name="pk_search_name"),
    )
    op.execute(FILL.format(rows="resource_text"))
    op.execute("CREATE INDEX ix_search_name_trigrams ON search_name USING gin (name gin_trgm_ops)")
    op.create_index("ix_search_name_words", "search_name", ["words"], postgresql_using="gin")
    for event, (referencing, body) in TRIGGERS.items():
        op.execute(
            f"CREATE FUNCTION search_name_{event}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER search_name_{event} AFTER {event} ON resource_text REFERENCING {referencing}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION search_name_{event}()"
        )


def downgrade() -> None:
    """Drop the table and what keeps it; the extension may serve others and stays."""
    for event in TRIGGERS:
        op.execute(f"DROP TRIGGER search_name_{event} ON resource_text")
        op.execute(f"DROP FUNCTION search_name_{event}()")
    op.drop_table("search_name")
