"""Look which kept searches an edit lets go of: those it touches, and no other while all goes well."""

import random
import uuid
from datetime import datetime, time

import pytest
from redis import Redis

from portal.cache.recall import recall
from portal.db import db
from portal.services.searching import cached_results, engines, results_page
from portal.services.searching.results_page import Found
from search.client import SearchUnavailable
from search.criteria import Criteria
from search.index import indexer
from search.results import SearchResult
from tests.outbox_client import TODAY, drain, execute, ids

pytestmark = pytest.mark.usefixtures("outbox_services")

NOW = datetime.combine(TODAY, time(12))
EVERYTHING = Criteria()
CASTLES = Criteria(categories=("see.castle",))
MUSEUMS = Criteria(categories=("see.museum",))
PLACES_OF_NOWHERE = Criteria(communes=("99999",))


@pytest.fixture(autouse=True)
def pages(app, config):
    Redis.from_url(config.redis_url).delete(cached_results.TEXTS, cached_results.UNDER_WAY)
    execute("UPDATE resource SET category = 'see.castle'")
    execute("UPDATE resource SET category = 'see.museum' WHERE id = :id", id=ids()[1])
    execute("UPDATE resource SET commune_code = '99999' WHERE id = :id", id=ids()[2])
    drain()
    with app.test_request_context():
        yield


def fresh() -> str:
    """Return a word that nobody says."""
    return "mot" + uuid.uuid4().hex[:10]


def words() -> str:
    """Return a word of its own that the last place says: what finds nothing is never kept."""
    word = fresh()
    execute("UPDATE resource_text SET short = short || ' ' || :word WHERE resource_id = :id", word=word, id=ids()[-1])
    drain()
    return word


def describe(resource_id: int, short: str) -> None:
    execute("UPDATE resource_text SET short = :short WHERE resource_id = :id", id=resource_id, short=short)
    drain()


def keep(*wanted: Criteria) -> None:
    for criteria in wanted:
        with db.session() as session:
            results_page.find_page(session, criteria, now=NOW)
        assert is_kept(criteria)


def is_kept(criteria: Criteria) -> bool:
    computed: list[bool] = []

    def compute() -> Found:
        computed.append(True)
        return Found(criteria, SearchResult((), 0))

    recall(results_page.criteria_key(criteria, TODAY, "ids"), Found, compute, is_kept=lambda found: False)
    return not computed


def test_edit_lets_go_of_the_texts_it_matched_and_matches_now_and_of_no_other():
    place = ids()[0]
    old, new, other, english = (Criteria(text=words()) for _ in range(4))
    english = Criteria(text=old.text, lang="en")
    describe(place, old.text)
    keep(old, new, other, english)
    describe(place, new.text)
    assert [is_kept(one) for one in (old, new, english)] == [False] * 3
    assert is_kept(other)


def test_edit_of_words_lets_go_of_lists_the_place_is_in_and_of_no_other():
    keep(EVERYTHING, CASTLES, MUSEUMS, PLACES_OF_NOWHERE)
    describe(ids()[0], fresh())
    assert [is_kept(one) for one in (EVERYTHING, CASTLES)] == [False] * 2
    assert [is_kept(one) for one in (MUSEUMS, PLACES_OF_NOWHERE)] == [True] * 2


@pytest.mark.parametrize(
    "change",
    (
        "category = 'see.museum'",
        "is_free = NOT coalesce(is_free, false)",
        "is_accessible = NOT coalesce(is_accessible, false)",
        "status = 'draft'",
        "commune_code = ''",
    ),
)
def test_edit_that_changes_counts_lets_go_of_every_list(change):
    place = ids()[0]
    execute("UPDATE resource SET status = 'published' WHERE id = :id", id=place)
    drain()
    keep(EVERYTHING, CASTLES, MUSEUMS, PLACES_OF_NOWHERE)
    execute(f"UPDATE resource SET {change} WHERE id = :id", id=place)
    drain()
    assert not any(is_kept(one) for one in (EVERYTHING, CASTLES, MUSEUMS, PLACES_OF_NOWHERE))
    execute("UPDATE resource SET status = 'published' WHERE id = :id", id=place)


def test_many_changes_at_once_let_go_of_all(monkeypatch):
    monkeypatch.setattr(cached_results, "FEW", 2)
    other = Criteria(text=words())
    keep(other)
    execute("UPDATE resource SET quality = quality + 1")
    drain()
    assert not is_kept(other)


def test_text_noted_while_the_index_is_written_is_let_go_of_unasked(monkeypatch):
    late, real = Criteria(text=words()), indexer.refresh

    def reads_in_between(client, **options):
        keep(late)
        real(client, **options)

    monkeypatch.setattr(indexer, "refresh", reads_in_between)
    describe(ids()[0], fresh())
    assert not is_kept(late)


def test_too_many_texts_to_ask_about_let_go_of_all(monkeypatch, config):
    monkeypatch.setattr(cached_results, "MOST_TEXTS", 3)
    first, *others = (Criteria(text=words()) for _ in range(6))
    keep(first, *others)
    assert Redis.from_url(config.redis_url).zcard(cached_results.TEXTS) == 4
    describe(ids()[0], fresh())
    assert not is_kept(first)


def test_after_a_writer_that_died_all_are_let_go_of_once(config):
    redis, other = Redis.from_url(config.redis_url), Criteria(text=words())
    redis.set(cached_results.UNDER_WAY, 1)
    keep(other)
    describe(ids()[0], fresh())
    assert not is_kept(other)
    keep(other)
    describe(ids()[0], fresh())
    assert is_kept(other)


def test_write_that_fails_half_way_lets_go_of_all(monkeypatch):
    def fail(client, **options):
        raise SearchUnavailable("away")

    other = Criteria(text=words())
    keep(other)
    with monkeypatch.context() as patch:
        patch.setattr(indexer, "refresh", fail)
        describe(ids()[0], fresh())
    assert not is_kept(other)


def test_while_search_is_away_the_cache_lets_go_of_all(config):
    other = Criteria(text=words())
    keep(other)
    engines.bind("http://127.0.0.1:9", prefix=config.index_prefix)
    describe(ids()[0], fresh())
    assert not is_kept(other)


def test_what_is_not_noted_is_not_kept(app, config, monkeypatch):
    other = Criteria(text=words())
    nobody = cached_results.Noted(False, False)
    monkeypatch.setattr(cached_results, "note", lambda criteria, tier, **options: nobody)
    with db.session() as session:
        results_page.find_page(session, other, now=NOW)
    assert not is_kept(other)


def test_help_is_kept_from_the_second_time_on_and_let_go_of_when_something_comes_close():
    place, asked = ids()[0], Criteria(text="Schmetterlingshaus")

    def ask():
        with db.session() as session:
            return results_page.find_page(session, asked, now=NOW)

    assert ask().total == 0
    assert not is_kept(asked), "nobody watched what is written almost so"
    ask()
    assert is_kept(asked)
    describe(ids()[1], fresh())
    assert is_kept(asked), "an edit that has nothing to do with it"
    execute("UPDATE resource_text SET name = 'Schmetterlingshauss' WHERE resource_id = :id", id=place)
    drain()
    assert not is_kept(asked)
    assert [card.id for card in ask().cards] == [place]


def test_page_made_between_the_two_sinks_holds_no_old_card():
    place, asked = ids()[0], Criteria(text=words())
    describe(place, asked.text)
    keep(asked)
    execute("UPDATE resource_text SET name = 'Nachher' WHERE resource_id = :id", id=place)
    drain(sinks=("search",))
    with db.session() as session:
        names = {card.id: card.name for card in results_page.find_page(session, asked, now=NOW).cards}
    assert names[place] == "Nachher"
    drain()


def test_kept_searches_always_tell_what_the_index_tells():
    chance, vocabulary = random.Random(7), [words() for _ in range(4)]  # noqa: S311 - repeatable on purpose
    asked = [Criteria(text=word, lang=lang) for word in vocabulary for lang in ("fr", "de")]
    asked += [Criteria(text=f"{vocabulary[0]} {vocabulary[1]}", is_accessible=True), EVERYTHING, CASTLES, MUSEUMS]
    asked += [Criteria(is_accessible=True), Criteria(price="free"), Criteria(text=vocabulary[2], categories=("see",))]
    changes = (
        "UPDATE resource_text SET short = :words WHERE resource_id = :id",
        "UPDATE resource SET is_accessible = NOT coalesce(is_accessible, false) WHERE id = :id",
        "UPDATE resource SET category = CASE category WHEN 'see.castle' THEN 'see.museum' ELSE 'see.castle' END WHERE id = :id",
        "UPDATE resource SET status = CASE status WHEN 'published' THEN 'draft' ELSE 'published' END WHERE id = :id",
        "UPDATE resource SET quality = (quality + 37) % 100 WHERE id = :id",
    )
    kept = 0
    for _ in range(30):
        said = " ".join(chance.sample(vocabulary, chance.randrange(3)))
        change = chance.choice(changes)
        execute(change, id=chance.choice(ids()[:-1]), **({"words": said} if ":words" in change else {}))
        drain()
        for criteria in asked:
            kept += is_kept(criteria)
            with db.session() as session:
                page = results_page.find_page(session, criteria, now=NOW)
                fresh = engines.search(session, criteria, today=TODAY)
            assert (tuple(card.id for card in page.cards), page.total) == (fresh.ids, fresh.total), criteria
            counts = {value.key: value.count for value in page.facets["category"]}
            assert counts == {bucket.key: bucket.count for bucket in fresh.facets["category"] if "." not in bucket.key}
    assert kept > 30 * len(asked) / 3, "most are kept most of the time"
    execute("UPDATE resource SET status = 'published'")
