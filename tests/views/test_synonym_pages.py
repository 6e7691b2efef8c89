"""Change synonyms as an operator would, and as those who may not."""

import re

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.accounts import accounts
from portal.services.searching import synonyms

pytestmark = pytest.mark.usefixtures("indexed")
PASSWORD = "long enough 1"
URL = "/fr/ops/synonyms/fr"


@pytest.fixture(scope="module")
def people(app):
    with db.transaction() as session:
        for role in ("editor", "operator"):
            accounts.create(session, email=f"{role}@example.org", password=PASSWORD, role=role)


def sign_in(pages, role: str) -> None:
    token = pages.get("/fr/sign-in").find("//input[@name='csrf_token']/@value")[0]
    data = {"email": f"{role}@example.org", "password": PASSWORD, "csrf_token": token}
    assert pages.client.post("/fr/sign-in", data=data).status_code == 303


def post(pages, rules: str, action: str):
    return send(pages, opened(pages), rules, action)


def opened(pages) -> dict[str, str]:
    """Open the form; return its hidden fields."""
    page = pages.get(URL)
    return {name: page.find(f"//main//input[@name='{name}']/@value")[0] for name in ("csrf_token", "base")}


def send(pages, hidden: dict[str, str], rules: str, action: str):
    return pages.client.post(URL, data={**hidden, "rules": rules, "action": action})


def test_strangers_sign_in_first_and_editors_only_look(pages, people):
    assert pages.client.get(URL).status_code in (302, 303)
    sign_in(pages, "editor")
    assert "hôtel" in pages.get(URL).text or "hotel" in pages.get(URL).text
    assert post(pages, "a, b", "keep").status_code == 403


def test_operator_sees_what_moves_then_keeps_it(pages, people):
    sign_in(pages, "operator")
    with db.transaction() as session:
        session.execute(
            text("INSERT INTO search_query (day, lang, words, searches) VALUES (current_date, 'fr', 'donjons', 5)")
        )
        before = synonyms.read_text(session, "fr")
    shown = post(pages, before + "\ndonjon => donjon, forteresse", "preview")
    assert shown.status_code == 200
    assert "donjons" in shown.text
    with db.session() as session:
        assert synonyms.read_text(session, "fr") == before, "a preview keeps nothing"
    kept = post(pages, before + "\ndonjon => donjon, forteresse", "keep")
    assert kept.status_code == 303
    assert "reconstruit" in pages.get(kept.location).text
    with db.session() as session:
        assert synonyms.read_text(session, "fr").strip().endswith("donjon => donjon, forteresse")


def test_bad_rule_is_named_and_what_was_typed_stays(pages, people):
    sign_in(pages, "operator")
    answer = post(pages, "a, b\nseul", "keep")
    assert answer.status_code == 422
    assert "Ligne 2 : « seul » ne contient qu’un seul mot." in answer.text
    assert "seul" in answer.text


@pytest.mark.parametrize(
    ("lang", "rules", "told"),
    [
        ("nl", "a, b\nalleen", "Regel 2: ‘alleen’ noemt maar één woord."),
        ("nl", "a => b => c", "Regel 1: ‘a =&gt; b =&gt; c’ is noch"),
        ("de", "a, \\", "versteht die Regeln nicht"),
        ("es", "\n".join(f"a{n}, b{n}" for n in range(2001)), "No caben más de 2000 reglas."),
    ],
)
def test_bad_rule_is_named_in_the_language_of_the_page(pages, people, lang, rules, told):
    sign_in(pages, "operator")
    url = f"/{lang}/ops/synonyms/nl"
    token = pages.get(url).find("//input[@name='csrf_token']/@value")[0]
    answer = pages.client.post(url, data={"rules": rules, "action": "preview", "csrf_token": token})
    assert answer.status_code == 422
    assert told in answer.text


def test_rule_that_elasticsearch_refuses_is_said_and_not_kept(pages, people):
    sign_in(pages, "operator")
    for action in ("preview", "keep"):
        assert post(pages, "a\x00b, c", action).status_code == 422
        assert post(pages, "\\", action).status_code == 422


def test_unknown_language_is_not_there(pages, people):
    sign_in(pages, "operator")
    pages.get("/fr/ops/synonyms/xx", status=404)


def test_second_of_two_operators_is_told_and_loses_nothing(pages, people):
    sign_in(pages, "operator")
    with db.session() as session:
        before = synonyms.read_text(session, "fr")
    first, second = opened(pages), opened(pages)
    assert send(pages, first, before + "\nauberge, relais", "keep").status_code == 303
    answer = send(pages, second, before + "\nguinguette, bal", "keep")
    assert answer.status_code == 409
    assert "operator@example.org" in answer.text
    assert "auberge, relais" in answer.text, "theirs can be read"
    assert "guinguette, bal" in answer.text, "ours is still there"
    with db.session() as session:
        assert "auberge, relais" in synonyms.read_text(session, "fr"), "nothing was overwritten"
    hidden = {
        "csrf_token": second["csrf_token"],
        "base": re.search(r'name="base"[^>]*value="([0-9a-f]+)"', answer.text)[1],
    }
    both = before + "\nauberge, relais\nguinguette, bal"
    assert send(pages, hidden, both, "keep").status_code == 303
    with db.session() as session:
        history = (
            session.execute(text("SELECT rules FROM search_synonym_change ORDER BY id DESC LIMIT 2")).scalars().all()
        )
    assert [
        rules.strip().endswith(end) for rules, end in zip(history, ("guinguette, bal", "auberge, relais"), strict=True)
    ]
