"""what a line brings with it: waypoints, whether it has heights, and which facts were computed from it

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("tour", sa.Column("has_heights", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("tour", sa.Column("computed", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("tour", sa.Column("waypoints", postgresql.JSONB(), server_default="[]", nullable=False))
    op.execute("UPDATE tour SET has_heights = true WHERE ST_ZMin(line) <> 0 OR ST_ZMax(line) <> 0")


def downgrade() -> None:
    """Take them away, and with them the facts that were computed."""
    op.execute(
        "UPDATE tour SET "
        + ", ".join(
            f"{name} = CASE WHEN '{name}' = ANY (computed) THEN {nothing} ELSE {name} END"
            for name, nothing in (
                ("distance_m", "NULL"),
                ("climb_m", "NULL"),
                ("descent_m", "NULL"),
                ("duration_min", "NULL"),
                ("difficulty", "''"),
                ("is_loop", "NULL"),
            )
        )
        + " WHERE computed <> '{}'"
    )
    for name in ("waypoints", "computed", "has_heights"):
        op.drop_column("tour", name)
