"""zone.outline_source: who is named under a map for an outline

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; outlines that are there were credited to IGN and INSEE."""
    op.add_column("zone", sa.Column("outline_source", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE zone SET outline_source = 'IGN Admin Express, INSEE' WHERE outline IS NOT NULL")


def downgrade() -> None:
    """Drop it."""
    op.drop_column("zone", "outline_source")
