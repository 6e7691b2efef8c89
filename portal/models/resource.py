"""The resource: one place, event, tour or product, and its texts per language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    SmallInteger,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.config import LANGUAGES
from portal.db import Base

STATUSES = ("draft", "in_review", "published", "archived")
KINDS = ("place", "event", "tour", "product")

SEARCH_VECTOR = (
    "setweight(to_tsvector(escale_config(lang), escale_fold(name)), 'A') || "
    "setweight(to_tsvector(escale_config(lang), escale_fold(keywords)), 'B') || "
    "setweight(to_tsvector(escale_config(lang), escale_fold(short)), 'C')"
)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Build the SQL of a CHECK that `column` is one of `values`."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Resource(Base):
    """One thing a visitor can find; (source, source_id) is its identity over all deliveries.

    point: WGS84. price_from: lowest price that is
    not nothing. quality, popularity: 0 to 100. revision: rises with every change.
    content_hash: of the delivered bytes, so that an unchanged record costs nothing.
    """

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str] = mapped_column(Text)
    uri: Mapped[str] = mapped_column(Text, server_default="")
    producer_identifier: Mapped[str] = mapped_column(Text, server_default="")
    kind: Mapped[str] = mapped_column(Text)
    classes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    main_class: Mapped[str] = mapped_column(Text, server_default="")
    category: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="draft")
    point: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    elevation_m: Mapped[float | None]
    address_lines: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    postal_code: Mapped[str] = mapped_column(Text, server_default="")
    locality: Mapped[str] = mapped_column(Text, server_default="")
    commune_code: Mapped[str] = mapped_column(Text, server_default="")
    former_commune_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    department_code: Mapped[str] = mapped_column(Text, server_default="")
    region_code: Mapped[str] = mapped_column(Text, server_default="")
    producer: Mapped[str] = mapped_column(Text, server_default="")
    publisher: Mapped[str] = mapped_column(Text, server_default="")
    last_update: Mapped[date | None]
    platform_updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_on: Mapped[date | None]
    same_as: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    is_accessible: Mapped[bool | None]
    is_free: Mapped[bool | None]
    pets_allowed: Mapped[bool | None]
    internet_access: Mapped[bool | None]
    takes_away: Mapped[bool | None]
    capacity: Mapped[int | None]
    price_note: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    special_measures: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    price_from: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    quality: Mapped[int] = mapped_column(server_default="0")
    popularity: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    revision: Mapped[int] = mapped_column(BigInteger, server_default="1")
    content_hash: Mapped[str] = mapped_column(Text, server_default="")
    missing_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    texts: Mapped[list["ResourceText"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint("quality BETWEEN 0 AND 100", name="quality"),
        CheckConstraint("popularity BETWEEN 0 AND 100", name="popularity"),
        CheckConstraint("revision > 0", name="revision"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("ST_X(point) BETWEEN -180 AND 180 AND ST_Y(point) BETWEEN -90 AND 90", name="point_in_wgs84"),
        Index("uq_resource_source_source_id", "source", "source_id", unique=True),
        Index("ix_resource_point", "point", postgresql_using="gist"),
        Index("ix_resource_point_geography", func.geography(point), postgresql_using="gist"),
        Index("ix_resource_status_category", "status", "category"),
        Index("ix_resource_region", "region_code"),
        Index("ix_resource_department_commune", "department_code", "commune_code"),
        Index("ix_resource_commune", "commune_code", postgresql_where=text("status = 'published'")),
        Index("ix_resource_classes", "classes", postgresql_using="gin"),
        Index(
            "ix_resource_rank",
            text("round((2 * popularity + quality) / 3.0::float8) DESC"),
            "id",
            postgresql_where=text("status = 'published'"),
        ),
        Index(
            "ix_resource_listed",
            *(
                "category",
                "region_code",
                "department_code",
                "commune_code",
                "is_free",
                "is_accessible",
                "price_from",
                "kind",
                "id",
            ),
            postgresql_where=text("status = 'published'"),
        ),
        Index("ix_resource_updated", "status", "last_update"),
        Index("ix_resource_content_hash", "content_hash", postgresql_using="hash"),
    )


class ResourceText(Base):
    """The texts of a resource in one language; `search` serves the basic search when Elasticsearch is away.

    long: sanitised HTML paragraphs. keywords: names of commune, category and concepts in this language, searched and not shown.
    """

    __tablename__ = "resource_text"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True)
    lang: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    short: Mapped[str] = mapped_column(Text, server_default="")
    long: Mapped[str] = mapped_column(Text, server_default="")
    hours: Mapped[str] = mapped_column(Text, server_default="")
    is_machine_translated: Mapped[bool] = mapped_column(server_default="false")
    keywords: Mapped[str] = mapped_column(Text, server_default="")
    search: Mapped[Any] = mapped_column(TSVECTOR, Computed(SEARCH_VECTOR, persisted=True), deferred=True)

    __table_args__ = (
        CheckConstraint("lang ~ '^[a-z]{2}$'", name="lang"),
        CheckConstraint("name <> ''", name="name"),
        *(
            Index(
                f"ix_resource_text_search_{lang}",
                "search",
                postgresql_using="gin",
                postgresql_where=text(f"lang = '{lang}'"),
            )
            for lang in LANGUAGES
        ),
    )
