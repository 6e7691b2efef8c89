"""This file gives tests the real services: a database of their own from a template, Redis, Elasticsearch."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from portal.app import create_app
from portal.cache import generations
from portal.config import Config
from portal.db import db
from portal.services import schema

pytest_plugins = ("tests.demo_region", "tests.page_client", "tests.outbox_client")

NEEDED = ("DATABASE_URL", "REDIS_URL", "QUEUE_REDIS_URL", "SECRET_KEY")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say once, clearly, what is missing, instead of a hundred connection errors."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing and any("unit" not in item.path.parts for item in items):
        raise pytest.UsageError(
            f"{', '.join(missing)} not set: run the tests with script/test, or units alone: pytest tests/unit"
        )


@pytest.fixture(scope="session")
def server_url() -> str:
    """Address of the PostgreSQL server's maintenance database."""
    return os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """A database with the whole schema, from which each test module's is copied in a tenth of a second."""
    name = f"escale_template_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        schema.upgrade(database_url(server_url, name))
        yield name
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def config(server_url: str, template: str) -> Iterator[Config]:
    """Settings of a portal with an empty database and an index prefix of its own."""
    name = f"escale_test_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        yield replace(
            Config.from_env(),
            database_url=database_url(server_url, name),
            index_prefix=name,
            testing=True,
            page_memory_ms=0,
            database_pool=4,
        )
        db.engine.dispose()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def app(config: Config) -> Flask:
    """The application, bound to the module's database, as visitors meet it; no context is pushed, requests push their own."""
    app = create_app(config)
    generations.move_on((generations.EPOCH,))  # another module's database has other places under the same ids
    return app


def database_url(server_url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return f"{server_url.rsplit('/', 1)[0]}/{name}"
