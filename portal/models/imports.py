"""Import runs and what they found in each record."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Identity, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.resource import one_of

RUN_STATES = ("running", "finished", "interrupted", "failed")
EFFECTS = ("skipped", "dropped", "mended", "doubted")


class ImportRun(Base):
    """One run of an importer ("datatourisme", "zones") or a check; counts: read, added, updated, unchanged, skipped, archived, doubted."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    importer: Mapped[str] = mapped_column(Text)
    paths: Mapped[list[str]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text, server_default="running")
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    error: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (CheckConstraint(one_of("state", RUN_STATES), name="state"),)


class ImportFinding(Base):
    """One thing an import run skipped, dropped, mended or doubted, in words a person understands."""

    __tablename__ = "import_finding"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    effect: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, server_default="")
    source_id: Mapped[str] = mapped_column(Text, server_default="")
    field: Mapped[str] = mapped_column(Text, server_default="")
    message: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (
        CheckConstraint(one_of("effect", EFFECTS), name="effect"),
        Index("ix_import_finding_run_id_code", "run_id", "code"),
    )
