"""an index of classes, by which the simple search finds what something is among other things

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_resource_classes", "resource", ["classes"], postgresql_using="gin")


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_resource_classes", "resource")
