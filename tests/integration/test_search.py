"""Search the demo region in Elasticsearch and in PostgreSQL, and compare them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.index import rebuild as index_rebuild
from portal.services.index import source as index_source
from portal.services.outbox import drain as outbox_drain
from portal.services.searching import engines
from portal.services.searching.basic import search as basic_search
from portal.services.searching.basic.facets import OF_LISTS
from portal.services.searching.query_reading import understand
from portal.vocabulary import categories
from search.ask import all_ids, engine
from search.criteria import Criteria, Reading, Wish
from search.index import aliases

pytestmark = pytest.mark.usefixtures("indexed")
TODAY = date.today()

FILTERS = [
    Criteria(),
    Criteria(categories=("see.castle",)),
    Criteria(categories=("see", "nature")),
    Criteria(departments=("41",)),
    Criteria(communes=("41018", "37003")),
    Criteria(price="free"),
    Criteria(price="paid", categories=("see.castle",)),
    Criteria(is_accessible=True),
    Criteria(open_on=TODAY + timedelta(days=40)),
    Criteria(near=(47.4, 0.98), radius_m=10_000, sort="distance"),
    Criteria(near=(47.4, 0.98), radius_m=25_000, categories=("see.museum",), price="free"),
    Criteria(regions=("24",)),
    Criteria(regions=("24",), communes=("41018",), features=("Toilet",)),
    Criteria(features=("Toilet", "Shop"), labels=("LabelRating_MuseeDeFrance",)),
    Criteria(languages=("de",), categories=("see",)),
    Criteria(open_at=datetime.combine(TODAY + timedelta(days=40), time(10, 30))),
    Criteria(open_at=datetime.combine(TODAY + timedelta(days=200), time(23, 15)), categories=("eat", "see")),
    Criteria(text="zzz", reading=Reading(wishes=(Wish("date", open_on=(TODAY + timedelta(days=40),)),))),
    Criteria(text="zzz", reading=Reading(wishes=(Wish("event_date", happens_on=(TODAY, TODAY + timedelta(days=9))),))),
    Criteria(box=(47.2, 0.6, 47.5, 1.2)),
    Criteria(polygon=((47.3, 0.6), (47.7, 0.9), (47.3, 1.5)), price="free"),
    Criteria(sort="name"),
    Criteria(sort="newest", page=2),
]


def in_elasticsearch(criteria):
    return engine.search(
        engines.elasticsearch(), alias=aliases.alias_name(engines.index_prefix()), criteria=criteria, today=TODAY
    )


def in_postgresql(criteria):
    with db.session() as session:
        return basic_search.search(session, criteria, today=TODAY)


@pytest.mark.parametrize("criteria", FILTERS, ids=str)
def test_both_engines_count_the_same(criteria):
    found, basic = in_elasticsearch(criteria), in_postgresql(criteria)
    assert found.total == basic.total
    counted = {name: buckets for name, buckets in found.facets.items() if basic.facets[name] or not buckets}
    left_out = set(found.facets) - set(counted)
    assert counted == {name: basic.facets[name] for name in counted}
    assert left_out <= set(OF_LISTS), "of everything there is, facets of lists take too long"
    if criteria.sort in ("name", "distance"):
        assert found.ids == basic.ids
    for id, metres in found.distances_m.items():
        assert metres == pytest.approx(basic.distances_m[id], rel=0.006)


def test_facet_ignores_its_own_choice():
    chosen = in_elasticsearch(Criteria(departments=("41",)))
    keys = {bucket.key: bucket.count for bucket in chosen.facets["department"]}
    assert set(keys) == {"37", "41"}
    assert keys["41"] == chosen.total


@pytest.mark.parametrize("criteria", [Criteria(departments=("41",)), Criteria(communes=("41018",))], ids=str)
def test_communes_are_counted_where_the_tree_is_open(criteria):
    everywhere = {bucket.key for bucket in in_elasticsearch(Criteria()).facets["commune"]}
    assert any(code.startswith("37") for code in everywhere)
    codes = {bucket.key for bucket in in_elasticsearch(criteria).facets["commune"]}
    assert len(codes) > 1
    assert all(code.startswith("41") for code in codes)


PAIRS = [
    ("hôtels", "hotel"),
    ("l'église", "eglise"),
    ("châteaux", "chateau"),
    ("d’été", "été"),
    ("musées", "musee"),
    ("jardins", "jardin"),
    ("caves", "cave"),
    ("vélos", "velo"),
    ("l’abbaye", "abbayes"),
    ("randonnées", "randonnee"),
    ("troglodytes", "troglodyte"),
    ("forêts", "foret"),
    ("œuvre", "oeuvres"),
    ("cathédrales", "cathedrale"),
    ("fêtes", "fete"),
    ("marchés", "marche"),
    ("gîtes", "gite"),
    ("aujourd'hui", "aujourd’hui"),
    ("Saint-Martin", "saint martin"),
    ("BLOIS", "blois"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_french_words_meet(one, other):
    client, index = engines.elasticsearch(), aliases.alias_name(engines.index_prefix())

    def tokens(words):
        return [
            token["token"] for token in client.indices.analyze(index=index, analyzer="text_fr", text=words)["tokens"]
        ]

    assert tokens(one) == tokens(other)
    assert tokens(one)


@pytest.mark.parametrize("words", ["chateau blois", "musee tours", "église romane", "jardin", "abbaye"])
def test_both_engines_find_something(words):
    assert in_elasticsearch(Criteria(text=words)).total
    assert in_postgresql(Criteria(text=words)).total


def test_archived_place_leaves_the_index():
    with db.transaction() as session:
        gone = session.execute(
            text("UPDATE resource SET status = 'archived' WHERE id = (SELECT min(id) FROM resource) RETURNING id")
        ).scalar_one()
    before = in_elasticsearch(Criteria()).total
    outbox_drain.drain(db.transaction)
    engines.elasticsearch().indices.refresh(index=aliases.alias_name(engines.index_prefix()))
    after = in_elasticsearch(Criteria(size=200))
    assert after.total == before - 1
    assert gone not in after.ids


def test_rebuild_leaves_one_index_and_every_answer_full(monkeypatch):
    monkeypatch.setattr(index_source, "SLICE", 20)
    total = in_elasticsearch(Criteria()).total
    seen = []
    with db.transaction() as session:
        index_rebuild.rebuild(
            session, today=TODAY, on_progress=lambda done: seen.append(in_elasticsearch(Criteria()).total)
        )
    assert in_elasticsearch(Criteria()).total == total
    assert len(aliases.current_indices(engines.elasticsearch(), prefix=engines.index_prefix())) == 1
    assert len(seen) >= 5, "searched while the new index was being built"
    assert set(seen) == {total}


def test_later_pages_hold_the_rest():
    ids = [id for page in range(1, 20) for id in in_elasticsearch(replace(Criteria(), page=page)).ids]
    assert len(ids) == len(set(ids)) == in_elasticsearch(Criteria()).total


def test_whole_result_set_can_be_walked_as_it_was_when_the_walk_began(monkeypatch):
    monkeypatch.setattr(all_ids, "STEP", 7)
    client, alias = engines.elasticsearch(), aliases.alias_name(engines.index_prefix())
    everything = in_elasticsearch(Criteria(size=200, departments=("41",)))
    steps = all_ids.walk(client, alias=alias, criteria=Criteria(departments=("41",)), today=TODAY)
    first = next(steps)
    with db.transaction() as session:
        gone = session.execute(
            text(
                "UPDATE resource SET status = 'archived' WHERE id = (SELECT max(id) FROM resource WHERE department_code = '41') RETURNING id"
            )
        ).scalar_one()
    outbox_drain.drain(db.transaction)
    walked = [*first, *(id for step in steps for id in step)]
    assert walked == sorted(everything.ids)
    assert gone in walked
    assert list(all_ids.walk(client, alias=alias, criteria=Criteria(communes=("99999",)), today=TODAY)) == []


@pytest.mark.parametrize("search", [in_elasticsearch, in_postgresql])
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "château"),
        ("fr", "jardin près de Tours"),
        ("fr", "musée à Tours"),
        ("en", "castle"),
        ("de", "Schloss"),
        ("fr", "village"),
    ],
)
def test_who_is_of_the_kind_comes_before_who_mentions_it(search, lang, words):
    with db.session() as session:
        criteria = understand(session, Criteria(text=words, lang=lang, size=90), now=datetime.combine(TODAY, time(12)))
        classes = list(categories.classes_of(criteria.reading.categories))
        of_kind = set(
            session.execute(text("SELECT id FROM resource WHERE classes && :classes"), {"classes": classes}).scalars()
        )
    ids = search(criteria).ids
    marks = [id in of_kind for id in ids]
    assert any(marks)
    assert marks == sorted(marks, reverse=True)


def test_who_is_called_just_so_comes_first_whatever_it_is():
    with db.session() as session:
        criteria = understand(session, Criteria(text="Parc Mini-Châteaux"), now=datetime.combine(TODAY, time(12)))
        named = session.execute(
            text("SELECT resource_id FROM resource_text WHERE name = 'Parc Mini-Châteaux' AND lang = 'fr'")
        ).scalar_one()
    assert criteria.reading.categories
    found = in_elasticsearch(criteria)
    assert (found.ids[0], in_postgresql(criteria).ids[0]) == (named, named)
    assert found.scores[named].exact
