"""`flask demo`: the demo region for an empty database."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import text

import demo
from demo.build import build
from portal import clock
from portal.cli.imports import import_paths
from portal.db import db
from portal.importers.geojson import Fields, read_features
from portal.services.imports import zones as zone_import

OUTLINES = Path(demo.__file__).parent / "outlines"
SOURCE = "IGN ADMIN EXPRESS COG 2024"
COARSE = "Natural Earth"
"""Of the outlines the demo had before."""
KNOWN = text("SELECT code FROM zone WHERE kind = :kind AND outline IS NOT NULL AND outline_source <> :coarse")


@click.group("demo")
def demo_group() -> None:
    """The demo region: the Loire Valley between Blois and Chinon."""


@demo_group.command("load")
@click.option("--archive", type=click.Path(path_type=Path), default=Path("var/demo-flux.zip"), show_default=True)
@with_appcontext
def load(archive: Path) -> None:
    """Build the demo archive and import it when the database has no resource yet, or only the demo's."""
    with db.session() as session:
        foreign = session.execute(text("SELECT count(*) FROM resource WHERE source <> '99'")).scalar_one()
    if foreign:
        click.echo(f"The database already has {foreign} resources of yours: the demo region is not loaded.")
        return
    archive.parent.mkdir(parents=True, exist_ok=True)
    build(archive, today=clock.today())
    import_paths((archive,))
    _load_outlines()


def _load_outlines() -> None:
    """Give the region, its départements and communes their outlines; others that are there stay."""
    for path in sorted(OUTLINES.glob("*.geojson"), reverse=True):
        fields = Fields(path.stem, source=SOURCE)
        with db.session() as session:
            known = set(session.execute(KNOWN, {"kind": fields.kind, "coarse": COARSE}).scalars())
        ours = [feature for feature in read_features(path, fields) if isinstance(feature, dict)]
        features: list[object] = [feature for feature in ours if feature["properties"]["code"] not in known]
        if features:
            zone_import.run(db.transaction, features, fields, path=path)
