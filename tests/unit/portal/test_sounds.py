"""Compare words by their sound."""

import pytest

from portal.services.searching.corrections import sound_of


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("chenonso", "chenonceaux"),
        ("ambwaz", "amboise"),
        ("vilandri", "villandry"),
        ("shambor", "chambord"),
        ("azé", "azay"),
        ("sinon", "cinon"),
    ],
)
def test_words_that_sound_the_same_are_the_same(heard, written):
    assert sound_of(heard.replace("é", "e")) == sound_of(written)


def test_words_that_sound_otherwise_are_not():
    assert sound_of("tours") != sound_of("blois")
