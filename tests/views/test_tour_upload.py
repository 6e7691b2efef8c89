"""Give a tour its line as an editor would, and as those who may not."""

import re
from io import BytesIO

import pytest
from lxml import html
from sqlalchemy import text
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.db import db
from portal.services.accounts import accounts
from tests.factories.gpx import gpx, hill, track
from tests.tour_places import deliver, id_of, lay, row, walk

PASSWORD = "long enough 1"
URL = "/fr/ops/tours"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def editor(app, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tours")
    lay(folder)
    deliver(folder, walk(3, tourDistance="4500"), walk(4), walk(5))
    with db.transaction() as session:
        for role in ("visitor", "editor"):
            accounts.create(session, email=f"{role}@example.org", password=PASSWORD, role=role)


def sign_in(pages, role: str = "editor") -> None:
    token = pages.get("/fr/sign-in").find("//input[@name='csrf_token']/@value")[0]
    data = {"email": f"{role}@example.org", "password": PASSWORD, "csrf_token": token}
    assert pages.client.post("/fr/sign-in", data=data).status_code == 303


def open_form(pages) -> dict[str, str]:
    return {field.name: field.value for field in pages.get(URL).find("//main//input[@type='hidden']")}


def upload(pages, tour: str, *files: bytes, url: str = URL, **fields: str):
    sent = [FileStorage(BytesIO(data), f"{n}.gpx") for n, data in enumerate(files)]
    boundary, body = encode_multipart({"tour": tour, "files": sent, **(fields or open_form(pages))})
    return pages.client.post(url, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def consent(answer) -> str:
    found = html.fromstring(answer.text).xpath("//input[@name='consent'][@value!='']/@value")
    return found[0] if found else ""


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
    assert upload(pages, "Côte numéro 1", gpx(track(hill(5))), gpx(track(hill(7)))).status_code == 200


def test_editor_reads_what_the_line_did(pages, editor):
    sign_in(pages)
    name = "Côte numéro 3"
    assert "Il remplace l’ancien tracé" not in upload(pages, name, gpx(track(hill(41)))).text
    waypoint = '<wpt lat="47.6" lon="1.33"><name>Puits</name></wpt>'
    answer = upload(pages, name, gpx(track(hill(31)), waypoint))
    said = " ".join(html.fromstring(answer.text).text_content().split())
    for words in ("Il remplace l’ancien tracé", "1 point d’intérêt", "Altitudes de 100 m à 400 m"):
        assert words in said.replace("\xa0", " ")
    rows = {
        tr.xpath("string(th)"): " ".join(" ".join(tr.xpath("./td//text()")).split())
        for tr in html.fromstring(answer.text).xpath("//tbody/tr")
    }
    assert rows["Longueur"] == "4,5 km indiqué Le tracé donne 3,3 km ; la valeur indiquée a été gardée."
    assert rows["Montée"].endswith("280 m calculé d’après le tracé")
    assert rows["Durée"].endswith("estimée, sans les pauses")
    assert rows["Forme"] == "Aller simple calculé d’après le tracé"


def test_line_of_elsewhere_is_stored_only_on_confirmation_of_this_line(pages, editor):
    sign_in(pages)
    far, other = gpx(track(hill(9, start=(14.3, 45.8)))), gpx(track(hill(11, start=(14.3, 45.8))))
    asked = upload(pages, "Côte numéro 4", far)
    assert asked.status_code == 422
    assert "Tracés loin de leur itinéraire" in asked.text
    assert re.search(r"Le tracé se trouve à 1\D0\d\d\Dkm de l’itinéraire", asked.text)
    assert "Enregistrer quand même" in asked.text
    assert row("Côte numéro 4") is None
    given = {**open_form(pages), "consent": consent(asked)}
    assert upload(pages, "Côte numéro 4", other, **given).status_code == 422, "that was another line"
    assert row("Côte numéro 4") is None
    assert upload(pages, "Côte numéro 4", far, **given).status_code == 200
    assert row("Côte numéro 4").points == 9


def test_line_of_another_length_is_asked_about(pages, editor):
    sign_in(pages)
    asked = upload(pages, "Côte numéro 2", gpx(track(hill(9))))
    assert asked.status_code == 422
    assert "9 km sont indiqués, le tracé en fait 889 m" in asked.text.replace("\xa0", " ")
    assert row("Côte numéro 2").line is None


def test_line_another_editor_stored_meanwhile_is_not_overwritten_unasked(pages, editor):
    sign_in(pages)
    opened = open_form(pages)
    assert upload(pages, "Côte numéro 5", gpx(track(hill(9)))).status_code == 200
    asked = upload(pages, "Côte numéro 5", gpx(track(hill(11))), **opened)
    assert asked.status_code == 422
    assert "modifié depuis que vous avez ouvert ce formulaire" in asked.text
    assert row("Côte numéro 5").points == 9
    agreed = {**opened, "consent": consent(asked)}
    assert upload(pages, "Côte numéro 5", gpx(track(hill(13)))).status_code == 200, (
        "a form opened after it asks nothing"
    )
    assert upload(pages, "Côte numéro 5", gpx(track(hill(11))), **agreed).status_code == 422, "and again meanwhile"
    last = upload(pages, "Côte numéro 5", gpx(track(hill(11))), **opened)
    stored = upload(pages, "Côte numéro 5", gpx(track(hill(11))), **opened, consent=consent(last))
    assert stored.status_code == 200
    assert "Il remplace l’ancien tracé" in stored.text
    assert row("Côte numéro 5").points == 11
    fresh = {field.name: field.value for field in html.fromstring(stored.text).xpath("//main//input[@type='hidden']")}
    assert upload(pages, "Côte numéro 5", gpx(track(hill(9))), **fresh).status_code == 200


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Le fichier dépasse 2 Mo."),
        ("en", "The file is larger than 2 MB."),
        ("de", "Die Datei ist größer als 2 MB."),
        ("es", "El archivo supera los 2 MB."),
        ("it", "Il file supera i 2 MB."),
        ("nl", "Het bestand is groter dan 2 MB."),
    ],
)
def test_file_that_is_too_large_gives_the_form_back(pages, editor, lang, said):
    sign_in(pages)
    fields = open_form(pages)
    answer = upload(pages, "Côte numéro 1", b" " * (2 * MEGABYTE + 1), url=f"/{lang}/ops/tours", **fields)
    assert answer.status_code == 413
    form = html.fromstring(answer.text)
    assert form.xpath("//input[@name='tour']/@value") == ["Côte numéro 1"]
    assert form.xpath("//p[@id='files-error']/text()") == [said]
    assert form.xpath("//input[@name='opened']/@value") == [fields["opened"]]


def test_what_is_too_large_is_said_truly(pages, editor):
    sign_in(pages)
    half = b" " * (MEGABYTE + 1)
    assert "Ensemble, les fichiers dépassent 2 Mo." in upload(pages, "Côte numéro 1", half, half).text
    whole = upload(pages, "Côte numéro 1", b" " * (21 * MEGABYTE))
    assert (whole.status_code, "Le fichier dépasse 2 Mo." in whole.text) == (413, True)
    field = upload(pages, "x" * MEGABYTE, gpx(track(hill())))
    assert (field.status_code, "Le fichier dépasse" in field.text) == (413, False)
    assert "L’envoi dépasse la taille acceptée ici" in field.text


def test_too_large_elsewhere_has_its_own_words(pages, editor):
    sent = {"email": "x" * (3 * MEGABYTE), "password": "x"}
    answer = pages.client.post("/fr/sign-in", data=sent)
    assert answer.status_code == 413
    assert "C’était trop à la fois" in answer.text
    pages.client.delete_cookie("escale")
    unknown = upload(pages, "1", b" " * (3 * MEGABYTE), csrf_token="")
    assert unknown.status_code in (302, 303), "who is not signed in gets no form"


def test_place_that_is_no_tour_is_named_in_the_readers_language(pages, editor):
    sign_in(pages)
    answer = upload(pages, str(id_of("Château numéro 0")), gpx(track(hill())))
    assert answer.status_code == 422
    assert "« Château numéro 0 » n’est pas un itinéraire : seuls les itinéraires ont un tracé." in answer.text
    assert "place" not in html.fromstring(answer.text).xpath("string(//*[@role='alert'])")


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
