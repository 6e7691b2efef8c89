"""Import real DATAtourisme archives, when they lie beside the checkout; the project itself ships none."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.imports import run as import_run

SHARED = Path(os.environ.get("ESCALE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "jsonld"
DELIVERIES = [
    ("flux-centre-val-de-loire-a-202010.zip", 985),
    ("flux-nouvelle-aquitaine-a-202309.zip", 3294),
    ("other-regions", 7),
]
pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the real archives do not lie beside the checkout (ESCALE_SHARED_DATA)"
)


@pytest.mark.parametrize(("name", "number"), DELIVERIES)
def test_every_real_record_is_stored_and_the_second_time_unchanged(app, name, number):
    first = import_run.run(db.transaction, (SHARED / name,))
    assert (first.counts["added"], first.counts["skipped"]) == (number, 0)
    again = import_run.run(db.transaction, (SHARED / name,))
    assert again.counts["unchanged"] == number
    with db.session() as session:
        assert not session.execute(text("SELECT count(*) FROM resource WHERE point IS NULL")).scalar_one()
        assert not session.execute(text("SELECT count(*) FROM import_finding WHERE code = 'key.unknown'")).scalar_one()
