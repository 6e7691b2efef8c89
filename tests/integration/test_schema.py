"""Compare models with migrations, go back and forth, and restore dumps of a full database in every way there is."""

import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from psycopg import sql
from sqlalchemy import create_engine

from portal.models.tables import metadata
from portal.services.operations import schema
from tests.own_portal import database_url

OBJECTS = """
    SELECT 'table ' || relname || ' ' || relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'i', 'm')
    UNION ALL SELECT 'trigger ' || tgname || ' ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'constraint ' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
ROWS = ("resource", "resource_text", "search_name", "map_place", "zone", "outbox", "price")
SEARCH = """
    SELECT resource_id FROM search_name WHERE words @@ plainto_tsquery('simple', public.escale_fold('château')) ORDER BY 1
"""
WAYS = {
    "pg_restore": ["pg_restore", "--exit-on-error", "-d", "{url}", "{custom}"],
    "pg_restore in one transaction": ["pg_restore", "-1", "-d", "{url}", "{custom}"],
    "psql": ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", "{plain}", "{url}"],
}
WITHOUT_MODEL = ("search_name", "ix_zone_words")
"""Triggers fill it, SQL alone reads it; an index of an expression."""
PG_BIN = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))


@pytest.fixture
def database(server_url: str) -> Iterator[str]:
    """The address of an empty database."""
    name = f"escale_restored_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        yield database_url(server_url, name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def dumps(filled, config, tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("dumps")
    found = {"custom": str(folder / "escale.dump"), "plain": str(folder / "escale.sql")}
    for name, path in found.items():
        _run(["pg_dump", f"--format={name}", "-f", path, config.database_url])
    return found


@pytest.mark.parametrize("way", WAYS)
def test_dump_restores(filled, config, dumps, database, way):
    _run([part.format(url=database, **dumps) for part in WAYS[way]])
    with psycopg.connect(config.database_url) as before, psycopg.connect(database) as after:
        assert _all(after, OBJECTS) == _all(before, OBJECTS)
        for table in ROWS:
            count = f"SELECT count(*) FROM {table}"
            assert _all(after, count) == _all(before, count), table
        assert _all(after, SEARCH) == _all(before, SEARCH) != []
        noted = "SELECT count(*) FROM outbox WHERE entity = 'resource' AND entity_id = (SELECT min(id) FROM resource)"
        former = int(_all(after, noted)[0])
        after.execute(
            "UPDATE resource_text SET short = short || '!' WHERE resource_id = (SELECT min(id) FROM resource)"
        )
        assert _all(after, noted) == [str(former + 1)], "a change is noted"


def test_models_are_what_migrations_make(database):
    schema.upgrade(database)
    engine = create_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": _is_ours, "compare_type": True, "compare_server_default": False}
        )
        differences = [_told(one) for one in compare_metadata(context, metadata)]
    engine.dispose()
    assert not differences, "\n".join(differences)


def test_every_migration_goes_back_and_forth(database):
    schema.upgrade(database)
    with psycopg.connect(database) as connection:
        before = _all(connection, OBJECTS)
    command.downgrade(schema.alembic_config(database), "0001")
    schema.upgrade(database)
    with psycopg.connect(database) as connection:
        assert _all(connection, OBJECTS) == before


def test_truncate_is_refused_where_nobody_would_hear_of_it(database):
    schema.upgrade(database)
    with psycopg.connect(database) as connection, pytest.raises(psycopg.errors.RaiseException, match="told to nobody"):
        connection.execute("TRUNCATE resource CASCADE")


def _run(command: list[str]) -> None:
    done = subprocess.run([str(PG_BIN / command[0]), *command[1:]], capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr[-2000:]


def _all(connection: psycopg.Connection, statement: str) -> list[str]:
    return sorted(str(row[0]) for row in connection.execute(statement))


def _is_ours(found: object, name: str, kind: str, reflected: bool, compare_to: object) -> bool:
    if name in WITHOUT_MODEL or name.startswith("ix_search_name_"):
        return False
    return alembic_helpers.include_object(found, name, kind, reflected, compare_to)


def _told(difference: object) -> str:
    return str(difference)[:300]
