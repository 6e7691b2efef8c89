"""What tests of tours share: a few places in an empty database, and short words for them."""

from pathlib import Path

from sqlalchemy import text

from portal.db import db
from portal.services.imports import run as import_run
from portal.services.tours import attach as tour_attach
from tests.factories.datatourisme import build_place, write_flux
from tests.factories.gpx import gpx, mapped
from tests.own_portal import empty_tables

WALK = ["Tour", "WalkingTour", "PointOfInterest"]


def lay(folder: Path) -> None:
    """Fill the empty database with a castle, and two walks: one with nothing stated, one with length and climb."""
    with db.transaction() as session:
        empty_tables(session, "resource, import_run, zone, concept, outbox")
    deliver(folder, build_place(0), walk(1), walk(2, tourDistance="9000", positiveCumulDifference="150"))


def walk(number: int, **changes):
    changes = {"@type": WALK, "rdfs:label": {"fr": [f"Côte numéro {number}"]}, **changes}
    return build_place(number, **changes)


def deliver(folder, *objects):
    import_run.run(db.transaction, (write_flux(folder / "flux.zip", list(objects)),))


def id_of(name: str) -> int:
    with db.session() as session:
        return session.execute(
            text("SELECT resource_id FROM resource_text WHERE name = :name"), {"name": name}
        ).scalar_one()


def attach(wanted: str, *bodies: str):
    track = mapped(gpx(*bodies)).track
    with db.transaction() as session:
        return tour_attach.attach(session, tour_attach.get_tour(session, wanted), track)


def row(wanted: str):
    with db.session() as session:
        return session.execute(
            text(
                "SELECT t.*, ST_NPoints(line) AS points, ST_NDims(line) AS dims, ST_SRID(line) AS srid FROM tour t"
                " WHERE resource_id = :id"
            ),
            {"id": id_of(wanted)},
        ).one_or_none()
