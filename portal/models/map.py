"""What the map is drawn from: places in the order of tiles, clusters per zoom, and the generation of its tiles."""

from datetime import date

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Computed, Double, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class MapPlace(Base):
    """What a close map draws of a resource that is published, has a point, a text and, being an event, a date; triggers alone write it.

    x, y: in 2^30ths of the world from the north-west corner of Web Mercator. tile: of zoom 9, x * 512 + y. last_day: of an event.
    name: in French where there is one. The view `map_place_shown` says what ought to be here.
    """

    __tablename__ = "map_place"

    resource_id: Mapped[int] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    x: Mapped[int]
    y: Mapped[int]
    tile: Mapped[int | None] = mapped_column(Computed("(x >> 21) * 512 + (y >> 21)", persisted=True))
    quality: Mapped[int] = mapped_column(SmallInteger)
    last_day: Mapped[date | None]
    category: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index(
            "ix_map_place_tile",
            "tile",
            text("quality DESC"),
            "resource_id",
            postgresql_include=["x", "y", "last_day", "category", "name"],
        ),
    )


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
