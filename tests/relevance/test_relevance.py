"""Ask the judged queries of the demo region, and fail when a kind of them got worse by more than two points."""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from bench import relevance
from portal.db import db
from portal.services.searching import engines
from search.index import aliases

HERE = Path(__file__).parent
PAIRS = list(csv.DictReader((HERE / "french_pairs.csv").read_text("utf-8").splitlines()))

pytestmark = pytest.mark.usefixtures("indexed")


def test_no_kind_of_query_got_worse(config):
    with db.session() as session:
        ids = dict(session.execute(text("SELECT producer_identifier, id FROM resource")).all())
    judged = list(relevance.read_judged(relevance.JUDGED, ids))
    assert len(judged) >= 300
    measured = relevance.measure(config, judged, today=date.today())
    assert set(measured) == {"Elasticsearch", "basic search"}
    assert relevance.compare({"demo": measured}) == []
    best = measured["Elasticsearch"]
    assert min(best[kind].success_3 for kind in ("name_exact", "name_no_accents", "name_commune")) >= 0.95
    for kind in ("name_exact", "name_no_accents", "name_commune", "name_typo", "category_commune", "prefix"):
        assert measured["basic search"][kind].success_3 >= 0.7 * best[kind].success_3


def test_there_are_pairs_enough():
    assert len(PAIRS) >= 60
    assert {pair["meet"] for pair in PAIRS} == {"yes", "no"}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['one']}-{pair['other']}")
def test_french_words_meet_as_they_should(pair):
    """A document that says one is found by a question that says the other, with the live index's own analyzers."""
    client, index = engines.elasticsearch(), aliases.alias_name(engines.index_prefix())

    def tokens(analyzer: str, words: str) -> set[str]:
        return {
            token["token"] for token in client.indices.analyze(index=index, analyzer=analyzer, text=words)["tokens"]
        }

    said, asked = tokens("text_fr", pair["one"]), tokens("query_fr", pair["other"])
    assert said
    assert (said <= asked) == (pair["meet"] == "yes"), (said, asked)
