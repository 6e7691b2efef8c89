"""Read the page of a tour as a visitor, its files as a receiver, its profile as the map does."""

import json
import re
from dataclasses import replace

import gpxpy
import pytest
from sqlalchemy import text

from portal.cache import generations
from portal.config import LANGUAGES
from portal.db import db
from portal.importers.gpx.mapping import GpxFile, map_gpx
from portal.services.imports import run as import_run
from portal.services.outbox import drain as outbox_drain
from portal.services.tours import attach as tour_attach
from tests.factories.datatourisme import build_place, write_flux
from tests.factories.gpx import BLOIS, gpx, hill, track

FORMS = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
}
WAYPOINT = '<wpt lat="47.6" lon="1.33"><name>Puits &amp; source</name></wpt>'


@pytest.fixture(scope="module")
def walks(app, tmp_path_factory):
    """Ids of three walks: with line and heights, with a line only, with neither; and of a castle beside them."""
    kind = {"@type": ["Tour", "WalkingTour", "PointOfInterest"]}
    objects = [build_place(n, **kind, **{"rdfs:label": {"fr": [f"Côte {n}"]}}) for n in range(3)]
    objects[2]["tourDistance"] = "5000"
    archive = write_flux(tmp_path_factory.mktemp("tours") / "a.zip", [*objects, build_place(3)])
    import_run.run(db.transaction, (archive,))
    with db.transaction() as session:
        ids = list(session.execute(text("SELECT id FROM resource ORDER BY source_id")).scalars())
        flat = [(lon, lat, None) for lon, lat, _ in hill(5)]
        for id, body in zip(
            ids, (track(hill(1001, start=(BLOIS[0], 47.5), top_m=1400)) + WAYPOINT, track(flat)), strict=False
        ):
            mapped = map_gpx([GpxFile("x.gpx", gpx(body))])
            tour_attach.attach(session, tour_attach.get_tour(session, str(id)), mapped.track)
    outbox_drain.drain(db.transaction)
    return ids


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_of_a_tour_shows_facts_profile_and_files(pages, walks, lang):
    page = pages.get(f"/{lang}/r/{walks[0]}-cote-0")
    facts = page.find("//section[@aria-labelledby='tour']//dl[@class='facts']/dt")
    assert len(facts) == 6
    (figure,) = page.find("//figure[@data-profile]")
    (drawing,) = figure.xpath("./svg")
    assert drawing.get("aria-label")
    assert drawing.get("aria-describedby") == figure.xpath("./figcaption")[0].get("id")
    assert len(figure.xpath(".//tbody/tr")) == 9
    assert len(page.find("//a[@download]/@href")) == len(FORMS)
    for url in (figure.get("data-profile"), *page.find("//a[@download]/@href")):
        assert pages.client.get(url).status_code == 200


def test_climb_is_told_in_metres(pages, walks):
    said = pages.get(f"/en/r/{walks[0]}-cote-0").text
    assert re.search(r"Climb\s?1,[23]\d\d\sm", said)
    assert "hard (estimated from length and climb)" in said
    assert "highest point 1,400\xa0m after 55.6\xa0km" in pages.get(f"/en/r/{walks[0]}-cote-0").root.text_content()


def test_line_without_heights_has_files_but_no_profile(pages, walks):
    page = pages.get(f"/fr/r/{walks[1]}-cote-1")
    assert page.find("//a[@download]")
    assert not page.find("//figure[@data-profile]")
    assert pages.client.get(f"/fr/r/{walks[1]}/profile.json").status_code == 404


def test_tour_without_a_line_is_as_before(pages, walks):
    page = pages.get(f"/fr/r/{walks[2]}-cote-2")
    assert "5\xa0km" in page.root.text_content()
    assert not page.find("//a[@download] | //figure[@data-profile]")


@pytest.mark.parametrize("form", FORMS)
def test_file_has_its_type_and_name_and_is_asked_for_again_cheaply(pages, walks, form):
    url = f"/fr/r/{walks[0]}.{form}"
    response = pages.client.get(url)
    assert response.content_type == FORMS[form]
    assert response.headers["Content-Disposition"] == f'attachment; filename="cote-0.{form}"'
    assert response.cache_control.public
    again = pages.client.get(url, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for id in (walks[2], walks[3], 999_999_999):
        assert pages.client.get(f"/fr/r/{id}.{form}").status_code == 404


def test_gpx_file_is_the_line_that_was_imported(pages, walks):
    read = gpxpy.parse(pages.client.get(f"/fr/r/{walks[0]}.gpx").get_data(as_text=True))
    points = read.tracks[0].segments[0].points
    assert (len(points), points[500].elevation, read.waypoints[0].name) == (1001, 1400, "Puits & source")


@pytest.mark.parametrize("form", FORMS)
def test_file_names_its_page_with_the_host_or_not_at_all(app, pages, walks, form, monkeypatch):
    assert f"/r/{walks[0]}-" not in pages.client.get(f"/fr/r/{walks[0]}.{form}").get_data(as_text=True)
    monkeypatch.setitem(app.extensions, "escale", replace(app.extensions["escale"], public_url="https://example.org"))
    generations.move_on((generations.of_resource(walks[0]),))
    known = pages.client.get(f"/de/r/{walks[0]}.{form}").get_data(as_text=True)
    assert f"https://example.org/de/r/{walks[0]}-cote-0" in known
    generations.move_on((generations.of_resource(walks[0]),))


def test_computed_figures_do_not_stand_beside_stated_ones_they_contradict(pages, walks):
    def facts() -> str:
        outbox_drain.drain(db.transaction)
        return pages.get(f"/en/r/{walks[0]}-cote-0").find("//section[@aria-labelledby='tour']//dl")[0].text_content()

    change = "UPDATE tour SET {} WHERE resource_id = :id"
    with db.transaction() as session:
        before = session.execute(text("SELECT * FROM tour WHERE resource_id = :id"), {"id": walks[0]}).one()
    assert "Descent" in facts()
    for changed, shown in (
        ("climb_m = 1500, computed = array_remove(computed, 'climb_m')", ("Climb", "Descent")),
        ("climb_m = 280", ("Climb",)),
        ("distance_m = 20000, computed = array_remove(array_append(computed, 'climb_m'), 'distance_m')", ()),
    ):
        with db.transaction() as session:
            session.execute(text(change.format(changed)), {"id": walks[0]})
        said = facts()
        assert tuple(word for word in ("Climb", "Descent") if word in said) == shown
        assert ("Duration" in said, "(the line on the map: 111\xa0km)" in said) == (bool(shown), not shown)
    with db.transaction() as session:
        session.execute(
            text(
                "UPDATE tour SET climb_m = :climb, distance_m = :length, computed = :computed WHERE resource_id = :id"
            ),
            {"climb": before.climb_m, "length": before.distance_m, "computed": before.computed, "id": walks[0]},
        )
    assert "Descent" in facts()


def test_no_heading_stands_over_nothing(pages, walks):
    url, heading = f"/fr/r/{walks[2]}-cote-2", "//h2[@id='features']"
    assert not pages.get(url).find(heading)
    with db.transaction() as session:
        session.execute(text("INSERT INTO concept (key, labels) VALUES ('cash', '{}'), ('calm', '{}')"))
        add = text("INSERT INTO resource_concept (resource_id, property, key) VALUES (:id, :property, :key)")
        session.execute(add, {"id": walks[2], "property": "payment", "key": "cash"})
    outbox_drain.drain(db.transaction)
    page = pages.get(url)
    assert page.find("//section[contains(@class, 'prices')]")
    assert not page.find(heading)
    with db.transaction() as session:
        session.execute(add, {"id": walks[2], "property": "theme", "key": "calm"})
    outbox_drain.drain(db.transaction)
    assert pages.get(url).find("//section[@aria-labelledby='features'][h2]/dl/dt")


def test_geojson_comes_in_lambert_93_when_asked(pages, walks):
    found = json.loads(pages.client.get(f"/fr/r/{walks[0]}.geojson?crs=2154").data)
    east, north, height = found["features"][0]["geometry"]["coordinates"][0]
    assert (500_000 < east < 600_000, 6_700_000 < north < 6_800_000, height) == (True, True, 100)
    for query in ("geojson?crs=3857", "geojson?crs=x", "gpx?crs=2154", "kml?crs=2154"):
        assert pages.client.get(f"/fr/r/{walks[0]}.{query}").status_code == 400


def test_profile_is_short_and_goes_from_start_to_end(pages, walks):
    response = pages.client.get(f"/fr/r/{walks[0]}/profile.json")
    samples = response.get_json()
    assert response.cache_control.public
    assert 300 < len(samples) <= 400
    assert samples[0] == [0, 100, 1.331, 47.5]
    assert samples[-1][0] == pytest.approx(111_190, rel=0.001)
    assert max(sample[1] for sample in samples) == 1400


def test_tours_that_pass_near_stand_on_the_page_of_a_place(pages, walks):
    page = pages.get(f"/en/r/{walks[3]}-castle-number-3")
    near = page.find("//section[@aria-labelledby='tours-near-title']//*[@class='card__name']/a")
    assert {a.text_content() for a in near} == {"Côte 0", "Côte 1"}


def test_pages_and_files_follow_a_new_line(pages, walks):
    url = f"/fr/r/{walks[1]}.gpx"
    before = pages.client.get(url).headers["ETag"]
    with db.transaction() as session:
        mapped = map_gpx([GpxFile("x.gpx", gpx(track(hill(9))))])
        tour_attach.attach(session, tour_attach.get_tour(session, str(walks[1])), mapped.track)
    outbox_drain.drain(db.transaction)
    assert pages.client.get(url, headers={"If-None-Match": before}).status_code == 200
    assert pages.get(f"/fr/r/{walks[1]}-cote-1").find("//figure[@data-profile]")
