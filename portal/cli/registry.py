"""This file lists the commands that create_app adds to `flask`."""

from portal.cli.accounts import accounts_group
from portal.cli.cache import cache_group
from portal.cli.demo import demo_group
from portal.cli.imports import import_command
from portal.cli.outbox import outbox_group
from portal.cli.schema import migrate_command
from portal.cli.search import search_group
from portal.cli.tours import tours_group

COMMANDS = (
    accounts_group, cache_group, demo_group, import_command, migrate_command, outbox_group, search_group, tours_group,
)  # fmt: skip
