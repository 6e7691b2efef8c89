"""This file holds the facts of a tour and its line."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Tour(Base):
    """Facts of a tour in metres, metres of climb and minutes; line: LineStringZ in WGS84, heights in metres."""

    __tablename__ = "tour"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True)
    distance_m: Mapped[float | None]
    climb_m: Mapped[float | None]
    descent_m: Mapped[float | None]
    duration_min: Mapped[int | None]
    difficulty: Mapped[str] = mapped_column(Text, server_default="")
    is_loop: Mapped[bool | None]
    line: Mapped[Any | None] = mapped_column(Geometry("LINESTRINGZ", dimension=3, srid=4326, spatial_index=False))

    __table_args__ = (
        CheckConstraint("distance_m >= 0 AND climb_m >= 0 AND descent_m >= 0 AND duration_min >= 0", name="positive"),
        Index("ix_tour_line", "line", postgresql_using="gist"),
    )
