"""tour.line_changed_at: when its line was stored, for a form that was opened before

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lines that are there count as stored now."""
    moment = sa.DateTime(timezone=True)
    op.add_column("tour", sa.Column("line_changed_at", moment, server_default=sa.text("now()"), nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("tour", "line_changed_at")
