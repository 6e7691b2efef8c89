"""Sign in, and try to get where it may not."""

from urllib.parse import quote

import pytest
from sqlalchemy import delete

from portal.db import db
from portal.importers.records import Finding
from portal.models.account import SignInTry
from portal.services.accounts import accounts, tries
from portal.services.imports import history as import_history
from portal.services.imports import store as import_store
from tests.page_client import PageClient

PASSWORD = "a long enough password"


@pytest.fixture(scope="module", autouse=True)
def people(app):
    with db.transaction() as session:
        accounts.create(session, email="Editor@Example.org", password=PASSWORD, role="editor")
        accounts.create(session, email="visitor@example.org", password=PASSWORD, role="visitor")


def sign_in(pages: PageClient, email: str, password: str = PASSWORD, next_url: str = ""):
    form = pages.get(f"/fr/sign-in?next={quote(next_url)}")
    token = form.find("//input[@name='csrf_token']/@value")[0]
    data = {"email": email, "password": password, "csrf_token": token, "next": next_url}
    return pages.client.post("/fr/sign-in", data=data)


def test_editor_signs_in_and_reads_imports(pages):
    assert sign_in(pages, "editor@example.ORG").status_code == 303
    page = pages.get("/fr/ops/imports")
    assert "no-store" in page.response.headers["Cache-Control"]
    assert "editor@example.org" in pages.get("/fr/account").text.lower()


def test_findings_of_a_run_are_told_in_the_readers_language(pages):
    sign_in(pages, "editor@example.ORG")
    with db.transaction() as session:
        run_id = import_history.start(session, ["flux.zip"])
        finding = Finding("dropped", "price.negative", "offers", "The price is below zero.", "-3", "15", "abc")
        import_store.store_findings(session, [finding], run_id=run_id)
    page = pages.get(f"/fr/ops/imports/{run_id}")
    assert "Prix négatifs" in page.text
    assert "Le prix est inférieur à zéro." in page.text
    assert page.find("//header//a[contains(., 'Votre compte')]")


def test_wrong_password_is_said_without_saying_which_part(pages):
    for email in ("editor@example.org", "nobody@example.org"):
        response = sign_in(pages, email, "wrong password!")
        assert response.status_code == 422
        assert "ne vont pas ensemble" in response.get_data(as_text=True)


def test_guarded_pages_ask_to_sign_in_and_refuse_other_roles(pages):
    assert pages.client.get("/fr/ops/imports").status_code == 302
    sign_in(pages, "visitor@example.org")
    pages.get("/fr/ops/imports", status=403)


def test_post_without_csrf_token_is_refused(pages):
    response = pages.client.post("/fr/sign-in", data={"email": "editor@example.org", "password": PASSWORD})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_leads_to_another_site(pages, target):
    assert sign_in(pages, "editor@example.org", next_url=target).location == "/fr/account"


@pytest.fixture(autouse=True)
def no_tries():
    with db.transaction() as session:
        session.execute(delete(SignInTry))


def tried(pages: PageClient, password: str, number: int, *, email: str = "editor@example.org") -> int:
    """Try a password from an address of its own; return the status."""
    token = pages.get("/fr/sign-in").find("//input[@name='csrf_token']/@value")[0]
    data = {"email": email, "password": password, "csrf_token": token, "next": ""}
    where = {"REMOTE_ADDR": f"10.1.{number}.1"}
    return pages.client.post("/fr/sign-in", data=data, environ_base=where).status_code


@pytest.mark.parametrize("email", ["editor@example.org", "nobody@example.org"])
def test_tries_on_one_account_are_limited_wherever_they_come_from(app, email):
    answers = [tried(PageClient(app), f"wrong password {n}", n, email=email) for n in range(tries.MOST + 3)]
    assert answers == [422] * tries.MOST + [429] * 3
    assert tried(PageClient(app), PASSWORD, 99, email=email) == 429, "the right one does not tell itself apart"


def test_owner_gets_in_while_somebody_guesses(app):
    owner = PageClient(app)
    assert tried(owner, PASSWORD, 1) == 303
    owner.client.post("/fr/sign-out", data={})
    owner.client.delete_cookie("escale")
    for number in range(tries.MOST + 1):
        tried(PageClient(app), "wrong password!", number + 2)
    assert tried(PageClient(app), PASSWORD, 50) == 429
    assert tried(owner, PASSWORD, 51) == 303


def test_mark_of_a_browser_is_worth_nothing_for_another_account(app):
    visitor = PageClient(app)
    assert tried(visitor, PASSWORD, 1, email="visitor@example.org") == 303
    visitor.client.delete_cookie("escale")
    for number in range(tries.MOST):
        tried(PageClient(app), "wrong password!", number + 2)
    assert tried(visitor, PASSWORD, 50) == 429


def test_tries_count_while_their_passwords_are_still_looked_at(app):
    subject = tries.subject_of("editor@example.org", "")
    for _ in range(tries.MOST):  # each is counted before its password is looked at
        with db.transaction() as session:
            assert tries.begin(session, subject)
    with db.transaction() as session:
        assert not tries.begin(session, subject)


@pytest.mark.parametrize("target", ["/fr/account\r\nX: y", "/fr/\x00", "/fr/account\n"])
def test_address_that_cannot_be_sent_leads_to_the_account(pages, target):
    answer = sign_in(pages, "editor@example.org", next_url=target)
    assert (answer.status_code, answer.location) == (303, "/fr/account")


def test_password_tries_are_limited(pages):
    answers = [sign_in(pages, "editor@example.org", "wrong password!").status_code for _ in range(12)]
    assert 429 in answers


@pytest.mark.parametrize("email", ["a\x00b@x.y", "\x00", "a" * 5000, "é@ü.ö", "@"])
def test_odd_addresses_are_refused_and_break_nothing(pages, email):
    assert sign_in(pages, email).status_code == 422


@pytest.mark.parametrize(
    "target", ["///evil.example/x", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:1"]
)
def test_signing_in_leads_to_no_other_site(pages, target):
    answer = sign_in(pages, "visitor@example.org", next_url=target)
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]
