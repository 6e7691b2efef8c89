"""Sign in, and look at what happens to sessions: on the cookie, in PostgreSQL and in Redis."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from redis import Redis
from sqlalchemy import text

from portal.cache.backend import FastRedisCache
from portal.db import db
from portal.extensions import cache
from portal.services.accounts import accounts, sessions
from tests.outbox_client import NOWHERE, execute
from tests.page_client import PageClient
from workers import maintenance

PASSWORD = "a long enough password"


@pytest.fixture(scope="module", autouse=True)
def people(app):
    with db.transaction() as session:
        for name in ("editor", "visitor"):
            accounts.create(session, email=f"{name}@example.org", password=PASSWORD, role=name)


@pytest.fixture
def editor(app, pages) -> PageClient:
    sign_in(pages)
    return pages


@pytest.fixture
def redis_away(app):
    kept = app.extensions["cache"][cache]
    options = {"CACHE_REDIS_URL": NOWHERE, "CACHE_DEFAULT_TIMEOUT": 60}
    yield lambda: app.extensions["cache"].update({cache: FastRedisCache.factory(app, options, [], {})})
    app.extensions["cache"][cache] = kept


def sign_in(pages: PageClient) -> None:
    token = pages.get("/fr/sign-in").find("//input[@name='csrf_token']/@value")[0]
    data = {"email": "editor@example.org", "password": PASSWORD, "csrf_token": token, "next": ""}
    somewhere = {
        "REMOTE_ADDR": f"10.0.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    }  # tries are counted by address
    assert pages.client.post("/fr/sign-in", data=data, environ_base=somewhere).status_code == 303


def cookie(pages: PageClient) -> str:
    found = pages.client.get_cookie("escale")
    return found.value if found else ""


def rows() -> list[tuple[int, str]]:
    with db.session() as session:
        return [tuple(row) for row in session.execute(text("SELECT account_id, role FROM account_session ORDER BY id"))]


def test_public_pages_look_at_no_session_even_of_those_who_are_signed_in(editor):
    response = editor.get("/fr/about").response
    assert response.cache_control.public
    assert "Cookie" not in response.headers["Vary"]
    assert "Set-Cookie" not in response.headers


def test_personal_pages_are_for_nobody_else(editor):
    response = editor.get("/fr/account").response
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in response.headers["Vary"]


def test_token_is_opaque_changes_at_sign_in_and_is_stored_as_a_hash(pages):
    pages.get("/fr/sign-in")
    before = cookie(pages)
    sign_in(pages)
    after = cookie(pages)
    assert after != before
    assert len(after) >= 43
    with db.session() as session:
        assert sessions.find(session, before) is None
        assert sessions.find(session, after).role == "editor"
        everything = str(session.execute(text("SELECT * FROM account_session")).all())
    assert after not in everything


def test_cookie_is_closed_to_scripts_and_to_other_sites(pages):
    header = pages.get("/fr/sign-in").response.headers["Set-Cookie"]
    assert all(part in header for part in ("HttpOnly", "SameSite=Lax", "Path=/"))


def test_session_survives_a_flush_and_a_redis_that_is_away(editor, config, redis_away):
    Redis.from_url(config.redis_url).flushall()
    assert "editor@example.org" in editor.get("/fr/account").text
    redis_away()
    for _ in range(5):
        assert "editor@example.org" in editor.get("/fr/account").text


def test_revoked_session_is_over_even_when_redis_still_has_it(editor, redis_away):
    editor.get("/fr/account")
    execute("DELETE FROM account_session")
    assert editor.client.get("/fr/account").status_code == 302
    assert rows() == [] or all(account_id is None for account_id, _ in rows()), "nothing brings it back"


def test_person_lists_and_ends_other_sessions(app, editor):
    other, third = PageClient(app), PageClient(app)
    sign_in(other)
    sign_in(third)
    page = editor.get("/fr/account")
    assert "ce navigateur" in page.text
    action = page.find("//form[contains(@action, '/revoke')]/@action")[0]
    token = page.find("//input[@name='csrf_token']/@value")[0]
    assert editor.client.post(action).status_code == 400, "a form of ours it must be"
    assert editor.client.post(action, data={"csrf_token": token}).status_code == 303
    assert sorted(client.client.get("/fr/account").status_code for client in (other, third)) == [200, 302]
    editor.client.post("/fr/account/sessions/revoke-others", data={"csrf_token": token})
    assert [client.client.get("/fr/account").status_code for client in (editor, other, third)] == [200, 302, 302]


def test_nobody_ends_the_session_of_somebody_else(app, editor):
    with db.transaction() as session:
        visitor = accounts.find_by_email(session, "visitor@example.org")
        contents = sessions.Contents(visitor.id, "visitor", {})
        kept = sessions.start(
            session, "theirs", contents, user_agent="", created_at=sessions.datetime.now(sessions.UTC)
        )
    token = editor.get("/fr/account").find("//input[@name='csrf_token']/@value")[0]
    editor.client.post(f"/fr/account/sessions/{kept.id}/revoke", data={"csrf_token": token})
    with db.session() as session:
        assert sessions.find(session, "theirs")


def test_new_role_comes_with_a_new_token(editor):
    before = cookie(editor)
    execute("UPDATE account SET role = 'operator' WHERE email = 'editor@example.org'")
    assert "Exploitation" in editor.get("/fr/account").text or "Opérat" in editor.get("/fr/account").text
    assert cookie(editor) != before
    execute("UPDATE account SET role = 'editor' WHERE email = 'editor@example.org'")


def test_requests_side_by_side_with_a_new_role_make_one_session(app, editor):
    before, many = cookie(editor), 6
    execute("UPDATE account SET role = 'operator' WHERE email = 'editor@example.org'")
    number, together, clients = len(rows()), Barrier(many), [app.test_client() for _ in range(many)]

    def ask(client):
        client.set_cookie("escale", before)
        together.wait()
        client.get("/fr/account")
        return client.get_cookie("escale").value

    with ThreadPoolExecutor(many) as pool:
        given = set(pool.map(ask, clients))
    execute("UPDATE account SET role = 'editor' WHERE email = 'editor@example.org'")
    assert len(rows()) == number
    assert len(given - {before}) == 1


@pytest.mark.parametrize(("column", "age"), [("seen_at", sessions.IDLE), ("created_at", sessions.ABSOLUTE)])
def test_session_ends_by_time_and_is_swept(editor, config, column, age):
    Redis.from_url(config.redis_url).flushdb()
    execute(f"UPDATE account_session SET {column} = now() - CAST(:age AS interval)", age=age + timedelta(minutes=1))
    assert editor.client.get("/fr/account").status_code == 302
    with db.transaction() as session:
        assert sessions.sweep(session) >= 1
    assert callable(maintenance.sweep_sessions)


def test_made_up_and_damaged_tokens_open_nothing(app):
    for value in ("", "x", "a" * 4000, "é", "../", "0" * 43):
        client = app.test_client()
        client.set_cookie("escale", value)
        assert client.get("/fr/account").status_code == 302
        assert client.get("/fr/").status_code == 200


def test_sign_out_ends_the_session_everywhere(editor):
    token = editor.get("/fr/account").find("//input[@name='csrf_token']/@value")[0]
    stolen = cookie(editor)
    assert editor.client.post("/fr/sign-out", data={"csrf_token": token}).status_code == 303
    assert cookie(editor) == ""
    editor.client.set_cookie("escale", stolen)
    assert editor.client.get("/fr/account").status_code == 302


def test_form_sent_after_signing_out_says_so_and_how_to_go_on(editor):
    token = editor.get("/fr/account").find("//input[@name='csrf_token']/@value")[0]
    editor.client.post("/fr/sign-out", data={"csrf_token": token})
    answer = editor.client.post("/fr/account/sessions/revoke-others", data={"csrf_token": token})
    assert answer.status_code == 400
    assert "Ce formulaire a expiré" in answer.text
    assert 'href="/fr/sign-in"' in answer.text
