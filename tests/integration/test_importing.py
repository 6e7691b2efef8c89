"""Check imports into a real database: idempotent, batch-wise, nothing lost, nothing stopped by one bad record."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.db import db
from portal.errors import InvalidInput
from portal.services.imports import history as import_history
from portal.services.imports import mapping_pool
from portal.services.imports import run as import_run
from portal.services.imports.run import Options
from portal.services.operations import schema
from tests.factories.datatourisme import build_event, build_place, place_at, write_flux
from tests.own_portal import empty_tables

COUNT = "SELECT count(*) FROM resource WHERE status = 'published'"


@pytest.fixture(autouse=True)
def empty(app):
    with db.transaction() as session:
        empty_tables(session, "resource, import_run, zone, concept")


def scalar(statement, **values):
    with db.session() as session:
        return session.execute(text(statement), values).scalar_one()


def run(*paths, **options):
    return import_run.run(db.transaction, paths, Options(**options))


def test_second_import_of_the_same_archive_changes_nothing(tmp_path):
    path = write_flux(tmp_path / "flux.zip", [build_place(n) for n in range(30)])
    assert run(path).counts["added"] == 30
    before = scalar("SELECT max(updated_at) FROM resource")
    again = run(path).counts
    assert (again["unchanged"], again["added"], again["updated"]) == (30, 0, 0)
    assert scalar("SELECT max(updated_at) FROM resource") == before


def test_changed_record_is_updated_with_all_its_parts(tmp_path):
    run(write_flux(tmp_path / "a.zip", [build_place(1, hasContact=[{"schema:telephone": ["0254903333"]}])]))
    changed = build_place(
        1, **{"rdfs:label": {"fr": ["Autre nom"]}, "@id": build_place(1)["@id"].replace(".fr", ".gouv.fr")}
    )
    outcome = run(write_flux(tmp_path / "b.zip", [changed]))
    assert (outcome.counts["updated"], outcome.counts["added"]) == (1, 0)
    assert scalar("SELECT name FROM resource_text WHERE lang = 'fr'") == "Autre nom"
    assert scalar("SELECT count(*) FROM contact") == 0
    assert scalar("SELECT revision FROM resource") == 2


def test_rotten_records_are_reported_and_the_others_are_stored(tmp_path):
    (tmp_path / "objects").mkdir()
    for number in range(5):
        (tmp_path / "objects" / f"{number}.json").write_text(json.dumps(build_place(number)))
    (tmp_path / "objects" / "bad.json").write_text("{")
    (tmp_path / "objects" / "nameless.json").write_text(json.dumps(build_place(9, **{"rdfs:label": None})))
    outcome = run(tmp_path)
    assert (outcome.counts["added"], outcome.counts["skipped"]) == (5, 2)
    assert scalar("SELECT count(*) FROM import_finding WHERE effect = 'skipped'") == 2
    assert scalar("SELECT state FROM import_run") == "finished"


def test_record_the_database_refuses_is_found_and_reported_alone(tmp_path, monkeypatch):
    real = mapping_pool.map_object

    def poisoned(data):
        record, findings = real(data)
        if data["dc:identifier"] == "ID3":
            object.__setattr__(record, "capacity", -5)
        return record, findings

    monkeypatch.setattr(mapping_pool, "map_object", poisoned)
    outcome = run(write_flux(tmp_path / "a.zip", [build_place(n) for n in range(8)]))
    assert (outcome.counts["added"], outcome.counts["updated"], outcome.counts["skipped"]) == (7, 0, 1)
    assert scalar("SELECT code FROM import_finding") == "record.refused"


def test_dry_run_says_what_would_happen_and_stores_nothing(tmp_path):
    outcome = run(write_flux(tmp_path / "a.zip", [build_place(n) for n in range(3)]), dry_run=True)
    assert outcome.counts["added"] == 3
    assert scalar("SELECT count(*) FROM resource") == scalar("SELECT count(*) FROM import_run") == 0


def test_what_vanished_is_archived_after_a_week_and_comes_back(tmp_path):
    everything = write_flux(tmp_path / "a.zip", [build_place(n) for n in range(3)])
    fewer = write_flux(tmp_path / "b.zip", [build_place(n) for n in range(2)])
    run(everything)
    assert run(fewer).counts["missing"] == 0, "only --archive-missing looks at what is missing"
    assert run(fewer, archive_missing=True).counts["missing"] == 1
    assert scalar(COUNT) == 3, "a week of grace"
    with db.transaction() as session:
        session.execute(text("UPDATE resource SET missing_since = missing_since - interval '8 days'"))
    assert run(fewer, archive_missing=True).counts["archived"] == 1
    assert scalar(COUNT) == 2
    assert run(everything).counts["returned"] == 1
    assert scalar(COUNT) == 3


def test_other_processes_map_the_same(tmp_path):
    path = write_flux(tmp_path / "a.zip", [build_place(n) for n in range(40)])
    assert run(path, processes=2).counts["added"] == 40
    assert run(path, processes=2).counts["unchanged"] == 40


def test_same_record_twice_in_a_delivery_is_stored_once(tmp_path):
    outcome = run(write_flux(tmp_path / "a.zip", [build_place(1), build_place(1, **{"rdfs:label": {"fr": ["B"]}})]))
    assert scalar("SELECT count(*) FROM resource") == 1
    assert ("skipped", "record.twice") in outcome.findings


def test_interruption_leaves_whole_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(import_run, "BATCH", 10)
    path = write_flux(tmp_path / "a.zip", [build_place(n) for n in range(50)])
    done = []

    def stop_after_two(number):
        done.append(number)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_run.run(db.transaction, (path,), on_progress=stop_after_two)
    assert scalar("SELECT count(*) FROM resource") == 20
    assert scalar("SELECT state FROM import_run") == "interrupted"


def test_event_and_place_keep_their_facts(tmp_path):
    rule = {
        "schema:validFrom": "2026-01-01",
        "schema:validThrough": "2026-12-31",
        "schema:opens": "22:00",
        "schema:closes": "02:00",
    }
    bar = build_place(1, isLocatedAt=[place_at("47.5", "1.3", **{"schema:openingHoursSpecification": [rule]})])
    run(write_flux(tmp_path / "a.zip", [bar, build_event(2, periods=[("2026-07-14", "2026-07-15")])]))
    assert scalar("SELECT closes::text FROM opening_period") == "02:00:00"
    assert scalar("SELECT ends_on - starts_on FROM event_date") == 1
    assert scalar("SELECT ST_SRID(point) FROM resource LIMIT 1") == 4326
    assert scalar("SELECT count(*) FROM zone WHERE parent_id IS NOT NULL") == 2


def aged() -> None:
    """Let eight days pass for what is missing."""
    with db.transaction() as session:
        session.execute(text("UPDATE resource SET missing_since = missing_since - interval '8 days'"))


def test_record_that_was_delivered_and_cannot_be_used_is_not_archived(tmp_path):
    whole = [build_place(number) for number in range(3)]
    run(write_flux(tmp_path / "a.zip", whole))
    nameless = write_flux(tmp_path / "b.zip", [*whole[:2], build_place(2, **{"rdfs:label": None})])
    for _ in range(2):
        assert run(nameless, archive_missing=True).counts["missing"] == 0
        aged()
    assert scalar(COUNT) == 3


def test_record_whose_file_is_damaged_is_not_archived(tmp_path):
    whole = [build_place(number) for number in range(3)]
    run(write_flux(tmp_path / "a.zip", whole))
    folder = tmp_path / "objects"
    folder.mkdir()
    for place in whole[:2]:
        (folder / f"{place['@id'].rsplit('/', 1)[1]}.json").write_text(json.dumps(place))
    (folder / f"{whole[2]['@id'].rsplit('/', 1)[1]}.json").write_text("{")
    for _ in range(2):
        assert run(folder, archive_missing=True).counts["missing"] == 0
        aged()
    assert scalar(COUNT) == 3


def test_half_a_delivery_empties_no_source_unless_told(tmp_path):
    whole = [build_place(number) for number in range(30)]
    run(write_flux(tmp_path / "a.zip", whole))
    half = write_flux(tmp_path / "b.zip", whole[:15])
    for _ in range(2):
        outcome = run(half, archive_missing=True)
        assert outcome.findings["doubted", "source.shrunk"] == 1
        aged()
    assert scalar(COUNT) == 30
    assert run(half, archive_missing=True, is_shrinking_allowed=True).counts["missing"] == 15
    aged()
    assert run(half, archive_missing=True, is_shrinking_allowed=True).counts["archived"] == 15
    assert scalar(COUNT) == 15


def test_command_says_that_a_source_would_shrink_and_fails(app, tmp_path):
    whole = [build_place(number) for number in range(30)]
    run(write_flux(tmp_path / "a.zip", whole))
    half = write_flux(tmp_path / "b.zip", whole[:15])
    done = app.test_cli_runner().invoke(args=["import", "--archive-missing", str(half)])
    assert done.exit_code == 1
    assert "--allow-shrinking" in done.output


def test_run_whose_process_was_killed_is_noted_as_interrupted(tmp_path):
    with db.transaction() as session:
        dead = import_history.start(session, ["a.zip"])
        alive = import_history.start(session, ["b.zip"])
        session.execute(text("UPDATE import_run SET started_at = now() - interval '1 minute'"))
    with import_history.held(db.transaction, alive), db.transaction() as session:
        assert import_history.end_dead(session) == 1
    states = {dead: "interrupted", alive: "running"}
    assert {id: scalar("SELECT state FROM import_run WHERE id = :id", id=id) for id in states} == states


def test_end_that_cannot_be_noted_hides_nothing(tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise OperationalError("", {}, Exception("disk full"))

    monkeypatch.setattr(import_run.import_store, "settle_text_index", fail)
    monkeypatch.setattr(import_run, "_check_positions", lambda *_: (_ for _ in ()).throw(InvalidInput("what happened")))
    with pytest.raises(InvalidInput, match="what happened"):
        run(write_flux(tmp_path / "a.zip", [build_place(1)]))


def test_command_tells_an_old_schema(app, tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "is_current", lambda engine: False)
    done = app.test_cli_runner().invoke(args=["import", str(write_flux(tmp_path / "a.zip", [build_place(1)]))])
    assert done.exit_code == 1
    assert "flask migrate" in done.output
