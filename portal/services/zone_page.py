"""This file loads everything the page of a zone shows: what is there by category, good places, events soon, zones around."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal import categories
from portal.errors import NotFound
from portal.models.facts import EventDate
from portal.models.resource import Resource
from portal.models.zone import Zone
from portal.services import zone_links
from portal.services.cards import Card, list_cards
from portal.services.zone_links import ZoneLink
from portal.services.zone_outlines import find_outline

PLACES_SHOWN = 8
EVENTS_SHOWN = 8
DAYS_AHEAD = 30
SIGHTS = ("see", "nature", "tours", "do")
"""What one travels for comes before what one needs there."""
MARGIN_DEG = 0.02
COLUMNS: dict[str, InstrumentedAttribute[str]] = {
    "region": Resource.region_code, "department": Resource.department_code, "commune": Resource.commune_code,
}  # fmt: skip
"""Zones that resources name themselves, and searches filter by; in others lies what their outline holds."""
NOWHERE = "POLYGON EMPTY"
BELOW = {"region": "department", "department": "commune", "park": "commune", "custom": "commune"}


@dataclass(frozen=True, slots=True)
class ZonePage:
    """The page of one zone.

    parents: the largest first. counts: by category group, in their order. filters: parameters of a search in this zone, {} when
    none is possible. bbox: "west,south,east,north" of the outline, else of what lies there, "" when neither is known.
    """

    zone: ZoneLink
    parents: tuple[ZoneLink, ...]
    counts: dict[str, int]
    filters: dict[str, str]
    places: tuple[Card, ...]
    events: tuple[Card, ...]
    children: tuple[ZoneLink, ...]
    neighbours: tuple[ZoneLink, ...]
    bbox: str


def get_zone_page(session: Session, kind: str, code: str, *, lang: str, today: date) -> ZonePage:
    """Return the page of a zone; raise NotFound when there is none."""
    found: Any = session.execute(
        select(Zone.id, Zone.kind, Zone.code, Zone.name, Zone.names, Zone.outline.is_not(None).label("has_outline"))
        .where(Zone.kind == kind, Zone.code == code)
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound("there is no such zone")
    shown = and_(_lies_in(session, found), Resource.status == "published", _is_ahead(today))
    counts = _counts(session, func.split_part(Resource.category, ".", 1), shown)
    below = BELOW.get(kind)
    within = _counts(session, COLUMNS[below], shown) if below else {}
    return ZonePage(
        zone=zone_links.build_link(found, lang, count=sum(counts.values())),
        parents=tuple(zone_links.list_parents(session, found.id, lang=lang)),
        counts={group.key: counts[group.key] for group in categories.groups() if counts.get(group.key)},
        filters=_filters(found),
        places=tuple(list_cards(session, _best(session, shown), lang=lang, today=today)),
        events=tuple(list_cards(session, _soon(session, shown, today), lang=lang, today=today)),
        children=tuple(zone_links.list_by_count(session, below, within, lang=lang)) if below else (),
        neighbours=tuple(zone_links.list_neighbours(session, found.id, kind, lang=lang)),
        bbox=_bbox(session, found, shown),
    )


def _lies_in(session: Session, zone: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a row of a zone
    """Return who lies in a zone: the same as a search in it finds, so that its outline is the simplified one too."""
    if zone.kind in COLUMNS:
        named: ColumnElement[bool] = COLUMNS[zone.kind] == zone.code
        return named
    outline = find_outline(session, [(zone.kind, zone.code)])[1]
    inside: ColumnElement[bool] = func.ST_Intersects(func.ST_GeomFromText(outline or NOWHERE, 4326), Resource.point)
    return inside


def _filters(zone: Any) -> dict[str, str]:  # noqa: ANN401 - a row of a zone
    if zone.kind in COLUMNS:
        return {zone.kind: zone.code}
    return {"zone": f"{zone.kind}-{zone.code}"} if zone.has_outline else {}


def _is_ahead(today: date) -> ColumnElement[bool]:
    """Leave out events that are over."""
    return or_(
        Resource.kind != "event",
        select(EventDate.id).where(EventDate.resource_id == Resource.id, EventDate.ends_on >= today).exists(),
    )


def _counts(session: Session, column: Any, shown: ColumnElement[bool]) -> dict[str, int]:  # noqa: ANN401 - a column or function
    rows = session.execute(select(column.label("key"), func.count().label("number")).where(shown).group_by(column))
    return {row.key: row.number for row in rows if row.key}


def _best(session: Session, shown: ColumnElement[bool]) -> Sequence[int]:
    """Return the best of each category, sights first, then the second best of each."""
    score = 2 * Resource.popularity + Resource.quality
    ranked = (
        select(
            Resource.id,
            func.split_part(Resource.category, ".", 1).in_(SIGHTS).label("is_sight"),
            func.row_number().over(partition_by=Resource.category, order_by=(score.desc(), Resource.id)).label("rank"),
            score.label("score"),
        )
        .where(shown, Resource.kind != "event")
        .subquery()
    )
    order = (ranked.c.is_sight.desc(), ranked.c.rank, ranked.c.score.desc(), ranked.c.id)
    return session.scalars(select(ranked.c.id).order_by(*order).limit(PLACES_SHOWN)).all()


def _soon(session: Session, shown: ColumnElement[bool], today: date) -> Sequence[int]:
    """Return the events of the next 30 days, what goes on already first."""
    first = (
        select(func.min(EventDate.starts_on))
        .where(EventDate.resource_id == Resource.id, EventDate.ends_on >= today)
        .scalar_subquery()
    )
    last_day = today + timedelta(days=DAYS_AHEAD)
    order = (func.greatest(first, today), Resource.quality.desc(), Resource.id)
    ids = select(Resource.id).where(shown, Resource.kind == "event", first <= last_day).order_by(*order)
    return session.scalars(ids.limit(EVENTS_SHOWN)).all()


def _bbox(session: Session, zone: Any, shown: ColumnElement[bool]) -> str:  # noqa: ANN401 - a row of a zone
    box: Any = func.ST_Expand(func.ST_Extent(Resource.point), MARGIN_DEG)
    source = select(box.label("box")).where(shown)
    if zone.has_outline:
        source = select(func.ST_Extent(Zone.outline).label("box")).where(Zone.id == zone.id)
    found = source.subquery()
    sides = [getattr(func, name)(found.c.box) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax")]
    west, south, east, north = session.execute(select(*sides)).one()
    return "" if west is None else ",".join(f"{side:.5f}" for side in (west, south, east, north))
