"""indexes of words by language: the basic search read a word's rows of all languages for those of one

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LANGUAGES = ("fr", "en", "de", "es", "it", "nl")
INDEXES = {"ix_resource_text_search": ("resource_text", "search"), "ix_search_name_words": ("search_name", "words")}


def upgrade() -> None:
    """Give each language its own index of texts and of names."""
    for name, (table, column) in INDEXES.items():
        for lang in LANGUAGES:
            where = sa.text(f"lang = '{lang}'")
            op.create_index(f"{name}_{lang}", table, [column], postgresql_using="gin", postgresql_where=where)
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    """Put one index for all of them back."""
    for name, (table, column) in INDEXES.items():
        op.create_index(name, table, [column], postgresql_using="gin")
        for lang in LANGUAGES:
            op.drop_index(f"{name}_{lang}", table_name=table)
