"""The facts of a tour and its line."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY, CheckConstraint, DateTime, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.db import Base

FACTS = ("distance_m", "climb_m", "descent_m", "duration_min", "difficulty", "is_loop")


class Tour(Base):
    """Facts of a tour in metres, metres of climb and minutes; line: LineStringZ in WGS84, heights in metres.

    computed: which of FACTS were computed from the line, because nobody had stated them. has_heights: False when the line's are all 0 for
    want of better. waypoints: places beside the line, as `services/tours/attach.py` writes them.
    line_changed_at: when the line was stored, by the clock of PostgreSQL.
    """

    __tablename__ = "tour"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True)
    distance_m: Mapped[float | None]
    climb_m: Mapped[float | None]
    descent_m: Mapped[float | None]
    duration_min: Mapped[int | None]
    difficulty: Mapped[str] = mapped_column(Text, server_default="")
    is_loop: Mapped[bool | None]
    line: Mapped[Any | None] = deferred(
        mapped_column(Geometry("LINESTRINGZ", dimension=3, srid=4326, spatial_index=False))
    )
    has_heights: Mapped[bool] = mapped_column(server_default="false")
    computed: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    waypoints: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")

    line_changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (
        CheckConstraint("distance_m >= 0 AND climb_m >= 0 AND descent_m >= 0 AND duration_min >= 0", name="positive"),
        Index("ix_tour_line", "line", postgresql_using="gist"),
    )
