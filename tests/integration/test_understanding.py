"""Read what travellers type, on the demo region."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import text

from portal.db import db
from portal.services.searching.query_reading import understand
from portal.vocabulary.words import fold_words
from search.criteria import Criteria

pytestmark = pytest.mark.usefixtures("filled")

WEDNESDAY = datetime(2026, 11, 25, 15, 0)

CHRISTMAS = date(2026, 12, 25)


def read(words: str, lang: str = "fr", **options):
    with db.session() as session:
        return understand(session, Criteria(text=words, lang=lang, **options), now=WEDNESDAY).reading


def told(words: str, lang: str = "fr"):
    reading = read(words, lang)
    place = reading.place
    return (
        reading.rest,
        (place.name, place.is_near) if place else None,
        reading.categories,
        tuple(wish.key for wish in reading.wishes),
    )


READINGS = [
    ("fr", "restaurant à Blois", ("", ("Blois", False), ("eat.restaurant",), ())),
    ("fr", "château près d'Amboise", ("", ("Amboise", True), ("see.castle",), ())),
    ("en", "near Amboise", ("", ("Amboise", True), (), ())),
    ("fr", "où dormir près de Chenonceau", ("", ("Chenonceaux", True), ("stay",), ())),
    ("en", "where to sleep in Amboise", ("", ("Amboise", False), ("stay",), ())),
    ("es", "ruta en bicicleta", ("", None, ("tours.cycling",), ())),
    ("en", "castles near Chinon with dog", ("", ("Chinon", True), ("see.castle",), ("dogs",))),
    ("fr", "musée gratuit", ("", None, ("see.museum",), ("free",))),
    ("fr", "ouvert dimanche", ("", None, (), ("open_sunday",))),
    ("fr", "avec chien", ("", None, (), ("dogs",))),
    ("fr", "que faire sous la pluie à Tours", ("", ("Tours", False), (), ("rainy",))),
    ("fr", "jardins en famille", ("", None, ("see.garden",), ("family",))),
    ("de", "Museum in Blois", ("", ("Blois", False), ("see.museum",), ())),
    ("es", "castillo cerca de Amboise", ("", ("Amboise", True), ("see.castle",), ())),
    ("it", "ristorante a Blois", ("", ("Blois", False), ("eat.restaurant",), ())),
    ("nl", "kasteel in de buurt van Chinon", ("", ("Chinon", True), ("see.castle",), ())),
    ("fr", "églises Loir-et-Cher", ("", ("Loir-et-Cher", False), ("see.church",), ())),
    ("fr", "St Aignan", ("", ("Saint-Aignan", False), (), ())),
    ("fr", "musée Balzac Saché", ("balzac", ("Saché", False), ("see.museum",), ())),
]


@pytest.mark.parametrize(("lang", "words", "expected"), READINGS, ids=lambda value: str(value)[:30])
def test_text_is_read(lang, words, expected):
    assert told(words, lang) == expected


@pytest.mark.parametrize("words", ["zzyzx", "Chenonceau", "", "1234", "'; DROP TABLE zone; --", "a" * 200, "% _ \\"])
def test_what_says_nothing_known_is_left_as_it_is(words):
    assert read(words) is None


def test_word_for_a_thing_is_no_place_unless_something_before_it_says_so():
    assert read("tours")  # the town: no word of the table
    assert read("bar").place is None


def test_reading_can_be_taken_back_word_by_word():
    assert read("restaurant à Blois", literal=("blois",)).place is None
    assert read("restaurant à Blois", literal=("restaurant",)).categories == ()
    assert read("restaurant à Blois", literal=("blois", "restaurant")) is None


def test_days_are_the_next_ones():
    assert read("ouvert dimanche").wishes[0].open_on == (date(2026, 11, 29),)
    assert read("ouvert mercredi").wishes[0].open_on == (date(2026, 11, 25),)
    assert read("ce week-end").wishes[0].open_on == (date(2026, 11, 28), date(2026, 11, 29))
    assert read("demain").wishes[0].open_on == (date(2026, 11, 26),)
    assert read("ouvert maintenant").wishes[0].open_at == WEDNESDAY


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "ouvert le 25 décembre"),
        ("fr", "ouverts 25/12"),
        ("en", "open on December 25"),
        ("de", "am 25. Dezember geöffnet"),
        ("es", "abierto el 25 de diciembre"),
        ("it", "aperto il 25 dicembre"),
        ("nl", "open op 25 december"),
        ("fr", "ouvert vendredi 25 décembre"),
    ],
)
def test_open_on_a_written_day_is_that_day_and_not_now(lang, words):
    reading = read(words, lang)
    (wish,) = reading.wishes
    assert (wish.key, wish.open_on, wish.open_at, reading.rest) == ("open_date", (CHRISTMAS,), None, "")


def test_written_day_of_an_event_is_when_it_takes_place():
    (wish,) = read("concert le 25 décembre").wishes
    assert (wish.key, wish.happens_on, wish.open_on) == ("event_date", (CHRISTMAS,), ())
    (wish,) = read("musée le 25 décembre").wishes
    assert (wish.key, wish.open_on) == ("date", (CHRISTMAS,))
    assert [wish.key for wish in read("château ouvert le 25 décembre avec chien").wishes] == ["open_date", "dogs"]


def test_written_day_can_be_taken_back_with_its_open():
    assert read("ouvert le 25 décembre", literal=("ouvert le 25 decembre",)) is None
    assert read("concert 25/12", literal=("25 12",)).wishes == ()


def test_places_of_the_same_name_are_all_meant():
    with db.transaction() as session:
        session.execute(text("INSERT INTO zone (kind, code, name) VALUES ('commune', '99001', 'Blois')"))
        session.execute(text("UPDATE resource SET commune_code = '99001' WHERE id = (SELECT max(id) FROM resource)"))
    place = read("hôtel Blois").place
    assert place.codes == ("41018", "99001")
    assert replace(place, codes=()).name == "Blois"


def test_postgresql_folds_words_as_python_does():
    names = ["L’Île-Bouchard", "Saint-Aignan", "Cœur d'Ardenne", "Noyers-sur-Cher", "Œuf & Æther", "Straße"]
    with db.session() as session:
        found = session.execute(text("SELECT escale_words(n) FROM unnest(CAST(:names AS text[])) n"), {"names": names})
        assert list(found.scalars()) == [fold_words(name) for name in names]
