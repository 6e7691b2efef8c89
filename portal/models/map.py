"""This file holds what the map is drawn from: clusters per zoom, and the generation of its tiles."""

from datetime import date

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Double, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class MapCluster(Base):
    """What stands in one cell at one zoom; eight cells to the edge of a tile.

    x, y: the middle of what stands there, in worlds from the north-west corner of Web Mercator (0 to 1). resource_id, category, name: of
    one that stands alone.
    """

    __tablename__ = "map_cluster"

    zoom: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cell_x: Mapped[int] = mapped_column(primary_key=True)
    cell_y: Mapped[int] = mapped_column(primary_key=True)
    resources: Mapped[int]
    x: Mapped[float] = mapped_column(Double)
    y: Mapped[float] = mapped_column(Double)
    resource_id: Mapped[int | None] = mapped_column(BigInteger)
    category: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)


class MapState(Base):
    """The one row that says which generation of tiles this is.

    day: whose events count. snapshot: which transactions the clusters have seen. bounds: (west, south, east, north) of all there is;
    home: of most of it, what a map shows first. Both empty while there is nothing.
    """

    __tablename__ = "map_state"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, server_default="1")
    generation: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date | None]
    snapshot: Mapped[str] = mapped_column(Text, server_default="")
    bounds: Mapped[list[float]] = mapped_column(ARRAY(Double), server_default="{}")
    home: Mapped[list[float]] = mapped_column(ARRAY(Double), server_default="{}")

    __table_args__ = (CheckConstraint("id = 1", name="id"),)
