"""Check positions against the outlines of communes: who lies far outside is a finding for editors."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.importers.records import Finding, marked
from portal.services.imports import history as import_history
from portal.services.imports import store as import_store
from portal.services.imports.tally import Outcome

FAR_M = 5_000
SURELY_NEAR_DEG = FAR_M / 111_700
"""No degree is longer than 111.7 km anywhere: what is nearer than this on the plane need not be measured on the spheroid."""
CHECK = "zones.check"
CODE = "place.far_from_commune"

MISPLACED = text(
    """
    WITH placed AS MATERIALIZED (
        -- In the order of the outlines, so that each is read and prepared once.
        SELECT r.id, r.source, r.source_id, r.point, array_append(r.former_commune_codes, r.commune_code) AS codes,
               z.code, z.name, z.outline
          FROM resource r JOIN zone z ON z.kind = 'commune' AND z.code = r.commune_code
         WHERE r.status <> 'archived' AND r.point IS NOT NULL AND z.outline IS NOT NULL
           AND (CAST(:is_all AS boolean) OR r.id = ANY(CAST(:ids AS bigint[])))
         ORDER BY z.id),
    outside AS MATERIALIZED (
        SELECT * FROM placed WHERE NOT ST_Intersects(outline, point) AND NOT ST_DWithin(outline, point, :surely_near_deg)),
    -- A merged commune keeps the code of its seat, and older outlines show the seat alone: what it took in counts too.
    measured AS MATERIALIZED (
        SELECT o.*, (SELECT min(ST_Distance(geography(c.outline), geography(o.point))) FROM zone c
                      WHERE c.kind = 'commune' AND c.code = ANY(o.codes) AND c.outline IS NOT NULL) AS distance_m
          FROM outside o)
    SELECT m.source, m.source_id, m.name, m.code, m.distance_m, h.name AS here, h.code AS here_code
      FROM measured m
      LEFT JOIN LATERAL (SELECT name, code FROM zone
                          WHERE kind = 'commune' AND ST_Intersects(outline, m.point) ORDER BY id LIMIT 1) h ON true
     WHERE m.distance_m > :far_m ORDER BY m.distance_m DESC, m.id
    """
)
COUNTS = text(
    """
    SELECT count(*) FILTER (WHERE z.outline IS NOT NULL) AS checked,
           count(*) FILTER (WHERE z.outline IS NULL) AS without_outline
      FROM resource r LEFT JOIN zone z ON z.kind = 'commune' AND z.code = r.commune_code
     WHERE r.status <> 'archived' AND r.point IS NOT NULL
    """
)


def run(transaction: Callable[[], AbstractContextManager[Session]]) -> Outcome:
    """Check every resource that is not archived; keep the findings as a run of their own.

    counts: "read" (in communes with an outline), "without_outline", "doubted".
    """
    outcome = Outcome(None)
    with transaction() as session:
        import_store.allow_bulk(session)
        outcome.run_id = import_history.start(session, [], importer=CHECK)
        counted = session.execute(COUNTS).one()
        findings = find_misplaced(session)
        import_store.store_findings(session, findings, run_id=outcome.run_id)
        outcome.note(findings)
        outcome.counts.update(read=counted.checked, without_outline=counted.without_outline, doubted=len(findings))
        import_history.finish(session, outcome.run_id, state="finished", counts=dict(outcome.counts), error="")
    return outcome


def find_misplaced(session: Session, *, only: Collection[int] | None = None) -> list[Finding]:
    """Return a finding for each resource more than 5 km (on the spheroid) outside its commune, the farthest first; one statement.

    only: ids of the resources to look at, None = all.
    """
    values = {"is_all": only is None, "ids": list(only or ()), "far_m": FAR_M, "surely_near_deg": SURELY_NEAR_DEG}
    message = marked("The position lies more than 5 km outside the commune.")
    return [
        Finding("doubted", CODE, "isLocatedAt", message, _shown(row), row.source, row.source_id)
        for row in session.execute(MISPLACED, values)
    ]


def _shown(row: Any) -> str:  # noqa: ANN401 - a database row
    """Write how far it is and from where to where, e.g. "12.3 km · Blois (41018) → Vendôme (41269)"."""
    here = f" → {row.here} ({row.here_code})" if row.here else ""
    return f"{row.distance_m / 1000:.1f} km · {row.name} ({row.code}){here}"
