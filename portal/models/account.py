"""This file holds accounts: who may sign in, and as what."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.resource import one_of

ROLES = ("visitor", "editor", "operator")


class Account(Base):
    """One person who can sign in; password_hash is Argon2id, e-mail is unique without regard to case."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, server_default="")
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, server_default="visitor")
    lang: Mapped[str] = mapped_column(Text, server_default="fr")
    is_active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    signed_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        Index("uq_account_email", func.lower(email), unique=True),
    )
