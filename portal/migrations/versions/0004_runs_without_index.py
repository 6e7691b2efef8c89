"""drop what told search of import runs: the outbox does it

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the marks of the import runs."""
    op.drop_index("ix_resource_changed_run", table_name="resource")
    op.drop_column("resource", "changed_run_id")
    op.drop_column("import_run", "indexed_at")


def downgrade() -> None:
    """Bring the marks back, empty."""
    op.add_column("import_run", sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("resource", sa.Column("changed_run_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "fk_resource_changed_run_id", "resource", "import_run", ["changed_run_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_resource_changed_run", "resource", ["changed_run_id"])
