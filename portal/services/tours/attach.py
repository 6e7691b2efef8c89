"""Give a tour its line: store it, and fill in the facts that nobody has stated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geoalchemy2.shape import from_shape
from shapely import LineString
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import InvalidInput, NotFound
from portal.importers.gpx import estimates
from portal.importers.gpx.mapping import Track
from portal.models.resource import Resource, ResourceText
from portal.models.tour import FACTS, Tour
from portal.services.tours.plausibility import Doubt, agrees, list_doubts

SRID = 4326
ID = re.compile(r"[0-9]{1,18}")
SHOWN = 5
TOLERANCE = 0.2
"""A stated length or climb that is further than this from the measured one is worth a word."""

Fact = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Attached:
    """What a line did to its tour.

    facts: all of FACTS as they stand now; computed: those filled in from the line; doubtful: stated ones far from what was measured,
    as (stated, measured). is_replaced: it had a line before. doubts: why it may be the line of another tour.
    """

    resource_id: int
    name: str
    points: int
    waypoints: int
    facts: dict[str, Fact]
    computed: tuple[str, ...]
    doubtful: dict[str, tuple[float, float]]
    is_replaced: bool
    doubts: tuple[Doubt, ...] = ()


class NotATour(InvalidInput):
    """The place that was asked for is of another kind."""

    def __init__(self, name: str) -> None:
        """Keep the name of the place."""
        super().__init__(f"“{name}” is no tour; only tours have a line")
        self.name = name


class SeveralTours(InvalidInput):
    """More than one tour has this name."""

    def __init__(self, wanted: str, ids: Sequence[int]) -> None:
        """Keep the first of their ids."""
        self.ids = ", ".join(map(str, ids[:SHOWN]))
        super().__init__(f"several tours are called {wanted!r}: take one of the ids {self.ids}")


def get_tour(session: Session, wanted: str) -> Resource:
    """Return the tour of this id or name, locked; raise NotFound, NotATour or SeveralTours."""
    ids = [int(wanted)] if ID.fullmatch(wanted) else _ids_by_name(session, wanted)
    if len(ids) > 1:
        raise SeveralTours(wanted, ids)
    resource = session.get(Resource, ids[0], with_for_update=True) if ids else None
    if resource is None:
        raise NotFound(f"there is no tour {wanted!r}")
    if resource.kind != "tour":
        raise NotATour(_name(session, resource.id) or wanted)
    return resource


def attach(session: Session, resource: Resource, track: Track) -> Attached:
    """Store the line of a tour in place of its former one, and fill in what nobody has stated."""
    tour = session.get(Tour, resource.id)
    is_replaced = tour is not None and _has_line(session, resource.id)
    if tour is None:
        tour = Tour(resource_id=resource.id, difficulty="", computed=[])
        session.add(tour)
    stated = {name: getattr(tour, name) for name in FACTS if name not in tour.computed}
    facts, computed = fill(stated, track, category=resource.category)
    for name, value in facts.items():
        setattr(tour, name, value)
    tour.line = from_shape(LineString(track.points), srid=SRID)
    tour.has_heights, tour.computed, tour.waypoints = track.has_heights, list(computed), _waypoints(track)
    tour.line_changed_at = func.clock_timestamp()
    session.flush()
    return Attached(
        resource.id,
        _name(session, resource.id),
        len(track.points),
        len(track.waypoints),
        facts,
        computed,
        _doubtful(stated, track),
        is_replaced,
        list_doubts(session, resource.id, stated_m=_number(stated.get("distance_m")), measured_m=track.length_m),
    )


def fill(stated: dict[str, Fact], track: Track, *, category: str) -> tuple[dict[str, Fact], tuple[str, ...]]:
    """Return all of FACTS, those that are not stated from the line, and the names of these.

    Where the line contradicts what is stated, nothing of it stands beside that: no descent of another climb, no climb of another length.
    """
    measured: dict[str, Fact] = {"distance_m": round(track.length_m, 1), "is_loop": track.is_loop}
    if _confirms(stated, distance_m=track.length_m, climb_m=track.climb_m, descent_m=track.descent_m):
        measured |= {"climb_m": _rounded(track.climb_m), "descent_m": _rounded(track.descent_m)}
    known = {**measured, **{name: value for name, value in stated.items() if _is_stated(value)}}
    whole = {**_estimates(known, category), **known}
    facts = {name: whole.get(name) for name in FACTS}
    computed = tuple(name for name in FACTS if not _is_stated(stated.get(name)) and _is_stated(facts[name]))
    return facts, computed


def _confirms(stated: dict[str, Fact], **measured: float | None) -> bool:
    """Say whether the measured figures agree with the stated ones among them."""
    pairs = ((_number(stated.get(name)), value) for name, value in measured.items())
    return all(agrees(said, value) for said, value in pairs if said is not None and value is not None)


def _number(value: Fact) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _estimates(facts: dict[str, Fact], category: str) -> dict[str, Fact]:
    length, climb, descent = (facts.get(name) for name in ("distance_m", "climb_m", "descent_m"))
    if not isinstance(length, int | float) or not isinstance(climb, int | float):
        return {"duration_min": None, "difficulty": ""}
    down = descent if isinstance(descent, int | float) else climb
    return {
        "duration_min": estimates.duration_min(category, length_m=length, climb_m=climb, descent_m=down),
        "difficulty": estimates.difficulty(category, length_m=length, climb_m=climb),
    }


def _is_stated(value: Fact) -> bool:
    return value is not None and value != ""


def _rounded(metres: float | None) -> float | None:
    return None if metres is None else float(round(metres))


def _doubtful(stated: dict[str, Fact], track: Track) -> dict[str, tuple[float, float]]:
    pairs = {"distance_m": track.length_m, "climb_m": track.climb_m, "descent_m": track.descent_m}
    return {
        name: (float(value), measured)
        for name, measured in pairs.items()
        if measured is not None
        and isinstance(value := stated.get(name), int | float)
        and abs(value - measured) > TOLERANCE * max(value, measured)
    }


def _waypoints(track: Track) -> list[dict[str, Any]]:
    """Write waypoints as `tour.waypoints` holds them; without empty values."""
    whole = (
        {"lon": w.longitude, "lat": w.latitude, "ele": w.height_m, "name": w.name, "note": w.note}
        for w in track.waypoints
    )
    return [{key: value for key, value in one.items() if value not in (None, "")} for one in whole]


def _has_line(session: Session, resource_id: int) -> bool:
    return bool(session.scalar(select(Tour.line.is_not(None)).where(Tour.resource_id == resource_id)))


def _name(session: Session, resource_id: int) -> str:
    texts = select(ResourceText.name).where(ResourceText.resource_id == resource_id)
    return session.scalar(texts.order_by((ResourceText.lang == "fr").desc(), ResourceText.lang).limit(1)) or ""


def _ids_by_name(session: Session, name: str) -> Sequence[int]:
    return session.scalars(
        select(Resource.id)
        .where(Resource.kind == "tour", Resource.status != "archived")
        .where(
            select(ResourceText.lang)
            .where(ResourceText.resource_id == Resource.id)
            .where(func.escale_fold(ResourceText.name) == func.escale_fold(name))
            .exists()
        )
        .order_by(Resource.id)
    ).all()
