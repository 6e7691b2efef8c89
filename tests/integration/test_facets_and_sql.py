"""Compare the counts of facets with SQL on random sets of filters; `script/bench relevance` does it a thousand times."""

import random
from datetime import date

import pytest

from bench.filters import differences, draw_filters
from portal.db import db

pytestmark = pytest.mark.usefixtures("indexed")


def test_counts_are_those_of_sql():
    with db.session() as session:
        wanted = draw_filters(session, random.Random(3), 120)  # noqa: S311 - repeatable on purpose
        assert len(set(wanted)) > 100
        assert differences(session, wanted, today=date.today()) == []
