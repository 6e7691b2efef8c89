"""map: what stands together at each zoom, and the generation that tiles are kept under

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the one row of the state: of no day yet, so that the next job fills them."""
    op.create_table(
        "map_cluster",
        sa.Column("zoom", sa.SmallInteger(), nullable=False),
        sa.Column("cell_x", sa.Integer(), nullable=False),
        sa.Column("cell_y", sa.Integer(), nullable=False),
        sa.Column("resources", sa.Integer(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("zoom", "cell_x", "cell_y", name="pk_map_cluster"),
    )
    op.create_table(
        "map_state",
        sa.Column("id", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("snapshot", sa.Text(), server_default="", nullable=False),
        sa.Column("bounds", postgresql.ARRAY(sa.Double()), server_default="{}", nullable=False),
        sa.Column("home", postgresql.ARRAY(sa.Double()), server_default="{}", nullable=False),
        sa.CheckConstraint("id = 1", name="ck_map_state_id"),
        sa.PrimaryKeyConstraint("id", name="pk_map_state"),
    )
    op.execute("INSERT INTO map_state (generation) VALUES (extract(epoch FROM now())::bigint)")


def downgrade() -> None:
    """Drop them; they are worked out of the resources."""
    op.drop_table("map_state")
    op.drop_table("map_cluster")
