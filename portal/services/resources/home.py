"""Gather what the home page shows: categories with counts, what is on this week, a few good places."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.cache.generations import LISTS
from portal.cache.recall import Key, recall
from portal.cache.tiers import ANALYTICS
from portal.services.cards import Card, list_cards
from portal.vocabulary import categories

EVENTS_SHOWN = 8
PLACES_SHOWN = 8
DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows; counts: published resources by category group."""

    counts: dict[str, int]
    events: tuple[Card, ...]
    places: tuple[Card, ...]


COUNTS = text(
    """
    SELECT split_part(category, '.', 1) AS category_group, count(*) AS number FROM resource r
     WHERE status = 'published'
       AND (kind <> 'event' OR EXISTS (SELECT FROM event_date e WHERE e.resource_id = r.id AND e.ends_on >= :today))
     GROUP BY 1
    """
)

THIS_WEEK = text(
    """
    SELECT r.id FROM resource r
      JOIN LATERAL (SELECT starts_on, ends_on FROM event_date
                     WHERE resource_id = r.id AND ends_on >= :today AND starts_on <= :last_day
                     ORDER BY starts_on LIMIT 1) d ON true
     WHERE r.status = 'published' AND r.kind = 'event'
     ORDER BY greatest(d.starts_on, :today), d.ends_on - d.starts_on, r.quality DESC, r.id LIMIT :number
    """
)

GOOD_PLACES = text(
    """
    WITH best AS (
      SELECT DISTINCT ON (category) id, category, quality FROM resource
       WHERE status = 'published' AND category LIKE ANY (ARRAY['see.%', 'nature.%', 'tours.%', 'do.%'])
       ORDER BY category, quality DESC, hashtext(:today_text || id::text))
    SELECT id FROM best ORDER BY quality DESC, hashtext(:today_text || id::text) LIMIT :number
    """
)
"""The best described place of each category; among equals another one every day."""


def find_home(session: Session, *, lang: str, today: date) -> Home:
    """Return the home page's content."""
    found = recall(
        Key(ANALYTICS, ANALYTICS.key("counts", today), (LISTS,)), dict[str, int], lambda: _counts(session, today)
    )
    days = {"today": today, "last_day": today + timedelta(days=DAYS_AHEAD - 1), "number": EVENTS_SHOWN}
    events = session.execute(THIS_WEEK, days).scalars().all()
    good = {"today_text": today.isoformat(), "number": PLACES_SHOWN}
    places = session.execute(GOOD_PLACES, good).scalars().all()
    return Home(
        counts={group.key: found[group.key] for group in categories.groups() if found.get(group.key)},
        events=tuple(list_cards(session, events, lang=lang, today=today)),
        places=tuple(list_cards(session, places, lang=lang, today=today)),
    )


def _counts(session: Session, today: date) -> dict[str, int]:
    return {row.category_group: row.number for row in session.execute(COUNTS, {"today": today})}
