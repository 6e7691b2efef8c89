"""The outbox: what changed and who has not heard of it yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.resource import one_of

ENTITIES = ("resource", "zone")
OPERATIONS = ("upsert", "delete")
SINKS = ("cache", "search", "live")


class Outbox(Base):
    """One changed entity of one transaction, written by triggers in that transaction.

    details: what a sink must know of an entity that may be gone (category, zones). cache_at, search_at, live_at: when the sink had it.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    entity: Mapped[str] = mapped_column(Text)
    entity_id: Mapped[int] = mapped_column(BigInteger)
    operation: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(BigInteger)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    transaction_id: Mapped[int] = mapped_column(BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    cache_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    search_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    live_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint(one_of("entity", ENTITIES), name="entity"),
        CheckConstraint(one_of("operation", OPERATIONS), name="operation"),
        Index("uq_outbox_transaction_entity", "transaction_id", "entity", "entity_id", unique=True),
        *(Index(f"ix_outbox_{sink}", "id", postgresql_where=text(f"{sink}_at IS NULL")) for sink in SINKS),
    )


class OutboxFailure(Base):
    """An entry that one sink refused; set_aside_at: when it was given up until somebody replays it."""

    __tablename__ = "outbox_failure"

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    sink: Mapped[str] = mapped_column(Text, primary_key=True)
    tries: Mapped[int] = mapped_column(server_default="1")
    next_try_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    set_aside_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str] = mapped_column(Text)

    __table_args__ = (CheckConstraint(one_of("sink", SINKS), name="sink"),)


class OutboxSink(Base):
    """A sink that is down: how often it was tried in vain, and when it is tried again."""

    __tablename__ = "outbox_sink"

    sink: Mapped[str] = mapped_column(Text, primary_key=True)
    tries: Mapped[int] = mapped_column(server_default="0")
    next_try_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (CheckConstraint(one_of("sink", SINKS), name="sink"),)
