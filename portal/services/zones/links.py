"""Find zones by their place among others: what lies above, below and beside one, as links to their pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.models.zone import Zone
from portal.texts import build_slug, translated

CODE = re.compile(r"[0-9A-Za-z_]{1,20}", re.ASCII)
GAP_DEG = 0.002
"""About 200 m: simplified outlines of neighbours do not quite touch."""
NEIGHBOURS_SHOWN = 16
PARENTS = text(
    """
    WITH RECURSIVE above AS (
        SELECT parent_id, 0 AS height, kind, code, name, names FROM zone WHERE id = :id
        UNION ALL
        SELECT z.parent_id, a.height + 1, z.kind, z.code, z.name, z.names FROM above a JOIN zone z ON z.id = a.parent_id
         WHERE a.height < 5)
    SELECT kind, code, name, names FROM above WHERE height > 0 ORDER BY height DESC
    """
)


@dataclass(frozen=True, slots=True)
class ZoneLink:
    """A link to a zone's page; name: in the reader's language; address: the end of its address; count: of what is shown there."""

    kind: str
    code: str
    name: str
    address: str
    count: int = 0


def build_address(code: str, name: str) -> str:
    """Build the end of the address of a zone's page, e.g. "41018-blois"."""
    return f"{code}-{build_slug(name)}"


def code_of(address: str) -> str:
    """Return the code an address begins with, "" when it can be none."""
    code = address.partition("-")[0]
    return code if CODE.fullmatch(code) else ""


def build_link(row: Any, lang: str, *, count: int = 0) -> ZoneLink:  # noqa: ANN401 - a zone or a row of one
    """Build the link to a zone from kind, code, name and names."""
    return ZoneLink(
        row.kind, row.code, translated(row.names, lang) or row.name, build_address(row.code, row.name), count
    )


def list_parents(session: Session, zone_id: int, *, lang: str) -> list[ZoneLink]:
    """Return what the zone lies in, the largest first."""
    return [build_link(row, lang) for row in session.execute(PARENTS, {"id": zone_id})]


def list_by_count(session: Session, kind: str, counts: Mapping[str, int], *, lang: str) -> list[ZoneLink]:
    """Return the zones of a kind by their codes, those with the most first."""
    columns = select(Zone.kind, Zone.code, Zone.name, Zone.names)
    rows = session.execute(columns.where(Zone.kind == kind, Zone.code.in_(list(counts))))
    links = [build_link(row, lang, count=counts[row.code]) for row in rows]
    return sorted(links, key=lambda link: (-link.count, link.name))


def list_neighbours(session: Session, zone_id: int, kind: str, *, lang: str) -> list[ZoneLink]:
    """Return the zones of the same kind whose outlines touch this one's; none when there are no outlines."""
    here = select(Zone.outline).where(Zone.id == zone_id).scalar_subquery()
    rows = session.execute(
        select(Zone.kind, Zone.code, Zone.name, Zone.names)
        .where(Zone.kind == kind, Zone.id != zone_id, func.ST_DWithin(Zone.outline, here, GAP_DEG))
        .order_by(Zone.name)
        .limit(NEIGHBOURS_SHOWN)
    )
    return [build_link(row, lang) for row in rows]
