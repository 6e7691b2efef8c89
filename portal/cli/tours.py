"""`flask tours`: lines of tours from GPX files."""

from collections import Counter
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.cli.following import tell_following
from portal.db import db
from portal.errors import EscaleError
from portal.importers.gpx.mapping import GpxFile, Mapped, map_gpx
from portal.importers.gpx.reading import Limits
from portal.importers.records import Finding
from portal.importers.titles import TITLES
from portal.services.tours import attach as tour_attach
from portal.services.tours.attach import Attached

EFFECTS = {"skipped": "file refused", "dropped": "left out", "mended": "mended"}
METRES_PER_KM = 1000
UNITS = {"distance_m": " m", "climb_m": " m", "descent_m": " m", "duration_min": " min"}


@click.group("tours")
def tours_group() -> None:
    """Lines of tours."""


@tours_group.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--resource", "wanted", required=True, metavar="ID", help="id or whole name of the tour they belong to")
@click.option("--dry-run", is_flag=True, help="show what would happen, store nothing")
@with_appcontext
def import_command(paths: tuple[Path, ...], wanted: str, dry_run: bool) -> None:
    """Give a tour its line from GPX files; several files are its stages, in order. Only facts nobody has stated are filled in."""
    mapped = map_gpx([GpxFile(path.name, _read(path)) for path in paths])
    _print_findings(mapped)
    if mapped.track is None:
        raise click.ClickException("Nothing was stored: a file cannot be used, see above")
    try:
        with db.transaction() as session, session.begin_nested() as trial:
            attached = tour_attach.attach(session, tour_attach.get_tour(session, wanted), mapped.track)
            if dry_run:
                trial.rollback()
    except EscaleError as error:
        raise click.ClickException(str(error)) from error
    _print(attached, mapped, dry_run=dry_run)
    if not dry_run:
        tell_following()


def _read(path: Path) -> bytes:
    """Return the file, or one byte more than is read of it."""
    with path.open("rb") as file:
        return file.read(Limits().file_bytes + 1)


def _print(attached: Attached, mapped: Mapped, *, dry_run: bool) -> None:
    verb = "Would have stored" if dry_run else "Stored"
    place = "in place of its former line" if attached.is_replaced else "as its line"
    click.echo(
        f"{verb} {attached.points} points and {attached.waypoints} waypoints {place}:"
        f" {attached.resource_id} {attached.name}"
    )
    for name, value in attached.facts.items():
        source = "computed" if name in attached.computed else "stated" if value not in (None, "") else "not known"
        shown = "–" if value in (None, "") else f"{value}{UNITS.get(name, '')}"
        click.echo(f"  {name:<13}{shown:>12}  {source}")
    for doubt in attached.doubts:
        way = {name: _way(metres) for name, metres in doubt.metres.items()}
        click.echo(f"  worth a look: {TITLES[doubt.code]}: {doubt.message % way}")
    for name, (stated, measured) in attached.doubtful.items():
        click.echo(f"  {name}: stated are {stated:.0f} m, the line has {measured:.0f} m; what is stated was kept")
    if mapped.track and mapped.track.has_heights:
        click.echo(f"  heights from {mapped.track.lowest_m:.0f} m to {mapped.track.highest_m:.0f} m")


def _way(metres: float) -> str:
    return f"{metres:.0f} m" if metres < METRES_PER_KM else f"{metres / METRES_PER_KM:.1f} km"


def _print_findings(mapped: Mapped) -> None:
    if not mapped.findings:
        return
    click.echo("Findings:")
    numbers = Counter((finding.effect, finding.code) for finding in mapped.findings)
    examples: dict[tuple[str, str], Finding] = {}
    for finding in mapped.findings:
        examples.setdefault((finding.effect, finding.code), finding)
    for (effect, code), number in numbers.most_common():
        example = examples[effect, code]
        click.echo(f"  {number:>7}  {EFFECTS[effect]}: {TITLES.get(code, code)}")
        click.echo(f"           e.g. {example.source_id} · {example.field}: {example.message} [{example.value}]")
