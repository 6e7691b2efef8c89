"""Give tests the real services: a database of their own from a template, Redis, Elasticsearch."""

import os
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from portal.config import Config
from portal.services.operations import schema
from tests.own_portal import database_url, own_app, own_settings

pytest_plugins = ("tests.demo_region", "tests.page_client", "tests.outbox_client")

ALONE = ("browser", "faults", "test_two_redis.py")
NEEDED = ("DATABASE_URL", "REDIS_URL", "QUEUE_REDIS_URL", "SECRET_KEY")


def pytest_configure(config: pytest.Config) -> None:
    """Give each test process databases of its own in both Redis: what is kept there goes by ids, which all of them count from 1."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        for name in ("REDIS_URL", "QUEUE_REDIS_URL"):
            url = os.environ.get(name, "").rpartition("/")[0]
            os.environ[name] = f"{url}/{1 + int(worker.removeprefix('gw'))}" if url else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what must be alone; say once, clearly, what is missing, instead of a hundred connection errors."""
    for item in items:
        if any(part in ALONE for part in item.path.parts):
            item.add_marker(pytest.mark.alone)
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
    """Settings of the module's own portal."""
    with own_settings(server_url, template) as config:
        yield config


@pytest.fixture(scope="module")
def app(config: Config) -> Flask:
    """The application, bound to the module's database."""
    return own_app(config)
