"""indexes that hold what the facets of the basic search count, and nothing else

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LISTED = (
    "category",
    "region_code",
    "department_code",
    "commune_code",
    "is_free",
    "is_accessible",
    "price_from",
    "kind",
    "id",
)


def upgrade() -> None:
    """Build both indexes; they are read without a look at their tables."""
    op.create_index("ix_resource_listed", "resource", [*LISTED], postgresql_where=sa.text("status = 'published'"))
    op.create_index(
        "ix_resource_concept_facets",
        "resource_concept",
        ["resource_id", "property", "key"],
        postgresql_where=sa.text("property IN ('feature', 'label')"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_resource_concept_facets", table_name="resource_concept")
    op.drop_index("ix_resource_listed", table_name="resource")
