"""What search remembers: what was asked, what was visited, beginnings of names, synonyms."""

from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, Identity, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class ResourceVisit(Base):
    """How often the page of a resource was looked at on a day; nobody's name is kept."""

    __tablename__ = "resource_visit"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    visits: Mapped[int]


class SearchQuery(Base):
    """How often words were asked for on a day, and what came of it.

    results: of the last time. chosen: how often a result was opened; rank_sum: of their places, the first is 1.
    """

    __tablename__ = "search_query"

    day: Mapped[date] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(Text, primary_key=True)
    words: Mapped[str] = mapped_column(Text, primary_key=True)
    zone: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    searches: Mapped[int] = mapped_column(server_default="0")
    results: Mapped[int] = mapped_column(server_default="0")
    chosen: Mapped[int] = mapped_column(server_default="0")
    rank_sum: Mapped[int] = mapped_column(BigInteger, server_default="0")


class SearchBeginning(Base):
    """What is suggested for one, two or three letters, worked out beforehand; best first."""

    __tablename__ = "search_beginning"

    beginning: Mapped[str] = mapped_column(Text, primary_key=True)
    resource_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    zone_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class SearchSynonyms(Base):
    """The synonym rules of a language, once an operator has changed those of the file."""

    __tablename__ = "search_synonyms"

    lang: Mapped[str] = mapped_column(Text, primary_key=True)
    rules: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class SearchSynonymChange(Base):
    """What the rules of a language were made to be, by whom and when."""

    __tablename__ = "search_synonym_change"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    lang: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (Index("ix_search_synonym_change_lang_id", "lang", "id"),)
