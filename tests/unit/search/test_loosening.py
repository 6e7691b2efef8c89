"""Take words out of a text, and list what a search could do without."""

import pytest

from search.ask.loosening import drop_words, list_looser
from search.criteria import Criteria, Place, Reading, Wish


@pytest.mark.parametrize(
    ("text", "phrase", "left"),
    [
        ("marché de noël", "noel", "marché"),
        ("marché de noël à Blois", "noel", "marché à Blois"),
        ("marché de noël", "marche", "noël"),
        ("château près d'Amboise avec chien", "pres d amboise", "château avec chien"),
        ("L'église du Cœur", "coeur", "L'église"),
        ("ouvert le 25/12", "ouvert le 25 12", ""),
        ("musée", "jardin", "musée"),
    ],
)
def test_words_are_taken_out_with_what_led_to_them(text, phrase, left):
    assert drop_words(text, phrase, lang="fr") == left


def test_each_part_of_a_reading_is_done_without():
    place = Place("commune", ("41018",), "Blois", words="blois", said="a blois")
    reading = Reading("noel", place, ("events.market",), "marche", (Wish("dogs", words="avec chien"),))
    found = {
        (name, value): (looser.text, looser.reading)
        for name, value, looser in list_looser(Criteria(text="marché noël à Blois avec chien", reading=reading))
    }
    assert {key: text for key, (text, _) in found.items()} == {
        ("place", "Blois"): "marché noël avec chien",
        ("wish", "dogs"): "marché noël à Blois",
        ("rest", "noel"): "marché à Blois avec chien",
        ("kind", "marche"): "noël à Blois avec chien",
        ("alone", "marche"): "marché",
        ("alone", "a blois"): "à Blois",
    }
    assert found["rest", "noel"][1].rest == ""
    assert found["kind", "marche"][1].categories == ()


def test_words_that_nobody_understood_are_tried_alone():
    assert [looser.text for _, _, looser in list_looser(Criteria(text="troglodyte de la menuet"))] == [
        "troglodyte",
        "menuet",
    ]
    assert list_looser(Criteria(text="troglodyte")) == []
