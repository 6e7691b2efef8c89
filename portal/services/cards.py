"""The card of a resource: what a list shows of it, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.cache import recall
from portal.cache.tiers import RESOURCE
from portal.texts import build_slug, translated


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that may be shown today; `credit` is ready to print, `alt` may be empty."""

    url: str
    alt: str = ""
    credit: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One resource in a list.

    category: leaf key ("see.castle"). distance_m: metres from the position asked for. next_dates: first and last day of the
    next event period. stars: 1 to 5. text_lang: language the texts are in when it is not the reader's.
    point: (latitude, longitude).
    """

    id: int
    slug: str
    name: str
    category: str
    short: str = ""
    text_lang: str = ""
    commune_name: str = ""
    department_code: str = ""
    image: Image | None = None
    distance_m: float | None = None
    next_dates: tuple[date, date] | None = None
    price_from: Decimal | None = None
    currency: str = "EUR"
    is_free: bool | None = None
    is_accessible: bool | None = None
    stars: int | None = None
    point: tuple[float, float] | None = None


CARDS = text(
    """
    SELECT r.id, r.category, r.department_code, r.price_from, r.is_free, r.is_accessible,
           ST_Y(r.point) AS latitude, ST_X(r.point) AS longitude,
           t.lang, t.name, t.short, coalesce(z.name, nullif(r.locality, ''), '') AS commune_name,
           m.url, m.title, m.credits, m.licence, d.starts_on, d.ends_on, s.stars
      FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS wanted (id, place)
      JOIN resource r ON r.id = wanted.id AND r.status = 'published'
      JOIN LATERAL (SELECT lang, name, short FROM resource_text WHERE resource_id = r.id
                     ORDER BY lang = :lang DESC, lang = 'fr' DESC, lang = 'en' DESC, lang LIMIT 1) t ON true
      LEFT JOIN zone z ON z.kind = 'commune' AND z.code = r.commune_code
      LEFT JOIN LATERAL (SELECT url, title, credits, licence FROM media
                          WHERE resource_id = r.id AND (mime_type = '' OR mime_type LIKE 'image/%')
                            AND coalesce(rights_from, :today) <= :today AND coalesce(rights_through, :today) >= :today
                          ORDER BY is_main DESC, id LIMIT 1) m ON true
      LEFT JOIN LATERAL (SELECT starts_on, ends_on FROM event_date
                          WHERE resource_id = r.id AND ends_on >= :today ORDER BY starts_on, ends_on LIMIT 1) d ON true
      LEFT JOIN LATERAL (SELECT max(value)::int AS stars FROM resource_concept
                          WHERE resource_id = r.id AND property = 'label' AND key LIKE 'ScaleRating%'
                            AND value BETWEEN 1 AND 5) s ON true
     ORDER BY wanted.place
    """
)


def list_cards(
    session: Session, ids: Sequence[int], *, lang: str, today: date, distances_m: dict[int, float] | None = None
) -> list[Card]:
    """Return the cards of the published resources among `ids`, in their order: kept ones by one MGET, the others by one statement."""

    def load(missing: list[int]) -> dict[int, Card]:
        rows = session.execute(CARDS, {"ids": missing, "lang": lang, "today": today})
        return {row.id: _card(row, lang) for row in rows}

    found = recall.recall_many(RESOURCE, recall.keys_of(RESOURCE, ("card",), ids, (lang, today)), Card, load)
    cards = [found[id] for id in ids if id in found]
    return [replace(card, distance_m=distances_m.get(card.id)) for card in cards] if distances_m else cards


def build_image(row: Any, lang: str) -> Image:  # noqa: ANN401 - a database row
    """Build a picture from url, title, credits and licence of a media row."""
    credit = ", ".join(dict.fromkeys(row.credits or ()))
    return Image(url=row.url, alt=translated(row.title, lang), credit=credit, licence=row.licence or "")


def _card(row: Row[Any], lang: str) -> Card:
    return Card(
        id=row.id,
        slug=build_slug(row.name),
        name=row.name,
        category=row.category,
        short=row.short,
        text_lang="" if row.lang == lang else row.lang,
        commune_name=row.commune_name,
        department_code=row.department_code,
        image=build_image(row, lang) if row.url else None,
        next_dates=(row.starts_on, row.ends_on) if row.starts_on else None,
        price_from=row.price_from,
        is_free=row.is_free,
        is_accessible=row.is_accessible,
        stars=row.stars,
        point=(row.latitude, row.longitude) if row.latitude is not None else None,
    )
