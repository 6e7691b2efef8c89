"""Load everything the page of a zone shows: what is there by category, good places, events soon, zones around."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models.zone import Zone
from portal.services.cards import Card, list_cards
from portal.services.zones import links as zone_links
from portal.services.zones.contents import BELOW, NAMED, read_contents
from portal.services.zones.links import ZoneLink
from portal.vocabulary import categories

MARGIN_DEG = 0.02


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
        select(
            Zone.id, Zone.kind, Zone.code, Zone.name, Zone.names, Zone.outline.is_not(None).label("has_outline")
        ).where(Zone.kind == kind, Zone.code == code)
    ).one_or_none()
    if found is None:
        raise NotFound("there is no such zone")
    contents, below = read_contents(session, kind, code, today=today), BELOW.get(kind)
    return ZonePage(
        zone=zone_links.build_link(found, lang, count=sum(contents.groups.values())),
        parents=tuple(zone_links.list_parents(session, found.id, lang=lang)),
        counts={
            group.key: contents.groups[group.key] for group in categories.groups() if contents.groups.get(group.key)
        },
        filters=_filters(found),
        places=tuple(list_cards(session, contents.places, lang=lang, today=today)),
        events=tuple(list_cards(session, contents.events, lang=lang, today=today)),
        children=tuple(zone_links.list_by_count(session, below, contents.below, lang=lang)) if below else (),
        neighbours=tuple(zone_links.list_neighbours(session, found.id, kind, lang=lang)),
        bbox=_bbox(session, found, contents.box),
    )


def _filters(zone: Any) -> dict[str, str]:  # noqa: ANN401 - a row of a zone
    if zone.kind in NAMED:
        return {zone.kind: zone.code}
    return {"zone": f"{zone.kind}-{zone.code}"} if zone.has_outline else {}


def _bbox(session: Session, zone: Any, box: tuple[float, ...]) -> str:  # noqa: ANN401 - a row of a zone
    """Return the box of the outline, else of what lies there with a margin; "" when neither is known."""
    if zone.has_outline:
        sides = [getattr(func, name)(Zone.outline) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax")]
        box = tuple(session.execute(select(*sides).where(Zone.id == zone.id)).one())
    elif box:
        box = (box[0] - MARGIN_DEG, box[1] - MARGIN_DEG, box[2] + MARGIN_DEG, box[3] + MARGIN_DEG)
    return ",".join(f"{side:.5f}" for side in box)
