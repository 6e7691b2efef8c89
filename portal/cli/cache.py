"""`flask cache`: how well it works, forgetting a tier, filling it after a deploy or a flush."""

import time

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.cache import backend, generations, hit_counts, page_visits
from portal.cache.tiers import PREFIX, TIERS
from portal.config import LANGUAGES

SCAN_COUNT = 1000
DELETE_AT_ONCE = 500
EVERYTHING = "all"
HOMES = [path for lang in LANGUAGES for path in (f"/{lang}/", f"/{lang}/search")]


@click.group("cache")
def cache_group() -> None:
    """Kept pages and results in Redis."""


@cache_group.command("stats")
@with_appcontext
def stats() -> None:
    """Print keys, lifetime and hit rate of each tier, and the memory Redis uses."""
    answered = backend.current().ask(lambda client: client.info("memory"))
    if not isinstance(answered, dict):
        raise click.ClickException("Redis does not answer, or REDIS_URL is not set")
    counts = hit_counts.read()
    click.echo(f"{'tier':<12}{'kept for':>10}{'keys':>10}{'hits':>12}{'misses':>12}{'hit rate':>10}")
    for name, tier in TIERS.items():
        hits, misses = counts.get(f"{name}:hits", 0), counts.get(f"{name}:misses", 0)
        rate = f"{hits / (hits + misses):.1%}" if hits + misses else "–"
        number = len(_list_keys(name))
        click.echo(f"{name:<12}{tier.ttl_s // 60:>6} min{number:>10}{hits:>12}{misses:>12}{rate:>10}")
    click.echo(f"memory: {answered['used_memory_human']} of {answered.get('maxmemory_human') or '0B'} (0B = no limit)")


@cache_group.command("clear")
@click.argument("tier", type=click.Choice([*TIERS, EVERYTHING]))
@with_appcontext
def clear(tier: str) -> None:
    """Forget everything of one tier, or all tiers at once. Pages are computed anew; nothing is lost."""
    if tier == EVERYTHING:
        if not generations.link.client or not generations.move_on((generations.EPOCH,)):
            raise click.ClickException("Redis does not answer, or REDIS_URL is not set")
        click.echo("A new epoch begins: nothing kept until now is shown again.")
        return
    keys = _list_keys(tier)
    for start in range(0, len(keys), DELETE_AT_ONCE):
        generations.link.client.unlink(*keys[start : start + DELETE_AT_ONCE])  # type: ignore[union-attr]
    click.echo(f"{len(keys)} keys of tier {tier} forgotten.")


@cache_group.command("warm")
@click.option("--pages", default=300, show_default=True, help="how many of the most visited pages")
@with_appcontext
def warm(pages: int) -> None:
    """Fill the cache with the most visited pages, as after a deploy or a flush; home and search in every language first."""
    paths = list(dict.fromkeys([*HOMES, *page_visits.list_most_visited(pages)]))
    client, started, failed = current_app.test_client(), time.monotonic(), 0
    with page_visits.not_counted():
        for path in paths:
            failed += client.get(path).status_code >= 400
    click.echo(
        f"{len(paths) - failed} pages warmed in {time.monotonic() - started:.1f} s, {failed} are no longer there."
    )


def _list_keys(namespace: str) -> list[bytes]:
    client = generations.link.client
    if client is None:
        raise click.ClickException("REDIS_URL is not set")
    return list(client.scan_iter(f"{PREFIX}{namespace}:*", count=SCAN_COUNT))
