"""Write imported zones: outlines made valid by PostGIS, official names that are there kept, parents by code or by place."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.importers.geojson import ZoneRecord

SMALLEST_DEG2 = 1e-9
"""About eight square metres: less is no area, but what rounding leaves of a line."""
OWN = ("park", "custom")
WHOLE = 0.95
"""So much of a park's area must lie in a zone for the park to belong to it: simplified borders never fit exactly."""

STORE = text(
    """
    WITH incoming AS MATERIALIZED (
        SELECT place, code, name, ST_SetSRID(ST_GeomFromGeoJSON(shape), 4326) AS shape
          FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[]), CAST(:shapes AS text[]))
               WITH ORDINALITY AS new (code, name, shape, place)),
    judged AS MATERIALIZED (SELECT *, ST_IsValid(shape) AS is_valid FROM incoming),
    mended AS MATERIALIZED (
        -- By structure, overlapping parts become one; by lines, what lies in two of them would become a hole.
        SELECT j.place, j.code, CASE WHEN j.name <> '' AND :is_own THEN j.name ELSE coalesce(z.name, j.name) END AS name,
               CASE WHEN is_valid THEN '' ELSE ST_IsValidReason(shape) END AS fault,
               CASE WHEN is_valid THEN shape
                    ELSE ST_Multi(ST_CollectionExtract(ST_MakeValid(shape, 'method=structure'), 3)) END AS outline
          FROM judged j LEFT JOIN zone z ON z.kind = :kind AND z.code = j.code),
    stored AS (
        INSERT INTO zone (kind, code, name, outline, outline_source)
        SELECT :kind, code, name, outline, :source FROM mended WHERE name <> '' AND ST_Area(outline) > :smallest
        ON CONFLICT (kind, code)
        DO UPDATE SET name = excluded.name, outline = excluded.outline, outline_source = excluded.outline_source
         WHERE zone.outline IS DISTINCT FROM excluded.outline
            OR (zone.name, zone.outline_source) <> (excluded.name, excluded.outline_source)
        RETURNING code, xmax = 0 AS is_new)
    SELECT m.code, m.name, m.fault, ST_Area(m.outline) <= :smallest AS is_empty, s.is_new
      FROM mended m LEFT JOIN stored s USING (code) ORDER BY m.place
    """
)
PARENTS_BY_CODE = text(
    """
    UPDATE zone SET parent_id = d.id FROM zone d
     WHERE zone.kind = 'commune' AND zone.parent_id IS NULL AND d.kind = 'department'
       AND d.code = left(zone.code, CASE WHEN zone.code ~ '^9[78]' THEN 3 ELSE 2 END)
    """
)
PARENTS_BY_PLACE = text(
    """
    WITH orphan AS MATERIALIZED (
        SELECT id, kind, outline, ST_PointOnSurface(outline) AS inside FROM zone
         WHERE parent_id IS NULL AND outline IS NOT NULL AND kind <> 'region'),
    found AS (
        SELECT DISTINCT ON (o.id) o.id, p.id AS parent_id FROM orphan o JOIN zone p ON ST_Intersects(p.outline, o.inside)
           AND (o.kind, p.kind) IN (('commune', 'department'), ('department', 'region'), ('park', 'department'), ('park', 'region'),
                                    ('custom', 'commune'), ('custom', 'department'), ('custom', 'region'))
         WHERE o.kind NOT IN ('park', 'custom')
            OR ST_Area(ST_Intersection(p.outline, o.outline)) >= :whole * ST_Area(o.outline)
         ORDER BY o.id, ST_Area(p.outline))
    UPDATE zone SET parent_id = found.parent_id FROM found WHERE zone.id = found.id
    """
)
ORPHANS = text("SELECT count(*) FROM zone WHERE kind = :kind AND parent_id IS NULL AND outline IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one zone. fault: why its outline had to be made valid; is_new: None when nothing was written."""

    code: str
    name: str
    fault: str
    is_empty: bool
    is_new: bool | None


def store(session: Session, kind: str, records: Sequence[ZoneRecord], *, source: str = "") -> list[Stored]:
    """Write zones of one kind, each code once, and say what became of each. The caller commits.

    A name that is there stays, but for parks and own territories: nobody else names them.
    source: who is named under a map for these outlines.
    """
    values = {
        "kind": kind,
        "is_own": kind in OWN,
        "source": source,
        "smallest": SMALLEST_DEG2,
        "codes": [record.code for record in records],
        "names": [record.name for record in records],
        "shapes": [record.shape for record in records],
    }
    return [Stored(*row) for row in session.execute(STORE, values)]


def set_parents(session: Session) -> None:
    """Give every zone without a parent the one its code names, else the smallest that holds it; the planner learns what is there."""
    session.execute(text("ANALYZE zone"))
    session.execute(PARENTS_BY_CODE)
    session.execute(PARENTS_BY_PLACE, {"whole": WHOLE})


def count_orphans(session: Session, kind: str) -> int:
    """Return how many zones of a kind with an outline have no parent."""
    return int(session.execute(ORPHANS, {"kind": kind}).scalar_one())
