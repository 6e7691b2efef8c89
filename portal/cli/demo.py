"""This file is `flask demo`: the demo region for an empty database."""

from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import text

from demo.build import build
from portal.cli.imports import import_paths
from portal.db import db


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
    build(archive, today=date.today())
    import_paths((archive,))
