"""Give tests a portal of their own, for as long as they want it: database, demo region, index."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.cache import generations
from portal.config import Config
from portal.db import db
from portal.services.index import rebuild as index_rebuild
from portal.services.searching import engines
from search.index.aliases import alias_name


@contextmanager
def own_settings(server_url: str, template: str) -> Iterator[Config]:
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


def own_app(config: Config) -> Flask:
    """The application as visitors meet it; no context is pushed, requests push their own."""
    app = create_app(config)
    generations.move_on((generations.EPOCH,))  # another database has other places under the same ids
    return app


@contextmanager
def own_index(app: Flask) -> Iterator[Flask]:
    """The application with what its database has in its index."""
    client = engines.elasticsearch()
    if client is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ELASTICSEARCH_URL is not set, and CI must test search")
        pytest.skip("ELASTICSEARCH_URL is not set: search is not tested")
    with db.transaction() as session:
        index_rebuild.rebuild(session, today=date.today())
    yield app
    for name in client.indices.get(index=f"{alias_name(app.extensions['escale'].index_prefix)}-*"):
        client.indices.delete(index=name)


def empty_tables(session: Session, tables: str) -> None:
    """Empty tables, and whatever refers to them, in an instant; their triggers, which refuse that, are not asked."""
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text(f"TRUNCATE {tables} CASCADE"))
    session.execute(text("SET LOCAL session_replication_role = DEFAULT"))


def database_url(server_url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return f"{server_url.rsplit('/', 1)[0]}/{name}"
