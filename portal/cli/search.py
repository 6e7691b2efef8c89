"""This file is `flask search`: the index, rebuilt from PostgreSQL at any time."""

import sys
import time
from datetime import date
from typing import Never

import click
from flask.cli import with_appcontext
from sqlalchemy import text
from tqdm import tqdm

from portal.db import db
from portal.errors import ServiceUnavailable
from portal.services import engines, index_source, indexing
from search import indexer
from search.client import SearchUnavailable


@click.group("search")
def search_group() -> None:
    """The search index."""


@search_group.command("rebuild")
@click.option("--wait", "wait_s", default=0, show_default=True, help="seconds to wait for Elasticsearch to come up")
@with_appcontext
def rebuild(wait_s: int) -> None:
    """Build a new index of everything published and swap it in; searches go on meanwhile."""
    _wait_for_elasticsearch(wait_s)
    started = time.monotonic()
    try:
        with db.transaction() as session:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            with tqdm(total=index_source.count_all(session), unit=" docs", disable=not sys.stderr.isatty()) as bar:
                report = indexing.rebuild(session, today=date.today(), on_progress=lambda done: _advance(bar, done))
    except (ServiceUnavailable, SearchUnavailable) as error:
        raise click.ClickException(str(error)) from error
    seconds = time.monotonic() - started
    click.echo(
        f"{report.index}: {report.indexed} documents in {seconds:.1f} s ({report.indexed / seconds:.0f}/s),"
        f" {len(report.failed)} refused"
    )


@search_group.command("status")
@with_appcontext
def status() -> None:
    """Print what visitors search: index, documents, size; and what PostgreSQL has."""
    client = engines.elasticsearch()
    if client is None:
        raise click.ClickException("ELASTICSEARCH_URL is not set: the portal runs on basic search")
    try:
        found = indexer.status(client, prefix=engines.index_prefix())
    except SearchUnavailable as error:
        raise click.ClickException(str(error)) from error
    with db.session() as session:
        published = index_source.count_all(session)
    click.echo(f"{found.index}: {found.documents} documents, {found.bytes / 1e6:.1f} MB, {found.health}")
    click.echo(f"PostgreSQL: {published} published resources")


def _advance(bar: "tqdm[Never]", done: int) -> None:
    bar.update(done - bar.n)


def _wait_for_elasticsearch(seconds: int) -> None:
    client = engines.elasticsearch()
    deadline = time.monotonic() + seconds
    while client is not None and time.monotonic() < deadline and not client.ping():
        time.sleep(1)
