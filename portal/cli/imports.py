"""`flask import`: deliveries in, progress on the way, findings at the end."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from portal.cli.following import tell_following
from portal.db import db
from portal.errors import InvalidInput
from portal.importers.archives import count_objects
from portal.importers.titles import TITLES
from portal.services.imports import run as import_run
from portal.services.imports.run import Options
from portal.services.imports.tally import Outcome
from portal.services.operations import schema

LINE_EVERY_S = 10.0
MAPPERS = 2
MANY = 2_000
"""From so many objects on, other processes are worth their second of start."""
COUNTS = ("read", "added", "updated", "unchanged", "returned", "skipped", "missing", "archived")
CHANGES = ("added", "updated", "archived", "returned")
EFFECTS = {"skipped": "record skipped", "dropped": "field dropped", "mended": "field mended", "doubted": "worth a look"}


class Progress:
    """Show rate and time left: a bar on a terminal, a plain line now and then otherwise."""

    def __init__(self, total: int, *, unit: str = "objects") -> None:
        """Start counting towards `total`."""
        self._bar = tqdm(total=total, unit=f" {unit}", disable=not sys.stderr.isatty())
        self._total, self._done, self._unit = total, 0, unit
        self._started = self._last_line = time.monotonic()

    def __call__(self, number: int) -> None:
        """Note that `number` more are done."""
        self._bar.update(number)
        self._done += number
        now = time.monotonic()
        if self._bar.disable and now - self._last_line >= LINE_EVERY_S:
            self._last_line = now
            rate = self._done / (now - self._started)
            left = (self._total - self._done) / rate
            # What comes after the last one takes its time too.
            ahead = f"{left:.0f} s left" if left > 0 else "finishing"
            click.echo(f"{self._done} of {self._total} {self._unit}, {rate:.0f}/s, {ahead}")

    def close(self) -> float:
        """End the bar; return the seconds since the start."""
        self._bar.close()
        return time.monotonic() - self._started


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="show what would happen, store nothing")
@click.option("--archive-missing", is_flag=True, help="archive what its source has not delivered for more than 7 days")
@click.option(
    "--allow-shrinking", is_flag=True, help="archive also where a source loses more than a tenth of its records"
)
@with_appcontext
def import_command(paths: tuple[Path, ...], dry_run: bool, archive_missing: bool, allow_shrinking: bool) -> None:
    """Import DATAtourisme deliveries: flux archives (.zip), folders of objects, or single objects (.json)."""
    if not schema.is_current(db.engine):
        raise click.ClickException("The database has an older schema than this code: run `flask migrate` first.")
    options = Options(dry_run=dry_run, archive_missing=archive_missing, is_shrinking_allowed=allow_shrinking)
    outcome = import_paths(paths, options)
    if outcome.run_id is not None and any(outcome.counts[name] for name in CHANGES):
        tell_following()
    refused = outcome.findings["doubted", "source.shrunk"]
    if refused:
        raise click.ClickException(
            f"{refused} sources would lose more than a tenth of their records, as after half a delivery: nothing of them was archived."
            " All that was delivered is stored. If they really are gone, run it again with --allow-shrinking."
        )


def import_paths(paths: tuple[Path, ...], options: Options = Options()) -> Outcome:  # noqa: B008 - frozen
    """Import and print what happened; the index follows through a job."""
    try:
        number = count_objects(paths)
        progress = Progress(number)
        options = replace(options, processes=MAPPERS if number >= MANY else 0)
        outcome = import_run.run(db.transaction, paths, options, on_progress=progress)
    except InvalidInput as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise click.ClickException(
            f"PostgreSQL did not go on: {reason}. Every batch before this one is stored; run the same command again"
        ) from error
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped: every batch before this one is stored, run the same command again"
        ) from None
    _print(outcome, seconds=progress.close(), options=options)
    return outcome


def _print(outcome: Outcome, *, seconds: float, options: Options) -> None:
    counts = ", ".join(
        f"{outcome.counts[name]} {name}" for name in COUNTS if outcome.counts[name] or name in COUNTS[:4]
    )
    verb = "Would have imported" if options.dry_run else "Imported"
    click.echo(f"{verb} in {seconds:.1f} s ({outcome.counts['read'] / max(seconds, 0.001):.0f} objects/s): {counts}")
    if not outcome.counts["read"]:
        click.echo("There were no objects to read: a flux has them under objects/, as .json files.")
    changed = outcome.counts["added"] + outcome.counts["updated"] + outcome.counts["archived"]
    if not changed and outcome.counts["unchanged"]:
        click.echo("Nothing has changed since the last import.")
    print_findings(outcome)


def print_findings(outcome: Outcome) -> None:
    """Print every kind of finding with its number and an example, the most frequent first."""
    if not outcome.findings:
        return
    click.echo("Findings:")
    for (effect, code), number in outcome.findings.most_common():
        example = outcome.examples[effect, code]
        where = f"{example.source}/{example.source_id}" if example.source_id else example.value
        click.echo(f"  {number:>7}  {EFFECTS[effect]}: {TITLES.get(code, code)}")
        click.echo(f"           e.g. {where} · {example.field}: {example.message} [{example.value}]")
