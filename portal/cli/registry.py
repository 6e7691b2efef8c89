"""The commands that create_app adds to `flask`, each imported when it is called: a process that answers pages needs none of them."""

from importlib import import_module

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

COMMANDS = {
    "accounts": "portal.cli.accounts:accounts_group",
    "cache": "portal.cli.cache:cache_group",
    "demo": "portal.cli.demo:demo_group",
    "import": "portal.cli.imports:import_command",
    "migrate": "portal.cli.schema:migrate_command",
    "outbox": "portal.cli.outbox:outbox_group",
    "search": "portal.cli.search:search_group",
    "tours": "portal.cli.tours:tours_group",
    "zones": "portal.cli.zones:zones_group",
}


class LazyCommands(AppGroup):
    """Knows the names of our commands, and reads the code of the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = COMMANDS[cmd_name].split(":")
        return _tell_when_away(getattr(import_module(module), name))


def _tell_when_away(command: click.Command) -> click.Command:
    """Let a command say in one line what PostgreSQL complains of, instead of printing a stack."""
    invoke = type(command).invoke

    def told(context: click.Context) -> object:
        try:
            return invoke(command, context)
        except OperationalError as error:
            raise click.ClickException(f"PostgreSQL: {str(error.orig).splitlines()[0]}") from error

    command.invoke = told  # type: ignore[method-assign, assignment]
    return command
