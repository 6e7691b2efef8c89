"""What commands say of cache and search after a change: they follow by themselves, when there is a process to see to it."""

import click

from portal.db import db
from portal.services.outbox.wakeup import is_listened_to

FOLLOW = "Pages and search follow in the background."
NOBODY = "Nobody listens for changes now: pages and search follow once `python -m workers.drainer` runs (script/server starts it)."


def tell_following() -> None:
    """Print whether pages and search hear of what was stored."""
    with db.session() as session:
        click.echo(FOLLOW if is_listened_to(session) else NOBODY)
