"""Change resources and zones in every way there is, and look what the outbox noted."""

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.imports import run as import_run
from portal.services.imports import store as import_store
from tests.factories.datatourisme import build_place, write_flux


@pytest.fixture(autouse=True)
def place(app, tmp_path):
    import_run.run(db.transaction, (write_flux(tmp_path / "a.zip", [build_place(1)]),))
    with db.transaction() as session:
        resource_id = session.execute(text("SELECT max(id) FROM resource")).scalar_one()
        session.execute(text("DELETE FROM outbox"))
    yield resource_id
    with db.transaction() as session:
        session.execute(text("DELETE FROM resource"))
        session.execute(text("DELETE FROM outbox"))


def execute(*statements: str, **values: object) -> None:
    with db.transaction() as session:
        for statement in statements:
            session.execute(text(statement), values)


def noted() -> list[tuple[str, int, str, int]]:
    with db.session() as session:
        rows = session.execute(text("SELECT entity, entity_id, operation, revision FROM outbox ORDER BY id"))
        return [tuple(row) for row in rows]


def revision(resource_id: int) -> int:
    with db.session() as session:
        return session.execute(text("SELECT revision FROM resource WHERE id = :id"), {"id": resource_id}).scalar_one()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE resource SET quality = 7 WHERE id = :id",
        "UPDATE resource_text SET short = 'anders' WHERE resource_id = :id",
        "INSERT INTO resource_text (resource_id, lang, name) VALUES (:id, 'nl', 'Kasteel')",
        "DELETE FROM resource_text WHERE resource_id = :id",
        "INSERT INTO contact (resource_id, role) VALUES (:id, 'information')",
        "INSERT INTO event_date (resource_id, starts_on, ends_on) VALUES (:id, '2030-01-01', '2030-01-02')",
        "INSERT INTO resource_concept (resource_id, property, key) SELECT :id, 'theme', key FROM concept LIMIT 1",
    ],
)
def test_any_change_of_any_table_is_one_row_with_the_raised_revision(place, statement):
    execute("INSERT INTO concept (key, labels) VALUES ('Wine', '{}') ON CONFLICT DO NOTHING")
    before = revision(place)
    execute(statement, id=place)
    assert noted() == [("resource", place, "upsert", before + 1)]
    assert revision(place) == before + 1


def test_many_changes_of_one_transaction_are_one_row(place):
    before = revision(place)
    execute(
        "UPDATE resource SET quality = 8 WHERE id = :id",
        "UPDATE resource_text SET short = 'x' WHERE resource_id = :id",
        "UPDATE resource SET quality = 9 WHERE id = :id",
        id=place,
    )
    assert noted() == [("resource", place, "upsert", before + 1)]
    assert revision(place) == before + 1


def test_what_is_rolled_back_is_not_noted(place):
    with pytest.raises(RuntimeError), db.transaction() as session:
        session.execute(text("UPDATE resource SET quality = 3"))
        raise RuntimeError
    assert noted() == []


def test_deleting_leaves_a_newer_revision_than_anybody_can_have(place):
    before = revision(place)
    execute("DELETE FROM resource WHERE id = :id", id=place)
    assert noted() == [("resource", place, "delete", before + 1)]


def test_change_and_delete_in_one_transaction_is_a_delete(place):
    before = revision(place)
    execute("UPDATE resource SET quality = 1 WHERE id = :id", "DELETE FROM resource WHERE id = :id", id=place)
    assert noted() == [("resource", place, "delete", before + 2)]


def test_import_notes_each_record_once_and_nothing_when_nothing_changed(place, tmp_path):
    archive = write_flux(tmp_path / "b.zip", [build_place(n) for n in range(2, 7)])
    import_run.run(db.transaction, (archive,))
    rows = [row for row in noted() if row[0] == "resource"]
    assert len(rows) == 5
    assert {row[3] for row in rows} == {1}
    execute("DELETE FROM outbox")
    import_run.run(db.transaction, (archive,))
    assert noted() == []


def test_moving_to_another_commune_tells_the_old_one_too(place):
    execute("UPDATE resource SET commune_code = '99999', category = 'see.museum' WHERE id = :id", id=place)
    with db.session() as session:
        details = session.execute(text("SELECT details FROM outbox")).scalar_one()
    assert details["commune"] == "99999"
    assert details["former_commune"] not in ("", "99999")
    assert details["category"] == "see.museum"


def test_zone_is_noted_with_its_own_revision(place):
    execute("UPDATE zone SET name = 'Neuville' WHERE kind = 'commune'")
    rows = noted()
    assert {row[0] for row in rows} == {"zone"}
    assert all(row[3] > 1 for row in rows)


def test_outbox_is_written_by_bulk_sql_of_anybody(place):
    with db.transaction() as session:
        cursor = import_store._cursor(session)
        cursor.execute("UPDATE resource SET quality = quality")
    assert [row[1] for row in noted()] == [place]
