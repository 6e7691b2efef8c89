"""Tell the search index about resources and zones: load them from PostgreSQL in slices."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.services.tours.difficulty import level_of
from portal.vocabulary import categories
from search import tour_bands
from search.index.rebuilding import Zone
from search.index.source import EventSource, OpeningSource, ResourceSource, TextSource

SLICE = 1000
PAST_KEPT_DAYS = 1
"""Yesterday stays in the index, so that a rebuild at midnight loses nobody's today."""

RESOURCES = text(
    """
    SELECT r.id, r.revision, r.kind, r.category, r.classes, ST_Y(r.point) AS latitude, ST_X(r.point) AS longitude, r.commune_code,
           coalesce(c.name, '') AS commune_name, r.postal_code, r.department_code, r.region_code, r.is_free,
           r.price_from IS NOT NULL AS has_price, r.is_accessible, r.pets_allowed, r.internet_access, r.languages,
           r.last_update, r.popularity, r.quality,
           o.resource_id IS NOT NULL AS is_tour,
           o.distance_m, o.climb_m, o.duration_min, coalesce(o.difficulty, '') AS difficulty, o.is_loop
      FROM resource r
      LEFT JOIN tour o ON o.resource_id = r.id
      LEFT JOIN zone c ON c.kind = 'commune' AND c.code = r.commune_code
     WHERE r.id = ANY(:ids) AND r.status = 'published' ORDER BY r.id
    """
)
TEXTS = text("SELECT resource_id, lang, name, short, long, keywords FROM resource_text WHERE resource_id = ANY(:ids)")
OPENINGS = text(
    """
    SELECT DISTINCT resource_id, valid_from, valid_through, weekday, is_closed,
           CAST(extract(epoch FROM opens) AS integer) / 60, CAST(extract(epoch FROM closes) AS integer) / 60
      FROM opening_period
     WHERE resource_id = ANY(:ids) AND valid_through >= :first_day
    """
)
EVENT_DATES = text(
    """
    SELECT DISTINCT resource_id, starts_on, ends_on,
           CAST(extract(epoch FROM start_time) AS integer) / 60, CAST(extract(epoch FROM end_time) AS integer) / 60
      FROM event_date
     WHERE resource_id = ANY(:ids) AND ends_on >= :first_day ORDER BY starts_on
    """
)
CONCEPTS = text("SELECT resource_id, property, key FROM resource_concept WHERE resource_id = ANY(:ids) ORDER BY key")
PLACED = """
    SELECT v.kind, v.code, point FROM resource
     CROSS JOIN LATERAL (VALUES ('commune', commune_code), ('department', department_code), ('region', region_code)) v (kind, code)
     WHERE status = 'published' AND v.code <> ''
    UNION ALL
    SELECT z.kind, z.code, point FROM zone z JOIN resource ON ST_Intersects(z.outline, point)
     WHERE z.kind IN ('park', 'custom') AND status = 'published'
"""
"""Which zones resources lie in: the ones they name, and the ones whose outline holds them."""
ZONES = text(
    f"""
    WITH placed AS ({PLACED}),
    counted AS (
        SELECT kind, code, count(*) AS number, percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Y(point)) AS latitude,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_X(point)) AS longitude FROM placed GROUP BY kind, code)
    SELECT z.id, z.name, z.names, c.number, c.latitude, c.longitude
      FROM zone z JOIN counted c ON c.kind = z.kind AND c.code = z.code ORDER BY z.id
    """  # noqa: S608 - constants
)
FACETS = {"feature": "features", "label": "labels"}
"""Properties of concepts that visitors choose from; the others only answer wishes."""
NEXT_IDS = text("SELECT id FROM resource WHERE id > :after AND status = 'published' ORDER BY id LIMIT :slice")

Part = TypeVar("Part")


def list_all(session: Session, *, today: date) -> Iterator[ResourceSource]:
    """Return every published resource, slice by slice in order of id; memory stays small."""
    for ids in list_id_slices(session):
        yield from list_sources(session, ids, today=today)


def list_id_slices(session: Session) -> Iterator[list[int]]:
    """Return the ids of all published resources in slices, in their order."""
    after = 0
    while ids := list(session.execute(NEXT_IDS, {"after": after, "slice": SLICE}).scalars()):
        yield ids
        after = ids[-1]


def count_all(session: Session) -> int:
    """Return how many resources are published."""
    return int(session.execute(text("SELECT count(*) FROM resource WHERE status = 'published'")).scalar_one())


def list_sources(session: Session, ids: Sequence[int], *, today: date) -> list[ResourceSource]:
    """Return the published resources among `ids` as the index needs them; five statements for the whole slice."""
    values = {"ids": list(ids), "first_day": today - timedelta(days=PAST_KEPT_DAYS)}
    texts = _grouped(session.execute(TEXTS, values), lambda lang, *text: (lang, TextSource(*text)))
    openings = _grouped(session.execute(OPENINGS, values), OpeningSource)
    events = _grouped(session.execute(EVENT_DATES, values), EventSource)
    concepts = _grouped(session.execute(CONCEPTS, values), lambda kind, key: (FACETS.get(kind, "other_concepts"), key))
    return [
        _source(row, texts[row.id], openings=openings[row.id], events=events[row.id], concepts=concepts[row.id])
        for row in session.execute(RESOURCES, values)
    ]


def list_slices(session: Session, ids: Sequence[int], *, today: date) -> Iterator[ResourceSource]:
    """Return what `list_sources` does, slice by slice; memory stays small."""
    for start in range(0, len(ids), SLICE):
        yield from list_sources(session, ids[start : start + SLICE], today=today)


def _grouped(rows: Iterable[Row[Any]], build: Callable[..., Part]) -> dict[int, list[Part]]:
    """Return what each resource has, built of the columns after its id: reading them by name would cost more than all else."""
    groups: dict[int, list[Part]] = defaultdict(list)
    columns: list[Any]
    for resource_id, *columns in rows:
        groups[resource_id].append(build(*columns))
    return groups


def _source(
    row: Row[Any],
    texts: list[tuple[str, TextSource]],
    *,
    openings: list[OpeningSource],
    events: list[EventSource],
    concepts: list[tuple[str, str]],
) -> ResourceSource:
    keys: dict[str, list[str]] = defaultdict(list)
    for facet, key in concepts:
        keys[facet].append(key)
    return ResourceSource(
        id=row.id,
        revision=row.revision,
        kind=row.kind,
        category=row.category,
        also=categories.also_of(row.classes, row.category),
        texts=dict(texts),
        point=(row.latitude, row.longitude) if row.latitude is not None else None,
        commune_code=row.commune_code,
        commune_name=row.commune_name,
        postal_code=row.postal_code,
        department_code=row.department_code,
        region_code=row.region_code,
        is_free=row.is_free,
        has_price=row.has_price,
        openings=tuple(openings),
        events=tuple(events),
        is_accessible=row.is_accessible,
        pets_allowed=row.pets_allowed,
        has_internet=row.internet_access,
        languages=tuple(row.languages),
        features=tuple(keys["features"]),
        labels=tuple(keys["labels"]),
        other_concepts=tuple(dict.fromkeys(keys["other_concepts"])),
        tour=_tour(row) if row.is_tour else (),
        updated_on=row.last_update,
        popularity=row.popularity,
        quality=row.quality,
    )


def _tour(row: Row[Any]) -> tuple[str, ...]:
    return tour_bands.keys_of(
        length_m=row.distance_m,
        climb_m=row.climb_m,
        duration_min=row.duration_min,
        level=level_of(row.difficulty),
        is_loop=row.is_loop,
    )


def list_zones(session: Session) -> list[Zone]:
    """Return the zones in which there is something, as they are suggested."""
    return [
        Zone(
            row.id,
            tuple(dict.fromkeys([row.name, *(row.names or {}).values()])),
            weight=row.number,
            point=(row.latitude, row.longitude) if row.latitude is not None else None,
        )
        for row in session.execute(ZONES)
    ]
