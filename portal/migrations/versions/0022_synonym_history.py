"""search_synonym_change: who changed which synonyms when, so that nobody's rules are lost to somebody else's

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the history."""
    op.create_table(
        "search_synonym_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_search_synonym_change_account_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_synonym_change"),
    )
    op.create_index("ix_search_synonym_change_lang_id", "search_synonym_change", ["lang", "id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("search_synonym_change")
