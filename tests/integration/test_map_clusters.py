"""Work clusters out, change something, and work them out again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.maps import clusters as map_clusters
from tests.map_client import PLACED, generation, placed
from tests.outbox_client import execute

pytestmark = pytest.mark.usefixtures("filled")

TODAY = date.today()


def refresh(today: date = TODAY, **options) -> int:
    with db.transaction() as session:
        return map_clusters.refresh(session, today=today, **options)


def sums() -> dict[int, int]:
    with db.session() as session:
        rows = session.execute(text("SELECT zoom, sum(resources) FROM map_cluster GROUP BY zoom"))
        return {zoom: int(number) for zoom, number in rows}


def test_every_zoom_has_every_place_once():
    refresh(is_forced=True)
    assert placed() > 100
    assert sums() == dict.fromkeys(range(9), placed())


def test_nothing_is_done_while_nothing_changes():
    refresh()
    before = generation()
    assert refresh() == 0
    assert generation() == before


def test_change_deletion_and_new_day_move_the_generation():
    refresh()
    for statement in (
        "UPDATE resource SET quality = quality WHERE id = (SELECT min(id) FROM resource)",
        "DELETE FROM resource WHERE id = (SELECT max(id) FROM resource)",
    ):
        before = generation()
        execute(statement)
        assert refresh() > 0
        assert generation() > before
        assert sums() == dict.fromkeys(range(9), placed())
    before = generation()
    assert refresh(TODAY + timedelta(days=400)) > 0, "events are over by then"
    assert generation() > before
    assert refresh() > 0


def test_change_of_a_transaction_that_was_open_meanwhile_is_seen_later():
    refresh()
    with db.transaction() as late:
        late.execute(text("UPDATE resource SET quality = quality WHERE id = (SELECT min(id) FROM resource)"))
        execute("UPDATE resource SET quality = quality WHERE id = (SELECT max(id) FROM resource)")
        assert refresh() > 0
        assert refresh() == 0, "what is not committed yet is nobody's business"
    assert refresh() > 0
    assert refresh() == 0


def test_what_is_hidden_over_or_nowhere_is_not_on_the_map():
    with db.session() as session:
        hidden, nowhere = session.execute(
            text(f"SELECT r.id {PLACED} AND r.kind = 'place' ORDER BY r.id LIMIT 2")
        ).scalars()
    before = placed()
    execute("UPDATE resource SET status = 'draft' WHERE id = :id", id=hidden)
    execute("UPDATE resource SET point = NULL WHERE id = :id", id=nowhere)
    refresh()
    assert set(sums().values()) == {before - 2}


def test_who_stands_alone_has_a_name():
    refresh()
    with db.session() as session:
        alone = session.execute(
            text(
                "SELECT count(*), count(name), count(category), count(resource_id) FROM map_cluster WHERE resources = 1"
            )
        ).one()
        assert len(set(alone)) == 1
        assert (
            session.execute(
                text("SELECT count(*) FROM map_cluster WHERE resources > 1 AND resource_id IS NOT NULL")
            ).scalar_one()
            == 0
        )


def test_map_of_nothing_has_no_bounds():
    with db.transaction() as session, session.begin_nested() as trial:
        session.execute(text("DELETE FROM resource"))
        assert map_clusters.refresh(session, today=TODAY) == 0
        assert session.execute(text("SELECT bounds, home FROM map_state")).one() == ([], [])
        trial.rollback()
