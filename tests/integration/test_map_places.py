"""Change resources in every way there is, and look at the close tile they lie in at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import mapbox_vector_tile
import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.imports import run as import_run
from portal.services.maps import tiles as map_tiles
from portal.services.operations import schema
from tests.factories.datatourisme import build_place, write_flux
from tests.map_client import tile_at
from tests.outbox_client import execute
from tests.own_portal import empty_tables

TODAY = date.today()
PARIS, ROME = (48.8566, 2.3522), (41.9028, 12.4964)
MOVED = "ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)"
WRONG = """
    SELECT count(*) FROM (SELECT resource_id, x, y, quality, last_day, category, name FROM map_place) kept
      FULL JOIN map_place_shown shown USING (resource_id, x, y, quality, category, name)
     WHERE kept.resource_id IS NULL OR shown.resource_id IS NULL OR kept.last_day IS DISTINCT FROM shown.last_day
"""


@pytest.fixture
def place(app):
    """One place in Paris."""
    with db.transaction() as session:
        resource_id = session.execute(
            text(
                "INSERT INTO resource (source, source_id, kind, category, classes, status, point, quality)"
                f" VALUES ('test', '1', 'place', 'stay', '{{}}', 'published', {MOVED}, 50) RETURNING id"
            ),
            {"lat": PARIS[0], "lon": PARIS[1]},
        ).scalar_one()
        session.execute(
            text(
                "INSERT INTO resource_text (resource_id, lang, name) VALUES (:id, 'fr', 'Gîte'), (:id, 'en', 'Cottage')"
            ),
            {"id": resource_id},
        )
    yield resource_id
    assert wrong() == 0, "the table and what ought to be in it differ"
    execute("DELETE FROM resource")
    assert wrong() == 0
    with db.transaction() as session:
        empty_tables(session, "resource")  # no dead rows are left for the plans of the tests below


def wrong() -> int:
    with db.session() as session:
        return session.execute(text(WRONG)).scalar_one()


def drawn(at: tuple[float, float] = PARIS, *, zoom: int = 9, today: date = TODAY) -> list[tuple[int, str, str]]:
    """What a tile shows, in its order."""
    with db.session() as session:
        data = map_tiles.find_tile(session, "places", tile_at(*at, zoom), today=today).data
    found = mapbox_vector_tile.decode(data)["places"]["features"] if data else []
    return [tuple(feature["properties"][name] for name in ("id", "name", "category")) for feature in found]


@pytest.mark.parametrize("zoom", range(9, 15))
def test_place_is_drawn_and_nothing_of_a_hidden_or_deleted_one(place, zoom):
    assert drawn(zoom=zoom) == [(place, "Gîte", "stay")]
    execute("UPDATE resource SET status = 'draft' WHERE id = :id", id=place)
    assert drawn(zoom=zoom) == []
    execute("UPDATE resource SET status = 'published'")
    assert drawn(zoom=zoom) == [(place, "Gîte", "stay")]
    execute("DELETE FROM resource WHERE id = :id", id=place)
    assert drawn(zoom=zoom) == []


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE resource_text SET name = 'Moulin' WHERE lang = 'fr'", ("Moulin", "stay")),
        ("UPDATE resource_text SET name = 'Mill' WHERE lang = 'en'", ("Gîte", "stay")),
        ("DELETE FROM resource_text WHERE lang = 'fr'", ("Cottage", "stay")),
        ("UPDATE resource_text SET lang = 'de' WHERE lang = 'fr'", ("Cottage", "stay")),
        ("UPDATE resource SET category = 'eat'", ("Gîte", "eat")),
        ("UPDATE resource SET point = NULL", None),
        ("UPDATE resource SET kind = 'event'", None),
        ("DELETE FROM resource_text", None),
    ],
)
def test_edit_shows_at_once(place, statement, shown):
    execute(statement)
    assert drawn() == ([(place, *shown)] if shown else [])


def test_text_that_is_moved_names_both(place):
    execute("DELETE FROM resource_text WHERE lang = 'en'")
    add("2", quality=50)
    execute("DELETE FROM resource_text WHERE name = 'Gîte 2'")
    assert drawn() == [(place, "Gîte", "stay")]
    execute("UPDATE resource_text SET resource_id = (SELECT max(id) FROM resource)")
    assert [name for _, name, _ in drawn()] == ["Gîte"]
    assert drawn()[0][0] != place


def test_place_that_moves_leaves_one_tile_for_the_other(place):
    execute(f"UPDATE resource SET point = {MOVED}", lat=ROME[0], lon=ROME[1])
    assert drawn() == []
    assert drawn(ROME) == [(place, "Gîte", "stay")]


@pytest.mark.parametrize(("corner", "last"), [((90, -180), 0), ((-90, 180), 1)])
def test_corners_of_the_world_are_in_the_outermost_tiles(place, corner, last):
    execute(f"UPDATE resource SET point = {MOVED}", lat=corner[0], lon=corner[1])
    with db.session() as session:
        for zoom in (9, 14):
            number = last * (2**zoom - 1)
            assert map_tiles.find_tile(session, "places", (zoom, number, number), today=TODAY).data


def test_better_ones_come_first_and_a_new_quality_counts(place):
    other = add("2", quality=40)
    assert [id for id, *_ in drawn()] == [place, other]
    execute("UPDATE resource SET quality = 60 WHERE id = :id", id=other)
    assert [id for id, *_ in drawn()] == [other, place]


def test_event_is_drawn_until_its_last_day_is_over(place):
    execute("UPDATE resource SET kind = 'event'")
    execute("INSERT INTO event_date (resource_id, starts_on, ends_on) SELECT id, :day, :day FROM resource", day=TODAY)
    assert len(drawn()) == 1
    assert drawn(today=TODAY + timedelta(days=1)) == []
    execute("UPDATE event_date SET ends_on = :day", day=TODAY + timedelta(days=1))
    assert len(drawn(today=TODAY + timedelta(days=1))) == 1
    execute("DELETE FROM event_date")
    assert drawn() == []


def test_bulk_statement_is_seen_whole(place):
    for number in range(2, 40):
        add(str(number), quality=50)
    execute("UPDATE resource_text SET name = name || ' !'")
    assert {name for _, name, _ in drawn()} == {"Gîte !", *(f"Gîte {number} !" for number in range(2, 40))}
    execute("UPDATE resource SET status = 'archived' WHERE id % 2 = 0")
    assert all(id % 2 for id, *_ in drawn())
    execute("UPDATE resource SET status = 'published', quality = id % 100")
    assert len(drawn()) == 39


def test_changes_of_one_transaction_count_as_they_end(place):
    with db.transaction() as session:
        for statement in (
            "UPDATE resource SET status = 'draft'",
            "UPDATE resource_text SET name = 'A'",
            "UPDATE resource SET status = 'published'",
            "UPDATE resource_text SET name = 'B' WHERE lang = 'fr'",
        ):
            session.execute(text(statement))
    assert drawn() == [(place, "B", "stay")]


def test_name_longer_than_an_index_holds_is_cut(place):
    with db.session() as session:
        long = session.execute(text("SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) n")).scalar_one()
    execute("UPDATE resource_text SET name = :long WHERE lang = 'fr'", long=long)
    assert [name for _, name, _ in drawn()] == [long[:200]]


def test_two_that_change_one_resource_at_once_agree(place):
    """One archives while the other, who does not see it yet, renames: unless the second waits, it draws the archived one again."""
    with ThreadPoolExecutor(1) as other:
        with db.transaction() as session:
            session.execute(text("UPDATE resource SET status = 'archived'"))
            renaming = other.submit(execute, "UPDATE resource_text SET name = 'Moulin' WHERE lang = 'fr'")
            wait_for_a_lock(session)
        renaming.result(timeout=10)
    assert drawn() == []


def test_imported_places_are_drawn_and_so_is_a_second_delivery(app, tmp_path):
    archive = write_flux(tmp_path / "flux.zip", [build_place(n) for n in range(3)])
    for _ in range(2):
        import_run.run(db.transaction, (archive,))
        execute("UPDATE resource SET content_hash = ''")  # as if every record had changed
        with db.session() as session:
            assert session.execute(text("SELECT count(*) FROM map_place")).scalar_one() == 3
        assert wrong() == 0
    execute("DELETE FROM resource")
    assert wrong() == 0
    with db.transaction() as session:
        empty_tables(session, "resource")  # no dead rows are left for the plans of the tests below


@pytest.mark.parametrize("zoom", [9, 10, 14])
def test_tile_is_read_from_the_index_in_its_order(place, zoom):
    statement = map_tiles.PLACES.format(most=2_000)
    with db.transaction() as session, session.begin_nested() as trial:
        session.execute(
            text(
                "INSERT INTO resource (source, source_id, kind, category, classes, status, point, quality) SELECT 'crowd', n, 'place', 'stay', '{}',"
                " 'published', ST_SetSRID(ST_MakePoint(:lon + n / 2000.0, :lat + n % 50 / 50.0), 4326), n % 100 FROM generate_series(1, 5000) n"
            ),
            {"lat": PARIS[0], "lon": PARIS[1]},
        )
        session.execute(
            text(
                "INSERT INTO resource_text (resource_id, lang, name) SELECT id, 'fr', 'Gîte' FROM resource WHERE source = 'crowd'"
            )
        )
        session.execute(text("ANALYZE map_place"))
        values = map_tiles._values(tile_at(*PARIS, zoom), TODAY)
        plan = "\n".join(session.execute(text(f"EXPLAIN {statement}"), values).scalars())
        trial.rollback()
    assert "using ix_map_place_tile" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


def test_table_is_filled_where_resources_are_already(place, config):
    """As on the day a portal in use is brought up to date."""
    command = schema.alembic_config(config.database_url)
    db.engine.dispose()
    schema.command.downgrade(command, "0011")
    schema.command.upgrade(command, "head")
    assert drawn() == [(place, "Gîte", "stay")]


def wait_for_a_lock(session) -> None:
    until = time.monotonic() + 5
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not session.execute(waiting).scalar_one() and time.monotonic() < until:
        time.sleep(0.01)


def add(source_id: str, *, quality: int) -> int:
    """Add one beside the place."""
    with db.transaction() as session:
        return session.execute(
            text(
                "WITH new AS (INSERT INTO resource (source, source_id, kind, category, classes, status, point, quality)"
                f" VALUES ('test', :source_id, 'place', 'stay', '{{}}', 'published', {MOVED}, :quality) RETURNING id)"
                " INSERT INTO resource_text (resource_id, lang, name) SELECT id, 'fr', 'Gîte ' || CAST(:source_id AS text) FROM new"
                " RETURNING resource_id"
            ),
            {"source_id": source_id, "quality": quality, "lat": PARIS[0] + 0.0001, "lon": PARIS[1]},
        ).scalar_one()
