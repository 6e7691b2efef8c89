"""This file gives tests the demo region in their own database and index."""

import os
from datetime import date
from pathlib import Path

import pytest

from demo.build import build
from portal.db import db
from portal.services import engines, importing, indexing
from search.aliases import alias_name


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo archive of today."""
    path = tmp_path_factory.mktemp("demo") / "demo.zip"
    build(path, today=date.today())
    return path


@pytest.fixture(scope="module")
def filled(app, demo_archive):
    """The application with the demo region in its database."""
    importing.run(db.transaction, (demo_archive,))
    return app


@pytest.fixture(scope="module")
def indexed(filled):
    """The application with the demo region in database and index."""
    client = engines.elasticsearch()
    if client is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ELASTICSEARCH_URL is not set, and CI must test search")
        pytest.skip("ELASTICSEARCH_URL is not set: search is not tested")
    with db.transaction() as session:
        indexing.rebuild(session, today=date.today())
    yield filled
    for name in client.indices.get(index=f"{alias_name(filled.extensions['escale'].index_prefix)}-*"):
        client.indices.delete(index=name)
