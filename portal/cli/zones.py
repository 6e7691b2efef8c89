"""`flask zones`: outlines in, and a look at who lies far from their commune."""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.cli.following import tell_following
from portal.cli.imports import Progress, print_findings
from portal.db import db
from portal.errors import InvalidInput
from portal.importers.geojson import INSEE, OFFICIAL, Fields, read_features
from portal.models.zone import ZONE_KINDS
from portal.services.imports import history as import_history
from portal.services.imports import position_check
from portal.services.imports import zones as zone_import
from portal.services.imports.tally import Outcome
from portal.services.zones.store import OWN

NAMES_OF_FILES = {
    "region": "region",
    "région": "region",
    "departement": "department",
    "département": "department",
    "department": "department",
    "commune": "commune",
    "parc": "park",
    "park": "park",
    "pnr": "park",
    "custom": "custom",
    "territoire": "custom",
    "territory": "custom",
}
"""How names of files begin that hold zones of a kind."""
COUNTS = ("read", "added", "updated", "unchanged", "skipped")
EXAMPLES = 5


@click.group("zones")
def zones_group() -> None:
    """Regions, départements, communes, parks and territories of your own."""


@zones_group.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(ZONE_KINDS), help="what the file holds; taken from its name when not given")
@click.option("--code-property", default="code", show_default=True, help="the property that holds the code (INSEE)")
@click.option("--name-property", default="nom", show_default=True, help="the property that holds the name")
@click.option(
    "--source", help=f"who is named under the map for these outlines: {OFFICIAL} for zones of INSEE, nobody for others"
)
@with_appcontext
def import_zones(path: Path, *, kind: str | None, code_property: str, name_property: str, source: str | None) -> None:
    """Import outlines from a GeoJSON FeatureCollection; zones that are there keep their names."""
    kind = kind or _kind_of_file(path)
    source = source if source is not None else OFFICIAL if kind in INSEE else ""
    fields = Fields(kind, code_property, name_property, source)
    try:
        features = read_features(path, fields)
        progress = Progress(len(features), unit="zones")
        outcome = zone_import.run(db.transaction, features, fields, path=path, on_progress=progress)
    except InvalidInput as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped: every batch before this one is stored, run the same command again"
        ) from None
    _print(outcome, fields.kind, seconds=progress.close())
    if outcome.counts["added"] + outcome.counts["updated"]:
        tell_following()


@zones_group.command("check")
@with_appcontext
def check() -> None:
    """Look for resources whose position lies more than 5 km outside the outline of their commune."""
    started = time.monotonic()
    outcome = position_check.run(db.transaction)
    seconds = time.monotonic() - started
    counts = outcome.counts
    click.echo(
        f"Checked {counts['read']} positions in {seconds:.1f} s: {counts['doubted']} lie more than"
        f" {position_check.FAR_M // 1000} km outside their commune; {counts['without_outline']} more are in communes without an outline"
    )
    if not counts["read"]:
        click.echo("There are no outlines of communes to check against: `flask zones import FILE` brings them.")
    if outcome.run_id is not None and counts["doubted"]:
        with db.session() as session:
            for finding in import_history.list_findings(session, outcome.run_id, code=position_check.CODE)[:EXAMPLES]:
                click.echo(f"  {finding.source}/{finding.source_id}: {finding.value}")
        click.echo(f"Editors find all of them under /ops/imports/{outcome.run_id}.")


def _kind_of_file(path: Path) -> str:
    for beginning, kind in NAMES_OF_FILES.items():
        if path.name.lower().startswith(beginning):
            return kind
    raise click.UsageError(f"{path.name}: what does the file hold? Say --kind, one of {', '.join(ZONE_KINDS)}")


def _print(outcome: Outcome, kind: str, *, seconds: float) -> None:
    counts = ", ".join(f"{outcome.counts[name]} {name}" for name in COUNTS)
    click.echo(
        f"Imported zones of kind {kind} in {seconds:.1f} s ({outcome.counts['read'] / max(seconds, 0.001):.0f} zones/s): {counts}"
    )
    if not outcome.counts["read"]:
        click.echo("There were no features to read.")
    if outcome.counts["orphans"] and kind not in OWN:  # a park or a territory may reach across what lies above
        click.echo(
            f"Without a parent yet: {outcome.counts['orphans']}. Import what lies above (communes < départements < regions)."
        )
    print_findings(outcome)
