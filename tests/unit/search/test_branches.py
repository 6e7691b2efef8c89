"""Check in which départements communes are counted."""

from search.ask.filters import branch_filter, branches
from search.criteria import Criteria


def test_communes_belong_to_the_departement_of_their_code():
    assert branches(Criteria(communes=("41018", "2A004", "97411"), departments=("37", "41"))) == (
        "37",
        "41",
        "2A",
        "974",
    )


def test_nothing_is_held_back_where_nothing_is_open():
    assert branch_filter(Criteria(categories=("see",))) == []
