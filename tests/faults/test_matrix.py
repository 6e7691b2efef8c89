"""The fault matrix in its reduced form: the faults that differ most; `script/bench faults` runs all of it."""

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.accounts import accounts
from tests.faults import matrix
from tests.faults.portal_server import PortalServer

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def portal(indexed, config):
    with db.transaction() as session:
        accounts.create(session, email="editor@example.org", password=PASSWORD, role="editor")
    server = PortalServer(config).start()
    assert server.sign_in("editor@example.org", PASSWORD).status == 303
    yield server
    server.stop()


@pytest.fixture(scope="module")
def ids(indexed) -> list[int]:
    with db.session() as session:
        return list(session.execute(text("SELECT id FROM resource WHERE status = 'published'")).scalars())


@pytest.mark.parametrize(
    ("service", "fault"),
    [
        ("redis", "freeze"),
        ("redis", "refuse"),
        ("queue", "freeze"),
        ("elasticsearch", "freeze"),
        ("elasticsearch", "cut"),
        ("postgresql", "refuse"),
    ],
)
def test_promises_are_kept_and_the_portal_gets_well_by_itself(portal, ids, service, fault):
    cells = list(matrix.run(portal, ids, services=[service], faults=[fault]))
    assert all(cell.is_kept for cell in cells), "\n" + matrix.table(cells)


def test_every_cell_has_its_promise():
    every = {(s, f, a) for s in matrix.SERVICES for f in matrix.FAULTS for a in matrix.ACTIONS}
    assert set(matrix.PROMISES) == every
