"""`flask search`: the index, rebuilt from PostgreSQL at any time."""

import sys
import time
from datetime import UTC, datetime
from typing import Never

import click
from flask.cli import with_appcontext
from sqlalchemy import text
from tqdm import tqdm

from portal import clock
from portal.db import db
from portal.errors import ServiceUnavailable
from portal.services.index import drift as index_drift
from portal.services.index import rebuild as index_rebuild
from portal.services.index import source as index_source
from portal.services.outbox import journal
from portal.services.searching import engines
from search.client import SearchUnavailable
from search.index.aliases import SUBJECTS
from search.index.status import IndexStatus, read_status


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
                report = index_rebuild.rebuild(
                    session, today=clock.today(), on_progress=lambda done: _advance(bar, done)
                )
            journal.mark_up(session, "search")
    except (ServiceUnavailable, SearchUnavailable) as error:
        raise click.ClickException(str(error)) from error
    seconds = time.monotonic() - started
    click.echo(report.plan.reason)
    click.echo(
        f"{report.index}: {report.indexed} documents in {seconds:.1f} s ({report.indexed / seconds:.0f}/s),"
        f" {len(report.failed)} refused"
    )


@search_group.command("rollback")
@with_appcontext
def rollback() -> None:
    """Search the index before the last rebuild again, once it has caught up with PostgreSQL."""
    try:
        with db.transaction() as session:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            index = index_rebuild.roll_back(session)
    except (ServiceUnavailable, SearchUnavailable) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{index} is searched now; `flask search rollback` again goes back to the other one")


@search_group.command("status")
@with_appcontext
def status() -> None:
    """Print what visitors search: index, documents, size, shards, segments, age; and how far it is from PostgreSQL."""
    client = engines.elasticsearch()
    if client is None:
        raise click.ClickException("ELASTICSEARCH_URL is not set: the portal runs on basic search")
    try:
        for subject in SUBJECTS:
            _print_status(read_status(client, prefix=engines.index_prefix(), subject=subject))
        with db.session() as session:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            drift = index_drift.reconcile(session, is_repaired=False)
            published = index_source.count_all(session)
    except SearchUnavailable as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"PostgreSQL: {published} published resources; missing or stale in the index {drift.missing}, surplus {drift.surplus}"
    )


def _print_status(found: IndexStatus) -> None:
    age = datetime.now(UTC) - found.built_at
    click.echo(
        f"{found.index}: {found.documents} documents, {found.tombstones} tombstones, {found.bytes / 1e6:.1f} MB"
        f" ({found.bytes_per_document:.0f} bytes each), {found.shards} shards × {1 + found.replicas}, {found.segments} segments,"
        f" built {age.days} d {age.seconds // 3600} h ago, {found.health}"
    )
    click.echo(f"  kept for a roll-back: {found.former or 'none'}")


def _advance(bar: "tqdm[Never]", done: int) -> None:
    bar.update(done - bar.n)


def _wait_for_elasticsearch(seconds: int) -> None:
    client = engines.elasticsearch()
    deadline = time.monotonic() + seconds
    while client is not None and time.monotonic() < deadline and not client.ping():
        time.sleep(1)
