"""Tell addresses and numbers of people from what travellers ask."""

import pytest

from portal.vocabulary.personal import is_personal


@pytest.mark.parametrize(
    "words",
    [
        "jean@example.org",
        "jean%40example.org",
        "06 12 34 56 78",
        "02.54.90.33.33",
        "+33 (0)6-12-34-56-78",
        "4970 1000 0000 0000",
        "dossier 12345678",
        "https://example.org/moi",
        "FR76 3000 6000 0112 3456",
    ],
)
def test_is_personal(words):
    assert is_personal(words)


@pytest.mark.parametrize(
    "words",
    [
        "château de Blois",
        "41000 Blois",
        "concert 25/12/2026",
        "du 2026-12-20 au 2026-12-27",
        "GR 10 et GR 3",
        "1914 1918",
        "hôtel 3 étoiles 2 personnes 41000",
    ],
)
def test_is_not(words):
    assert not is_personal(words)
