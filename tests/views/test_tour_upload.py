"""This file gives a tour its line as an editor would, and as those who may not."""

from io import BytesIO

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services import accounts
from tests.factories.gpx import gpx, hill, track
from tests.tour_places import id_of, lay, row

PASSWORD = "long enough 1"
URL = "/fr/ops/tours"


@pytest.fixture(scope="module")
def editor(app, tmp_path_factory):
    lay(tmp_path_factory.mktemp("tours"))
    with db.transaction() as session:
        for role in ("visitor", "editor"):
            accounts.create(session, email=f"{role}@example.org", password=PASSWORD, role=role)


def sign_in(pages, role: str = "editor") -> None:
    token = pages.get("/fr/sign-in").find("//input[@name='csrf_token']/@value")[0]
    data = {"email": f"{role}@example.org", "password": PASSWORD, "csrf_token": token}
    assert pages.client.post("/fr/sign-in", data=data).status_code == 303


def upload(pages, tour: str, *files: bytes):
    token = pages.get(URL).find("//input[@name='csrf_token']/@value")[0]
    sent = [(BytesIO(data), f"{n}.gpx") for n, data in enumerate(files)]
    return pages.client.post(URL, data={"tour": tour, "files": sent, "csrf_token": token})


def test_only_editors_give_lines(pages, editor):
    assert pages.client.get(URL).status_code in (302, 303)
    sign_in(pages, "visitor")
    assert pages.client.get(URL).status_code == 403
    assert pages.client.post(URL).status_code in (400, 403)


def test_editor_stores_a_line_and_reads_what_was_found(pages, editor):
    sign_in(pages)
    answer = upload(pages, "Côte numéro 1", gpx(track([], hill())))
    assert answer.status_code == 200
    assert "21 points" in answer.text
    assert "Segments sans tracé" in answer.text
    assert row("Côte numéro 1").points == 21
    assert upload(pages, str(id_of("Côte numéro 2")), gpx(track(hill(5))), gpx(track(hill(7)))).status_code == 200


@pytest.mark.parametrize(
    ("tour", "files", "said"),
    [
        ("Côte numéro 1", [b"<!DOCTYPE x><gpx/>"], "Rien n’a été enregistré"),
        ("Nulle part", [gpx(track(hill()))], "Aucun itinéraire"),
        ("\x00", [gpx(track(hill()))], "Tracé d’un itinéraire"),
        ("Côte numéro 1", [], "Tracé d’un itinéraire"),
    ],
)
def test_what_cannot_be_stored_is_said(pages, editor, tour, files, said):
    sign_in(pages)
    answer = upload(pages, tour, *files)
    assert answer.status_code == 422
    assert said in answer.text


def test_names_of_files_and_waypoints_are_only_words(pages, editor):
    sign_in(pages)
    evil = gpx(
        track([], hill(), name="&lt;script&gt;"), '<wpt lat="47.5" lon="1"><name>&lt;img onerror=x&gt;</name></wpt>'
    )
    token = pages.get(URL).find("//input[@name='csrf_token']/@value")[0]
    sent = {"tour": "Côte numéro 1", "files": [(BytesIO(evil), "<b>.gpx")], "csrf_token": token}
    assert "<b>" not in pages.client.post(URL, data=sent).text
    with db.session() as session:
        assert session.execute(text("SELECT count(*) FROM tour WHERE waypoints::text LIKE '%onerror%'")).scalar() == 0
