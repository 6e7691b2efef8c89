"""This file holds zones: regions, départements, communes, parks and territories of one's own."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.resource import one_of

ZONE_KINDS = ("region", "department", "commune", "park", "custom")


class Zone(Base):
    """One zone by kind and code (INSEE for the official ones); outline in WGS84 once it is imported; revision rises with every change."""

    __tablename__ = "zone"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    names: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id", ondelete="SET NULL"), index=True)
    revision: Mapped[int] = mapped_column(BigInteger, server_default="1")
    outline: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    outline_source: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (
        CheckConstraint(one_of("kind", ZONE_KINDS), name="kind"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("ST_IsValid(outline)", name="valid_outline"),
        Index("uq_zone_kind_code", "kind", "code", unique=True),
        Index("ix_zone_outline", "outline", postgresql_using="gist"),
    )
