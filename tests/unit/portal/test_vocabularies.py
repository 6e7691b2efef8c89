"""Check the tables of what visitors write."""

import pytest

from portal.config import LANGUAGES
from portal.presenters.search.labels import WISHES
from portal.vocabulary import categories
from portal.vocabulary.words import fold_words, get_meanings, get_vocabulary, singular


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_leads_somewhere_and_to_one_thing(lang):
    vocabulary = get_vocabulary(lang)
    assert all(categories.find_category(key) for keys in vocabulary.categories.values() for key in keys)
    assert set(vocabulary.meanings.values()) == set(get_meanings()), "every meaning can be said"
    assert not set(vocabulary.categories) & set(vocabulary.meanings)
    groups = {key.split(".")[0] for keys in vocabulary.categories.values() for key in keys}
    assert groups == {group.key for group in categories.groups()}


def test_every_meaning_can_be_shown():
    assert {key for key in get_meanings() if key not in WISHES} == {
        f"open_{day}" for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    }


@pytest.mark.parametrize(
    ("text", "folded"),
    [("L’Église  du Cœur", "l eglise du coeur"), ("Saint-Aignan/Cher", "saint aignan cher"), ("", ""), ("ÉTÉ!", "ete")],
)
def test_words_are_folded(text, folded):
    assert fold_words(text) == folded


def test_plural_is_taken_off_long_words_only():
    assert singular("locations de velos") == "location de velo"
    assert singular("gaz bus") == "gaz bus"
