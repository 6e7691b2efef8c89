"""`flask accounts`: making accounts from the command line."""

import click
from flask.cli import with_appcontext

from portal.db import db
from portal.errors import InvalidInput
from portal.models.account import ROLES
from portal.services.accounts import accounts

DEMO_ACCOUNTS = (("editor@demo.escale.example", "editor"), ("operator@demo.escale.example", "operator"))


@click.group("accounts")
def accounts_group() -> None:
    """Accounts of editors and operators."""


@accounts_group.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="editor", show_default=True)
@click.option("--name", default="")
@click.option("--password", default="", help="10 characters or more; asked for or made up when not given")
@with_appcontext
def create(email: str, role: str, name: str, password: str) -> None:
    """Make one account and print its password when it was made up."""
    chosen = password or accounts.new_password()
    try:
        with db.transaction() as session:
            accounts.create(session, email=email, password=chosen, role=role, name=name)
    except InvalidInput as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{role}: {email}" + ("" if password else f"   password: {chosen}"))


@accounts_group.command("demo")
@click.option("--password", required=True, envvar="ESCALE_DEMO_PASSWORD", help="the same for both")
@with_appcontext
def demo(password: str) -> None:
    """Make the demo accounts that are not there yet, and print all of them."""
    with db.transaction() as session:
        for email, role in DEMO_ACCOUNTS:
            if accounts.find_by_email(session, email) is None:
                accounts.create(session, email=email, password=password, role=role)
    for email, role in DEMO_ACCOUNTS:
        click.echo(f"{role}: {email}   password: {password}")
