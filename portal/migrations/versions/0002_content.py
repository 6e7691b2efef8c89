"""resources, their facts, zones, import runs and accounts

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="visitor", nullable=False),
        sa.Column("lang", sa.Text(), server_default="fr", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('visitor', 'editor', 'operator')", name=op.f("ck_account_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index("uq_account_email", "account", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "concept",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_concept")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("importer", sa.Text(), nullable=False),
        sa.Column("paths", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="running", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'finished', 'interrupted', 'failed')", name=op.f("ck_import_run_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_geospatial_table(
        "zone",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "outline",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.CheckConstraint("kind IN ('region', 'department', 'commune', 'custom')", name=op.f("ck_zone_kind")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_zone_name")),
        sa.CheckConstraint("ST_IsValid(outline)", name=op.f("ck_zone_valid_outline")),
        sa.ForeignKeyConstraint(["parent_id"], ["zone.id"], name=op.f("fk_zone_parent_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
    )
    op.create_geospatial_index(
        "ix_zone_outline", "zone", ["outline"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_zone_parent_id"), "zone", ["parent_id"], unique=False)
    op.create_index("uq_zone_kind_code", "zone", ["kind", "code"], unique=True)
    op.create_table(
        "import_finding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("field", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("effect IN ('skipped', 'dropped', 'mended')", name=op.f("ck_import_finding_effect")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_finding_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_finding")),
    )
    op.create_index("ix_import_finding_run_id_code", "import_finding", ["run_id", "code"], unique=False)
    op.create_geospatial_table(
        "resource",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), server_default="", nullable=False),
        sa.Column("producer_identifier", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("classes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("main_class", sa.Text(), server_default="", nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("elevation_m", sa.Double(), nullable=True),
        sa.Column("address_lines", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("postal_code", sa.Text(), server_default="", nullable=False),
        sa.Column("locality", sa.Text(), server_default="", nullable=False),
        sa.Column("commune_code", sa.Text(), server_default="", nullable=False),
        sa.Column("former_commune_codes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("department_code", sa.Text(), server_default="", nullable=False),
        sa.Column("region_code", sa.Text(), server_default="", nullable=False),
        sa.Column("producer", sa.Text(), server_default="", nullable=False),
        sa.Column("publisher", sa.Text(), server_default="", nullable=False),
        sa.Column("last_update", sa.Date(), nullable=True),
        sa.Column("platform_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("same_as", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("languages", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("is_accessible", sa.Boolean(), nullable=True),
        sa.Column("is_free", sa.Boolean(), nullable=True),
        sa.Column("pets_allowed", sa.Boolean(), nullable=True),
        sa.Column("internet_access", sa.Boolean(), nullable=True),
        sa.Column("takes_away", sa.Boolean(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("price_note", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("special_measures", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("price_from", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("quality", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("content_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_run_id", sa.BigInteger(), nullable=True),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('place', 'event', 'tour', 'product')", name=op.f("ck_resource_kind")),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'published', 'archived')", name=op.f("ck_resource_status")
        ),
        sa.CheckConstraint(
            "ST_X(point) BETWEEN -180 AND 180 AND ST_Y(point) BETWEEN -90 AND 90",
            name=op.f("ck_resource_point_in_wgs84"),
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_resource_capacity")),
        sa.CheckConstraint("quality BETWEEN 0 AND 100", name=op.f("ck_resource_quality")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_resource_revision")),
        sa.ForeignKeyConstraint(
            ["changed_run_id"], ["import_run.id"], name=op.f("fk_resource_changed_run_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index("ix_resource_changed_run", "resource", ["changed_run_id"], unique=False)
    op.create_index("ix_resource_content_hash", "resource", ["content_hash"], unique=False, postgresql_using="hash")
    op.create_index("ix_resource_department_commune", "resource", ["department_code", "commune_code"], unique=False)
    op.create_geospatial_index(
        "ix_resource_point", "resource", ["point"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(
        "ix_resource_point_geography",
        "resource",
        [sa.literal_column("geography(point)")],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("ix_resource_status_category", "resource", ["status", "category"], unique=False)
    op.create_index("ix_resource_updated", "resource", ["status", "last_update"], unique=False)
    op.create_index("uq_resource_source_source_id", "resource", ["source", "source_id"], unique=True)
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), server_default="", nullable=False),
        sa.Column("telephones", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("emails", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("websites", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("faxes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_contact_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_resource_id"), "contact", ["resource_id"], unique=False)
    op.create_table(
        "event_date",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("note", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_event_date_ordered")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_event_date_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_date")),
    )
    op.create_index("ix_event_date_days", "event_date", ["ends_on", "starts_on"], unique=False)
    op.create_index(op.f("ix_event_date_resource_id"), "event_date", ["resource_id"], unique=False)
    op.create_table(
        "media",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), server_default="", nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("alt", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("credits", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("licence", sa.Text(), server_default="", nullable=False),
        sa.Column("rights_from", sa.Date(), nullable=True),
        sa.Column("rights_through", sa.Date(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("is_main", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("url ~ '^https?://'", name=op.f("ck_media_url")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_media_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
    )
    op.create_index(op.f("ix_media_resource_id"), "media", ["resource_id"], unique=False)
    op.create_table(
        "opening_period",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("note", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("NOT is_closed OR opens IS NULL", name=op.f("ck_opening_period_closed_has_no_hours")),
        sa.CheckConstraint("closes IS NULL OR opens IS NOT NULL", name=op.f("ck_opening_period_closes_needs_opens")),
        sa.CheckConstraint("valid_through >= valid_from", name=op.f("ck_opening_period_valid_range")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_opening_period_weekday")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_opening_period_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_period")),
    )
    op.create_index(op.f("ix_opening_period_resource_id"), "opening_period", ["resource_id"], unique=False)
    op.create_table(
        "price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("min_amount", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("max_amount", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), server_default="EUR", nullable=False),
        sa.Column("name", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("note", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("policies", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("modes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("offers", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("seasons", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("audiences", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_through", sa.Date(), nullable=True),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_price_currency")),
        sa.CheckConstraint("max_amount >= min_amount", name=op.f("ck_price_ordered")),
        sa.CheckConstraint("min_amount >= 0 AND max_amount >= 0", name=op.f("ck_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_price_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
    )
    op.create_index(op.f("ix_price_resource_id"), "price", ["resource_id"], unique=False)
    op.create_table(
        "resource_concept",
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.ForeignKeyConstraint(["key"], ["concept.key"], name=op.f("fk_resource_concept_key")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_resource_concept_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("resource_id", "property", "key", name=op.f("pk_resource_concept")),
    )
    op.create_index("ix_resource_concept_key", "resource_concept", ["key"], unique=False)
    op.create_table(
        "resource_text",
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), server_default="", nullable=False),
        sa.Column("long", sa.Text(), server_default="", nullable=False),
        sa.Column("hours", sa.Text(), server_default="", nullable=False),
        sa.Column("is_machine_translated", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("keywords", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector(escale_config(lang), escale_fold(name)), 'A') || setweight(to_tsvector(escale_config(lang), escale_fold(keywords)), 'B') || setweight(to_tsvector(escale_config(lang), escale_fold(short)), 'C')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("lang ~ '^[a-z]{2}$'", name=op.f("ck_resource_text_lang")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_resource_text_name")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_resource_text_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("resource_id", "lang", name=op.f("pk_resource_text")),
    )
    op.create_index("ix_resource_text_search", "resource_text", ["search"], unique=False, postgresql_using="gin")
    op.create_geospatial_table(
        "tour",
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("climb_m", sa.Double(), nullable=True),
        sa.Column("descent_m", sa.Double(), nullable=True),
        sa.Column("duration_min", sa.Integer(), nullable=True),
        sa.Column("difficulty", sa.Text(), server_default="", nullable=False),
        sa.Column("is_loop", sa.Boolean(), nullable=True),
        sa.Column(
            "line",
            Geometry(
                geometry_type="LINESTRINGZ",
                srid=4326,
                dimension=3,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "distance_m >= 0 AND climb_m >= 0 AND descent_m >= 0 AND duration_min >= 0", name=op.f("ck_tour_positive")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_tour_resource_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_tour")),
    )
    op.create_geospatial_index(
        "ix_tour_line", "tour", ["line"], unique=False, postgresql_using="gist", postgresql_ops={}
    )


def downgrade() -> None:
    op.drop_geospatial_index("ix_tour_line", table_name="tour", postgresql_using="gist", column_name="line")
    op.drop_geospatial_table("tour")
    op.drop_index("ix_resource_text_search", table_name="resource_text", postgresql_using="gin")
    op.drop_table("resource_text")
    op.drop_index("ix_resource_concept_key", table_name="resource_concept")
    op.drop_table("resource_concept")
    op.drop_index(op.f("ix_price_resource_id"), table_name="price")
    op.drop_table("price")
    op.drop_index(op.f("ix_opening_period_resource_id"), table_name="opening_period")
    op.drop_table("opening_period")
    op.drop_index(op.f("ix_media_resource_id"), table_name="media")
    op.drop_table("media")
    op.drop_index(op.f("ix_event_date_resource_id"), table_name="event_date")
    op.drop_index("ix_event_date_days", table_name="event_date")
    op.drop_table("event_date")
    op.drop_index(op.f("ix_contact_resource_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index("uq_resource_source_source_id", table_name="resource")
    op.drop_index("ix_resource_updated", table_name="resource")
    op.drop_index("ix_resource_status_category", table_name="resource")
    op.drop_geospatial_index(
        "ix_resource_point_geography", table_name="resource", postgresql_using="gist", column_name="point"
    )
    op.drop_geospatial_index("ix_resource_point", table_name="resource", postgresql_using="gist", column_name="point")
    op.drop_index("ix_resource_department_commune", table_name="resource")
    op.drop_index("ix_resource_content_hash", table_name="resource", postgresql_using="hash")
    op.drop_index("ix_resource_changed_run", table_name="resource")
    op.drop_geospatial_table("resource")
    op.drop_index("ix_import_finding_run_id_code", table_name="import_finding")
    op.drop_table("import_finding")
    op.drop_index("uq_zone_kind_code", table_name="zone")
    op.drop_index(op.f("ix_zone_parent_id"), table_name="zone")
    op.drop_geospatial_index("ix_zone_outline", table_name="zone", postgresql_using="gist", column_name="outline")
    op.drop_geospatial_table("zone")
    op.drop_table("import_run")
    op.drop_table("concept")
    op.drop_index("uq_account_email", table_name="account")
    op.drop_table("account")
