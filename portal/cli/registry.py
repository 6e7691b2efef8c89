"""List the commands that create_app adds to `flask`."""

import click
from sqlalchemy.exc import OperationalError

from portal.cli.accounts import accounts_group
from portal.cli.cache import cache_group
from portal.cli.demo import demo_group
from portal.cli.imports import import_command
from portal.cli.outbox import outbox_group
from portal.cli.schema import migrate_command
from portal.cli.search import search_group
from portal.cli.tours import tours_group
from portal.cli.zones import zones_group

COMMANDS = (
    accounts_group, cache_group, demo_group, import_command, migrate_command, outbox_group, search_group, tours_group,
    zones_group,
)  # fmt: skip


def tell_when_away(command: click.Command) -> click.Command:
    """Let a command say in one line what PostgreSQL complains of, instead of printing a stack."""
    invoke = command.invoke

    def told(context: click.Context) -> object:
        try:
            return invoke(context)
        except OperationalError as error:
            raise click.ClickException(f"PostgreSQL: {str(error.orig).splitlines()[0]}") from error

    command.invoke = told  # type: ignore[method-assign, assignment]
    return command


for command in COMMANDS:
    tell_when_away(command)
