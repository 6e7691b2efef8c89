"""Read what lies in a zone in one look at its resources: how many of what, the best of them, the events to come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.services.zones.outlines import find_outline

PLACES_SHOWN = 8
EVENTS_SHOWN = 8
DAYS_AHEAD = 30
SIGHTS = ("see", "nature", "tours", "do")
"""What one travels for comes before what one needs there."""
NAMED = ("region", "department", "commune")
"""Zones that resources name themselves, and searches filter by; in others lies what their outline holds."""
NOWHERE = "POLYGON EMPTY"
BELOW = {"region": "department", "department": "commune", "park": "commune", "custom": "commune"}
CONTENTS = """
    WITH shown AS MATERIALIZED (
        SELECT r.id, r.kind, r.category, split_part(r.category, '.', 1) AS category_group, {below} AS below, r.point,
               2 * r.popularity + r.quality AS score, r.quality, e.first_day
          FROM resource r
          LEFT JOIN LATERAL (
               SELECT min(starts_on) AS first_day FROM event_date WHERE resource_id = r.id AND ends_on >= :today) e ON r.kind = 'event'
         WHERE {lies_in} AND r.status = 'published' AND (r.kind <> 'event' OR e.first_day IS NOT NULL)),
    ranked AS (
        SELECT id, category_group = ANY(:sights) AS is_sight, score,
               row_number() OVER (PARTITION BY category ORDER BY score DESC, id) AS rank FROM shown WHERE kind <> 'event'),
    box AS (SELECT ST_Extent(point) AS box FROM shown)
    (SELECT 'group' AS what, category_group AS key, count(*) AS number FROM shown GROUP BY category_group)
    UNION ALL (SELECT 'below', below, count(*) FROM shown WHERE below <> '' GROUP BY below)
    UNION ALL (SELECT 'place', id::text, row_number() OVER () FROM (
               SELECT id FROM ranked ORDER BY is_sight DESC, rank, score DESC, id LIMIT :places) best)
    UNION ALL (SELECT 'event', id::text, row_number() OVER () FROM (
               SELECT id FROM shown WHERE kind = 'event' AND first_day <= :last_day
                ORDER BY greatest(first_day, :today), quality DESC, id LIMIT :events) soon)
    UNION ALL (SELECT 'box', concat_ws(',', ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)), 0 FROM box WHERE box IS NOT NULL)
"""
"""The best are the best of each category, sights first, then the second best of each; of the events, what goes on already comes first."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a zone. groups, below: numbers by key; places, events: ids, the best first; box: west, south, east, north, or empty."""

    groups: dict[str, int] = field(default_factory=dict)
    below: dict[str, int] = field(default_factory=dict)
    places: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    box: tuple[float, ...] = ()


def read_contents(session: Session, kind: str, code: str, *, today: date) -> Contents:
    """Return what a search in the zone finds, counted and chosen from."""
    is_named, below = kind in NAMED, BELOW.get(kind)
    values: dict[str, Any] = {
        "today": today,
        "last_day": today + timedelta(days=DAYS_AHEAD),
        "sights": list(SIGHTS),
        "places": PLACES_SHOWN,
        "events": EVENTS_SHOWN,
        # The same as a search in it finds, so that its outline is the simplified one too.
        "zone": code if is_named else find_outline(session, [(kind, code)])[1] or NOWHERE,
    }
    statement = CONTENTS.format(
        below=f"r.{below}_code" if below else "''",
        lies_in=f"r.{kind}_code = :zone" if is_named else "ST_Intersects(ST_GeomFromText(:zone, 4326), r.point)",
    )
    return _build(session.execute(text(statement), values).all())


def _build(rows: Sequence[Row[Any]]) -> Contents:
    by_what: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_what[row.what].append(row)
    places, events = (
        tuple(int(row.key) for row in sorted(by_what[what], key=lambda row: row.number)) for what in ("place", "event")
    )
    return Contents(
        groups={row.key: row.number for row in by_what["group"] if row.key},
        below={row.key: row.number for row in by_what["below"]},
        places=places,
        events=events,
        box=tuple(float(side) for row in by_what["box"] for side in row.key.split(",")),
    )
