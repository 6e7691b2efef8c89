"""Confirm a doubtful line by one press: its files are kept for a while, for this editor's session and this tour alone."""

import pytest
from lxml import html
from redis import Redis

from portal.cache.backend import FAST, current
from portal.connections.breaker import Breaker
from portal.db import db
from portal.services.accounts import accounts
from portal.services.tours import pending_files
from tests.factories.gpx import gpx, hill, track
from tests.page_client import PageClient
from tests.tour_places import deliver, lay, row, walk
from tests.views.test_tour_upload import PASSWORD, URL, open_form, sign_in, upload

FAR = {number: gpx(track(hill(number, start=(14.3, 45.8)))) for number in (9, 11, 13)}
GONE = "Votre envoi n’est plus gardé ici : choisissez de nouveau les fichiers."


@pytest.fixture(scope="module")
def editors(app, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tours")
    lay(folder)
    deliver(folder, *(walk(number) for number in range(1, 9)))
    with db.transaction() as session:
        accounts.create(session, email="editor@example.org", password=PASSWORD, role="editor")


@pytest.fixture
def signed_in(pages, editors) -> PageClient:
    sign_in(pages)
    return pages


@pytest.fixture
def redis(app) -> Redis:
    with app.app_context():
        backend = current()
    for name in backend._client.scan_iter("tourism:line:*"):
        backend._client.delete(name)
    return backend._client


def confirmation(answer) -> dict[str, str]:
    """Return the fields of the form with one button."""
    forms = html.fromstring(answer.text).xpath("//main//form[.//button[normalize-space()='Enregistrer quand même']]")
    return {field.name: field.value for field in forms[0].xpath(".//input")} if forms else {}


def press(pages, fields: dict[str, str]):
    return pages.client.post(URL, data=fields)


def test_one_press_stores_the_line_that_was_asked_about(signed_in, redis):
    asked = upload(signed_in, "Côte numéro 1", FAR[9])
    assert asked.status_code == 422
    assert "Gardé pendant 15 minutes : 0.gpx" in asked.text
    assert "choisissez de nouveau les fichiers" not in asked.text
    assert row("Côte numéro 1") is None
    stored = press(signed_in, confirmation(asked))
    assert stored.status_code == 200
    assert row("Côte numéro 1").points == 9
    assert list(redis.scan_iter("tourism:line:*")) == []


def test_files_are_kept_for_a_quarter_of_an_hour_and_one_upload_a_session(signed_in, redis):
    upload(signed_in, "Côte numéro 2", FAR[9])
    upload(signed_in, "Côte numéro 3", FAR[9])
    (name,) = redis.scan_iter("tourism:line:*")
    assert 14 * 60 < redis.ttl(name) <= 15 * 60


def test_what_is_kept_no_longer_is_asked_for_again_in_words(signed_in, redis):
    asked = upload(signed_in, "Côte numéro 4", FAR[9])
    redis.delete(*redis.scan_iter("tourism:line:*"))
    answer = press(signed_in, confirmation(asked))
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert page.xpath("//p[@id='files-error']/text()") == [GONE]
    assert page.xpath("//input[@name='tour']/@value") == ["Côte numéro 4"]
    given = {**open_form(signed_in), "consent": page.xpath("//input[@type='checkbox'][@name='consent']/@value")[0]}
    assert upload(signed_in, "Côte numéro 4", FAR[9], **given).status_code == 200
    assert row("Côte numéro 4").points == 9


def test_without_redis_the_files_are_asked_for_as_before(app, signed_in, redis, monkeypatch):
    with app.app_context():
        backend = current()
    monkeypatch.setattr(backend, "_breaker", Breaker())
    monkeypatch.setattr(backend, "_client", Redis.from_url("redis://127.0.0.1:1/0", **FAST))
    asked = upload(signed_in, "Côte numéro 5", FAR[9])
    assert asked.status_code == 422
    assert "choisissez de nouveau les fichiers et confirmez" in asked.text
    assert confirmation(asked) == {}
    due = html.fromstring(asked.text).xpath("//input[@type='checkbox'][@name='consent']/@value")[0]
    fields = {**open_form(signed_in), "consent": due}
    nothing = press(signed_in, {**fields, "tour": "Côte numéro 5"})
    assert (nothing.status_code, GONE in html.fromstring(nothing.text).text_content()) == (422, True)
    assert upload(signed_in, "Côte numéro 5", FAR[9], **fields).status_code == 200


def test_another_session_and_another_tour_have_nothing_of_it(app, signed_in, redis):
    fields = confirmation(upload(signed_in, "Côte numéro 6", FAR[9]))
    assert GONE in html.fromstring(press(signed_in, {**fields, "tour": "Côte numéro 7"}).text).text_content()
    assert row("Côte numéro 7") is None
    other = PageClient(app)
    sign_in(other)
    answer = press(other, {**fields, "csrf_token": open_form(other)["csrf_token"]})
    assert (answer.status_code, GONE in html.fromstring(answer.text).text_content()) == (422, True)
    assert row("Côte numéro 6") is None
    assert press(signed_in, fields).status_code == 200, "who sent it still has it"


def test_line_another_editor_stored_meanwhile_is_told_before_the_kept_one_is_stored(app, signed_in, redis):
    fields = confirmation(upload(signed_in, "Côte numéro 8", FAR[9]))
    other = PageClient(app)
    sign_in(other)
    assert press(other, confirmation(upload(other, "Côte numéro 8", FAR[11]))).status_code == 200
    asked = press(signed_in, fields)
    assert asked.status_code == 422
    assert "modifié depuis que vous avez ouvert ce formulaire" in asked.text
    assert row("Côte numéro 8").points == 11
    assert press(signed_in, confirmation(asked)).status_code == 200, "told, and one press again"
    assert row("Côte numéro 8").points == 9


def test_other_files_may_be_given_instead(signed_in, redis):
    fields = confirmation(upload(signed_in, "Côte numéro 7", FAR[9]))
    near = upload(signed_in, fields.pop("tour"), gpx(track(hill(13))), **fields)
    assert near.status_code == 200
    assert row("Côte numéro 7").points == 13


def test_more_than_the_limit_is_not_kept(app, redis):
    large = pending_files.GpxFile("large.gpx", bytes(pending_files.MAX_BYTES + 1))
    with app.app_context():
        assert not pending_files.keep("somebody", pending_files.LineUpload("1", "x", (large,)))
        assert not pending_files.keep("", pending_files.LineUpload("1", "x", ()))
