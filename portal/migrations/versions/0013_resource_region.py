"""an index of the resources of a region: its page read half a million rows for them

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the index."""
    op.create_index("ix_resource_region", "resource", ["region_code"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_resource_region", table_name="resource")
