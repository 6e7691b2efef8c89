"""Keep, forget and recompute values in a real Redis."""

import threading
import time
import uuid
from datetime import date

import pytest
import zstandard
from redis import Redis
from sqlalchemy import text

from portal.cache import generations, page_visits, recall, values
from portal.cache.recall import Key
from portal.cache.tiers import LIST, TIERS
from portal.db import db
from portal.services import cards


@pytest.fixture
def redis(config) -> Redis:
    return Redis.from_url(config.redis_url)


@pytest.fixture
def key(app):
    with app.app_context():
        yield Key(LIST, LIST.key("test", uuid.uuid4().hex), ("lists",))


class Counted:
    """A computation that counts itself."""

    def __init__(self, *, seconds: float = 0.0) -> None:
        self.calls = 0
        self.seconds = seconds

    def __call__(self) -> list[int]:
        self.calls += 1
        time.sleep(self.seconds)
        return [self.calls]


def test_value_is_kept_until_its_generation_moves(key):
    compute = Counted()
    assert recall.recall(key, list[int], compute) == recall.recall(key, list[int], compute) == [1]
    generations.move_on(("category:see",))
    assert recall.recall(key, list[int], compute) == [1], "another generation is nothing to it"
    generations.move_on(("lists",))
    assert recall.recall(key, list[int], compute) == [2]
    generations.move_on((generations.EPOCH,))
    assert recall.recall(key, list[int], compute) == [3]


def test_every_tier_has_its_name_and_lifetime_in_redis(app, redis):
    expected = {"res": 3600, "list": 900, "search": 600, "analytics": 7200, "nearby": 1800}
    assert {name: tier.ttl_s for name, tier in TIERS.items()} == expected
    with app.app_context():
        for name, tier in TIERS.items():
            recall.recall(Key(tier, tier.key("test"), ("lists",)), list[int], lambda: [1])
            assert 0.88 * expected[name] <= redis.ttl(f"tourism:{name}:test") <= 1.1 * expected[name]


def test_change_during_a_computation_is_never_hidden_by_it(key):
    def slow_reader() -> list[int]:
        generations.move_on(("lists",))  # somebody commits after our SELECT
        return [1]

    recall.recall(key, list[int], slow_reader)
    assert recall.recall(key, list[int], lambda: [2]) == [2]


def test_thousand_who_ask_at_once_compute_once(app, key):
    compute, found = Counted(seconds=0.03), []

    def ask() -> None:
        with app.app_context():
            found.append(recall.recall(key, list[int], compute))

    threads = [threading.Thread(target=ask) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (compute.calls, found) == (1, [[1]] * 200)


def test_without_the_lease_the_older_value_is_shown_but_never_one_of_another_epoch(key, redis):
    recall.recall(key, list[int], lambda: [1])
    generations.move_on(("lists",))
    redis.set(f"tourism:lease:{key.name}", 1, px=5000)
    assert recall.recall(key, list[int], lambda: [2]) == [1]
    generations.move_on((generations.EPOCH,))
    started = time.monotonic()
    assert recall.recall(key, list[int], lambda: [3]) == [3]
    assert time.monotonic() - started < 0.5
    redis.delete(f"tourism:lease:{key.name}")


def test_failed_and_unwanted_answers_are_not_kept(key):
    def fail() -> list[int]:
        raise ValueError("the database is away")

    with pytest.raises(ValueError):
        recall.recall(key, list[int], fail)
    assert recall.recall(key, list[int], lambda: [1], is_kept=lambda value: False) == [1]
    assert recall.recall(key, list[int], lambda: [2]) == [2]


def test_damaged_and_foreign_bytes_count_as_nothing(key, redis):
    bomb = values.COMPRESSED + zstandard.compress(b"\0" * (values.MAX_BYTES + 1))
    for data in (b"", b"\x00", b"\x01abc", b"\x80\x04K\x01.", values.pack(["x"], stamp=""), bomb):
        redis.set(f"tourism:{key.name}", data)
        assert recall.recall(key, list[int], lambda: [1]) == [1]


def test_large_values_are_compressed_and_small_ones_not():
    assert values.pack("a" * 100, stamp="0")[:1] == values.PLAIN
    large = values.pack("a" * 5000, stamp="0")
    assert large[:1] == values.COMPRESSED
    assert len(large) < 1000
    assert values.value_of(values.unpack(large), str) == "a" * 5000


def test_cards_come_from_redis_and_the_missing_ones_by_one_statement(filled, redis):
    with filled.app_context(), db.session() as session:
        ids = [row.id for row in session.execute(text("SELECT id FROM resource LIMIT 6"))]
        first = cards.list_cards(session, ids[:4], lang="fr", today=date.today())
        assert len(redis.keys(f"tourism:res:card:*:fr:{date.today()}")) >= 4
        asked = []
        real = session.execute
        session.execute = lambda statement, values: asked.append(values["ids"]) or real(statement, values)
        again = cards.list_cards(session, ids, lang="fr", today=date.today())
        assert asked == [ids[4:]]
        assert again[:4] == first
        generations.move_on((generations.of_resource(ids[0]),))
        cards.list_cards(session, ids, lang="fr", today=date.today())
        assert asked[1:] == [ids[:1]]


def test_cache_commands_tell_clear_and_warm(indexed, redis):
    run = indexed.test_cli_runner().invoke
    for number in range(4):
        indexed.test_client().get("/fr/search?q=blois", environ_base={"REMOTE_ADDR": f"10.0.0.{number}"})
    page_visits.tell()
    assert "/fr/search?q=blois" in page_visits.list_most_visited(50)
    told = run(args=["cache", "stats"]).output
    assert "search" in told
    assert "hit rate" in told
    assert "keys of tier search" in run(args=["cache", "clear", "search"]).output
    assert not redis.keys("tourism:search:*")
    assert "new epoch" in run(args=["cache", "clear", "all"]).output
    assert "pages warmed" in run(args=["cache", "warm"]).output
    assert redis.keys("tourism:search:html:*")
    assert run(args=["cache", "clear", "nonsense"]).exit_code == 2
