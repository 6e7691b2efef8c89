"""What a resource has many of: contacts, opening periods, prices, media, event dates, concepts."""

from datetime import date, time
from decimal import Decimal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

Translations = dict[str, str]


def _id() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(always=False), primary_key=True)


def _resource_id() -> Mapped[int]:
    return mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), index=True)


def _translations() -> Mapped[Translations | None]:
    return mapped_column(JSONB(none_as_null=True))


def _texts() -> Mapped[list[str]]:
    return mapped_column(ARRAY(Text), server_default="{}")


class Contact(Base):
    """One way to reach people; role: information, booking, management, owner."""

    __tablename__ = "contact"

    id: Mapped[int] = _id()
    resource_id: Mapped[int] = _resource_id()
    role: Mapped[str] = mapped_column(Text)
    legal_name: Mapped[str] = mapped_column(Text, server_default="")
    telephones: Mapped[list[str]] = _texts()
    emails: Mapped[list[str]] = _texts()
    websites: Mapped[list[str]] = _texts()
    faxes: Mapped[list[str]] = _texts()
    address: Mapped[str] = mapped_column(Text, server_default="")


class OpeningPeriod(Base):
    """One opening rule; weekday 1 = Monday … 7, NULL = every day; closes < opens means past midnight; several a day allowed.

    is_closed marks an exception: closed on these days. No opens = open, hours not given.
    """

    __tablename__ = "opening_period"

    id: Mapped[int] = _id()
    resource_id: Mapped[int] = _resource_id()
    valid_from: Mapped[date]
    valid_through: Mapped[date]
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    is_closed: Mapped[bool] = mapped_column(server_default="false")
    note: Mapped[Translations | None] = _translations()

    __table_args__ = (
        CheckConstraint("valid_through >= valid_from", name="valid_range"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("closes IS NULL OR opens IS NOT NULL", name="closes_needs_opens"),
        CheckConstraint("NOT is_closed OR opens IS NULL", name="closed_has_no_hours"),
    )


class Price(Base):
    """One price specification; policies, modes, offers, seasons and audiences are thesaurus keys."""

    __tablename__ = "price"

    id: Mapped[int] = _id()
    resource_id: Mapped[int] = _resource_id()
    min_amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    max_amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    currency: Mapped[str] = mapped_column(Text, server_default="EUR")
    name: Mapped[Translations | None] = _translations()
    note: Mapped[Translations | None] = _translations()
    policies: Mapped[list[str]] = _texts()
    modes: Mapped[list[str]] = _texts()
    offers: Mapped[list[str]] = _texts()
    seasons: Mapped[list[str]] = _texts()
    audiences: Mapped[list[str]] = _texts()
    valid_from: Mapped[date | None]
    valid_through: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("min_amount >= 0 AND max_amount >= 0", name="not_negative"),
        CheckConstraint("max_amount >= min_amount", name="ordered"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
    )


class Media(Base):
    """One picture or file by address; it may be shown only between rights_from and rights_through."""

    __tablename__ = "media"

    id: Mapped[int] = _id()
    resource_id: Mapped[int] = _resource_id()
    url: Mapped[str] = mapped_column(Text)
    mime_type: Mapped[str] = mapped_column(Text, server_default="")
    title: Mapped[Translations | None] = _translations()
    alt: Mapped[Translations | None] = _translations()
    credits: Mapped[list[str]] = _texts()
    licence: Mapped[str] = mapped_column(Text, server_default="")
    rights_from: Mapped[date | None]
    rights_through: Mapped[date | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    is_main: Mapped[bool] = mapped_column(server_default="false")

    __table_args__ = (CheckConstraint("url ~ '^https?://'", name="url"),)


class EventDate(Base):
    """One period of an event in local time; ends_on is included."""

    __tablename__ = "event_date"

    id: Mapped[int] = _id()
    resource_id: Mapped[int] = _resource_id()
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    note: Mapped[Translations | None] = _translations()

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ordered"),
        Index("ix_event_date_days", "ends_on", "starts_on"),
    )


class Concept(Base):
    """A thesaurus concept (amenity, theme, label, price policy …) with its names by language."""

    __tablename__ = "concept"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    labels: Mapped[Translations] = mapped_column(JSONB)


class ResourceConcept(Base):
    """A resource carries a concept; property says as what: feature, theme, label, payment, audience …"""

    __tablename__ = "resource_concept"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True)
    property: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("concept.key"), primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))

    __table_args__ = (
        Index("ix_resource_concept_key", "key"),
        Index(
            "ix_resource_concept_facets",
            *("resource_id", "property", "key"),
            postgresql_where=text("property IN ('feature', 'label')"),
        ),
    )
