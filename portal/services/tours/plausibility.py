"""A tour's own facts against its line: what agrees, and what an editor should look at before it is stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.importers.records import marked

FAR_M = 20_000
"""A line whose nearest point is further than this from the tour's own is likely that of another."""
HALF = 0.5
"""A stated figure and a measured one further apart than this part of the stated one are not of the same way."""

DISTANCE = text(
    """
    SELECT ST_Distance(geography(ST_Force2D(t.line)), geography(r.point)) AS metres
      FROM tour t JOIN resource r ON r.id = t.resource_id
     WHERE t.resource_id = :id
    """
)
MICROSECONDS = "CAST(extract(epoch FROM {moment}) * 1000000 AS bigint)"
NOW = text(f"SELECT {MICROSECONDS.format(moment='clock_timestamp()')}")
CHANGED = text(
    f"SELECT {MICROSECONDS.format(moment='line_changed_at')} FROM tour WHERE resource_id = :id AND line IS NOT NULL"  # noqa: S608
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Say why a line may not be the tour's. code: one of the importers' TITLES; metres: by the names `message` has."""

    code: str
    message: str
    metres: dict[str, float]


def agrees(stated: float, measured: float) -> bool:
    """Say whether a stated figure and a measured one may be of the same way."""
    return abs(stated - measured) <= HALF * stated


def list_doubts(session: Session, resource_id: int, *, stated_m: float | None, measured_m: float) -> tuple[Doubt, ...]:
    """Return what speaks against the stored line of a tour; stated_m, measured_m: its length."""
    doubts = []
    away = session.execute(DISTANCE, {"id": resource_id}).scalar()
    if away is not None and away > FAR_M:
        doubts.append(Doubt("gpx.far", marked("The line lies %(away)s from the tour."), {"away": away}))
    if stated_m is not None and not agrees(stated_m, measured_m):
        message = marked("Stated are %(stated)s, the line has %(measured)s.")
        doubts.append(Doubt("gpx.length", message, {"stated": stated_m, "measured": measured_m}))
    return tuple(doubts)


def contradicted(facts: Mapping[str, Any], computed: Collection[str], *, length_m: float, rise_m: float) -> set[str]:
    """Return the names of computed figures that cannot stand beside stated ones, as a later delivery or an older import leaves them.

    length_m: of the line; rise_m: how much higher its end is than its start, which is what climb and descent of one way differ by.
    """
    hidden = set()
    if "distance_m" not in computed and facts["distance_m"] is not None and not agrees(facts["distance_m"], length_m):
        hidden = {"climb_m", "descent_m"} & set(computed)
        if "climb_m" in hidden:
            hidden |= {"duration_min", "difficulty"} & set(computed)
    for name, other, sign in (("descent_m", "climb_m", 1), ("climb_m", "descent_m", -1)):
        known = facts[name] is not None and facts[other] is not None
        if known and name in computed and other not in computed:
            measured = facts[name] + sign * rise_m
            hidden |= set() if agrees(facts[other], measured) else {name}
    return hidden


def now(session: Session) -> int:
    """Return the time of PostgreSQL's clock in microseconds: what a form remembers of when it was opened."""
    return int(session.execute(NOW).scalar_one())


def find_changed(session: Session, resource_id: int) -> int | None:
    """Return when a tour's line was stored, by the same clock; None without one."""
    found = session.execute(CHANGED, {"id": resource_id}).scalar()
    return None if found is None else int(found)
