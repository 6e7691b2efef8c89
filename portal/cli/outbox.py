"""`flask outbox`: what the sinks have not heard yet, and trying again what was set aside."""

import click
from flask.cli import with_appcontext

from portal.db import db
from portal.models.outbox import SINKS
from portal.services.outbox import journal
from portal.services.outbox.wakeup import wake


@click.group("outbox")
def outbox_group() -> None:
    """Changes on their way to cache, search and live pages."""


@outbox_group.command("status")
@with_appcontext
def status() -> None:
    """Print how far each sink is behind, why, and what was set aside."""
    with db.session() as session:
        for item in journal.list_backlog(session):
            waiting = (
                f"{item.waiting} waiting, the oldest for {item.age_s:.0f} s" if item.waiting else "nothing waiting"
            )
            down = f"; down, next try {item.next_try_at:%H:%M:%S} UTC: {item.error}" if item.next_try_at else ""
            click.echo(f"{item.sink:<7} {waiting}{down}")
        for failure in journal.list_set_aside(session):
            click.echo(
                f"set aside by {failure.sink}: {failure.entity} {failure.entity_id}, {failure.tries} tries: {failure.error}"
            )


@outbox_group.command("replay")
@click.option("--sink", type=click.Choice(SINKS), help="only what this sink set aside")
@with_appcontext
def replay(sink: str | None) -> None:
    """Try again what was set aside."""
    with db.transaction() as session:
        number = journal.replay(session, sink=sink)
    click.echo(f"Entries to try again: {number}")
    if number:
        with db.session() as session:
            wake(session)
