"""an index of resources by rank: the basic search read and sorted all of them for the first page of everything

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the index."""
    op.create_index(
        "ix_resource_rank",
        "resource",
        [sa.text("round((2 * popularity + quality) / 3.0::float8) DESC"), "id"],
        postgresql_where=sa.text("status = 'published'"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_resource_rank", table_name="resource")
