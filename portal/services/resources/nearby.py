"""Find what is nearest to a place."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services.cards import Card, list_cards
from portal.services.visible import NOT_OVER

SHOWN = 4
AROUND = 60
"""So many neighbours tell which départements a place lies among."""

NOT_OVER_EACH = NOT_OVER.replace(">= :today)", ">= :today OFFSET 0)")
"""Asked for each event on the way; without OFFSET, PostgreSQL reads the periods of all events there are first (160 ms of 116 000)."""
HERE = "(SELECT point::geography FROM resource WHERE id = :id)"
NEAREST = text(
    f"""
    SELECT r.id, ST_Distance(r.point::geography, {HERE}) AS distance_m
      FROM resource r
     WHERE r.status = 'published' AND r.id <> :id AND r.point IS NOT NULL AND {HERE} IS NOT NULL AND {NOT_OVER_EACH}
     ORDER BY r.point::geography <-> {HERE} LIMIT :most
    """  # noqa: S608 - put together of constants
)
DEPARTMENTS = text("SELECT DISTINCT department_code FROM resource WHERE id = ANY(:ids)")


def find_nearest(session: Session, resource_id: int, *, today: date, most: int) -> dict[int, float]:
    """Return the published resources nearest to this one, nearest first, with the metres to them on the WGS84 spheroid."""
    rows = session.execute(NEAREST, {"id": resource_id, "today": today, "most": most})
    return {row.id: row.distance_m for row in rows}


def list_nearby(session: Session, resource_id: int, *, lang: str, today: date) -> list[Card]:
    """Return the cards of what a page shows of it."""
    nearest = find_nearest(session, resource_id, today=today, most=SHOWN)
    return list_cards(session, list(nearest), lang=lang, today=today, distances_m=nearest)


def list_departments_around(session: Session, resource_id: int, *, today: date) -> list[str]:
    """Return the codes of the départements of a resource and of what is nearest to it: a change elsewhere changes nothing here."""
    nearest = find_nearest(session, resource_id, today=today, most=AROUND)
    rows = session.execute(DEPARTMENTS, {"ids": [resource_id, *nearest]})
    return sorted(code for code in rows.scalars() if code)
