"""Run jobs as a worker does: one transaction each, a log line at the end, and failures raised on for RQ to retry."""

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.db import db
from portal.services.usage import popularity
from search.client import SearchUnavailable
from tests.outbox_client import execute, ids
from workers import context

pytestmark = pytest.mark.usefixtures("outbox_services")
NOTE = "INSERT INTO search_query (day, lang, words, searches) VALUES (current_date, 'fr', :words, 1)"
NOTED = "SELECT count(*) FROM search_query WHERE words = :words"


@pytest.fixture(autouse=True)
def bound(monkeypatch):
    """The services of the test, instead of those of the environment."""
    monkeypatch.setattr(context, "bind_services", lambda: None)


@pytest.fixture
def told():
    with structlog.testing.capture_logs() as lines:
        yield lines


def noted(words: str) -> int:
    with db.session() as session:
        return session.execute(text(NOTED), {"words": words}).scalar_one()


def test_job_commits_at_its_end_and_says_what_came_of_it(told):
    @context.job
    def good(session: Session) -> int:
        session.execute(text(NOTE), {"words": "good job"})
        return 7

    assert good() == 7
    assert noted("good job") == 1
    assert [(line["event"], line["job"], line["result"]) for line in told] == [("job done", "good", 7)]


def test_job_that_fails_leaves_nothing_behind_and_is_raised_on(told):
    @context.job
    def bad(session: Session) -> None:
        session.execute(text(NOTE), {"words": "bad job"})
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        bad()
    assert noted("bad job") == 0
    assert told[0]["event"] == "job failed"
    assert told[0]["exc_info"]


def test_job_that_waits_for_search_says_so_in_one_line(told):
    @context.job
    def late(session: Session) -> None:
        raise SearchUnavailable("away")

    with pytest.raises(SearchUnavailable):
        late()
    assert [(line["event"], line["log_level"]) for line in told] == [("job put off", "warning")]


def test_job_with_nothing_to_tell_says_nothing(told):
    @context.job
    def idle(session: Session) -> int:
        return 0

    assert idle() == 0
    assert told == []


def test_popularity_grows_with_visits_falls_without_and_one_cannot_push_all_others_down():
    first, second, third = ids()[:3]
    execute("DELETE FROM resource_visit")
    execute("INSERT INTO resource_visit VALUES (:id, current_date, 1000)", id=first)
    execute("INSERT INTO resource_visit VALUES (:id, current_date, 10)", id=second)
    execute("INSERT INTO resource_visit VALUES (:id, current_date - 200, 500)", id=third)
    with db.transaction() as session:
        popularity.update(session)
    before = popularities()
    assert before[first] > before[second] > before[third] == 0
    with db.session() as session:
        assert (
            session.execute(
                text("SELECT count(*) FROM resource_visit WHERE resource_id = :id"), {"id": third}
            ).scalar_one()
            == 0
        )
    execute("DELETE FROM resource_visit")
    with db.transaction() as session:
        popularity.update(session)
    assert set(popularities().values()) == {0}


def popularities() -> dict[int, int]:
    with db.session() as session:
        return {row.id: row.popularity for row in session.execute(text("SELECT id, popularity FROM resource"))}
