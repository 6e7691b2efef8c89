"""Send more than is read to gunicorn: a test client or Werkzeug's server never cut anybody off."""

import pytest

from tests.faults.portal_server import PortalServer

MEGABYTE = 1024 * 1024
FORM = {"Content-Type": "multipart/form-data; boundary=x", "Connection": "close"}
"""gunicorn reads to the end only where another request may follow, as it does not behind a proxy."""


@pytest.fixture(scope="module")
def portal(indexed, config):
    server = PortalServer(config).start()
    yield server
    server.stop()


@pytest.mark.parametrize(("path", "status"), [("/fr/sign-in", 413), ("/fr/ops/tours", 302), ("/fr/nowhere", 404)])
def test_who_sends_far_too_much_still_gets_an_answer(portal, path, status):
    answer = portal.post(path, "x" * (50 * MEGABYTE), **FORM)  # raises where it is cut off
    assert answer.status == status
