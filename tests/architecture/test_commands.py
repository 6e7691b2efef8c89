"""Every command is there, under the name it is registered by."""

import click
import pytest

from portal.cli.registry import COMMANDS, LazyCommands


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_found_under_its_name(name):
    group = LazyCommands("portal")
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str()
