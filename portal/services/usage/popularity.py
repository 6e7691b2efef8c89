"""Learn from visits which resources are popular: counts by day, and once a night one number from 0 to 100."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.cache import page_visits

DAYS = 90
LEAST_STEP = 3
"""Smaller changes are left alone: each one is written to the index anew."""
STORE = text(
    """
    INSERT INTO resource_visit AS v (resource_id, day, visits) SELECT :resource_id, :day, :visits
     WHERE EXISTS (SELECT FROM resource WHERE id = :resource_id)
    ON CONFLICT (resource_id, day) DO UPDATE SET visits = v.visits + excluded.visits
    """
)
FORGET = text("DELETE FROM resource_visit WHERE day < current_date - :days")
UPDATE = text(
    """
    WITH counted AS (SELECT resource_id, sum(visits) AS visits FROM resource_visit WHERE day >= current_date - :days GROUP BY 1),
         most AS (SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY visits) AS visits FROM counted),
         scaled AS (SELECT c.resource_id, round(100 * ln(1 + c.visits) / greatest(ln(1 + m.visits), 1)) AS popularity
                      FROM counted c, most m)
    UPDATE resource r SET popularity = least(100, coalesce(s.popularity, 0))
      FROM resource o LEFT JOIN scaled s ON s.resource_id = o.id
     WHERE o.id = r.id AND abs(r.popularity - coalesce(s.popularity, 0)) >= :least
    """
)


def store_visits(session: Session) -> int:
    """Move the counts of all processes into PostgreSQL; return of how many resources. Raises RedisError."""
    rows = [
        {"resource_id": resource_id, "day": day, "visits": number}
        for (day, resource_id), number in page_visits.take_resources().items()
    ]
    if rows:
        session.execute(STORE, rows)
    return len(rows)


def update(session: Session) -> int:
    """Work out popularity from the visits of the last DAYS days; return how many changed.

    The scale grows with the logarithm of visits, up to what one in a hundred has: no single page pushes all others down.
    """
    session.execute(FORGET, {"days": DAYS})
    changed = session.execute(UPDATE, {"days": DAYS, "least": LEAST_STEP})
    return int(getattr(changed, "rowcount", 0))
