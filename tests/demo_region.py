"""Give tests the demo region in their own database and index."""

from datetime import date
from pathlib import Path

import pytest

from demo.build import build
from portal.db import db
from portal.services.imports import run as import_run
from tests.own_portal import own_index


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo archive of today."""
    path = tmp_path_factory.mktemp("demo") / "demo.zip"
    build(path, today=date.today())
    return path


@pytest.fixture(scope="module")
def filled(app, demo_archive):
    """The application with the demo region in its database."""
    import_run.run(db.transaction, (demo_archive,))
    return app


@pytest.fixture(scope="module")
def indexed(filled):
    """The application with the demo region in database and index."""
    with own_index(filled) as app:
        yield app
