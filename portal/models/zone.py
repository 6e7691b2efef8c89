"""Zones: regions, départements, communes, parks and territories of one's own."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Identity, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, MappedColumn, deferred, mapped_column

from portal.db import Base
from portal.models.resource import one_of

PROJECTED = "ST_Transform(ST_ClipByBox2D(outline, ST_MakeEnvelope(-180, -85.05, 180, 85.05, 4326)), 3857)"
"""Web Mercator ends before the poles."""
ZONE_KINDS = ("region", "department", "commune", "park", "custom")


def _computed(kind: str, value: str) -> MappedColumn[Any]:
    return mapped_column(Geometry(kind, srid=3857, spatial_index=False), Computed(value, persisted=True), deferred=True)


class Zone(Base):
    """One zone by kind and code (INSEE for the official ones); outline in WGS84 once it is imported; revision rises with every change.

    outline: up to megabytes, so it is read by name where it is needed and never comes along.
    drawn, middle: what the map draws of it, in Web Mercator; drawn_far: up to zoom 8, drawn_world: up to zoom 5, where 150 and
    1 200 metres are half a pixel.
    """

    __tablename__ = "zone"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    names: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id", ondelete="SET NULL"), index=True)
    revision: Mapped[int] = mapped_column(BigInteger, server_default="1")
    outline: Mapped[Any | None] = deferred(
        mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)), raiseload=True
    )
    outline_source: Mapped[str] = mapped_column(Text, server_default="")
    drawn: Mapped[Any | None] = _computed("GEOMETRY", PROJECTED)
    drawn_far: Mapped[Any | None] = _computed("GEOMETRY", f"ST_Simplify({PROJECTED}, 150, true)")
    drawn_world: Mapped[Any | None] = _computed("GEOMETRY", f"ST_Simplify({PROJECTED}, 1200, true)")
    middle: Mapped[Any | None] = _computed("POINT", f"ST_Centroid({PROJECTED})")

    __table_args__ = (
        CheckConstraint(one_of("kind", ZONE_KINDS), name="kind"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("ST_IsValid(outline)", name="valid_outline"),
        Index("uq_zone_kind_code", "kind", "code", unique=True),
        Index("ix_zone_outline", "outline", postgresql_using="gist"),
        Index("ix_zone_drawn", "drawn", postgresql_using="gist"),
        Index("ix_zone_drawn_far", "drawn_far", postgresql_using="gist"),
        Index("ix_zone_middle", "middle", postgresql_using="gist"),
    )
