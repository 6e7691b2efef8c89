"""`flask migrate`."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.services.operations import schema


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the database to the newest schema; two at once wait for each other."""
    schema.upgrade(current_app.extensions["escale"].database_url)
    click.echo("The database has the newest schema.")
