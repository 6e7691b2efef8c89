"""How text is cut into words: one analyzer per language, and an unstemmed one for names.

The French chain was measured on 72 pairs of tourism words: apostrophes, elision, lowercase, folding, an own short stop list,
light stemming. The built-in stop list would delete été, est, notre, sans. Synonyms come after the stemmer, in queries only:
before it, their rules would never meet plurals.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Rules = Mapping[str, Sequence[str]]
"""Synonym rules by language, in the form of Solr: "a, b" or "a => b"."""

LANGUAGES = ("fr", "en", "de", "es", "it", "nl")

ELISIONS = ["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"]
ITALIAN_ELISIONS = [
    "c",
    "l",
    "all",
    "dall",
    "dell",
    "nell",
    "sull",
    "coll",
    "pell",
    "gl",
    "agl",
    "dagl",
    "degl",
    "negl",
    "sugl",
    "un",
    "m",
    "t",
    "s",
    "v",
    "d",
]
STOP_WORDS = {
    "fr": ["de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "au", "aux", "a", "un", "une"],
    "en": ["a", "an", "and", "at", "in", "of", "on", "the", "to"],
    "de": ["der", "die", "das", "dem", "den", "des", "ein", "eine", "im", "in", "und", "von", "am", "zu", "zum", "zur"],
    "es": ["el", "la", "los", "las", "un", "una", "de", "del", "y", "en", "a", "al"],
    "it": ["il", "lo", "la", "i", "gli", "le", "un", "una", "di", "del", "della", "dei", "delle", "e", "in", "a", "al"],
    "nl": ["de", "het", "een", "en", "van", "in", "op", "te", "der", "den"],
}
STEMMERS = {
    "fr": "light_french",
    "en": "light_english",
    "de": "light_german",
    "es": "light_spanish",
    "it": "light_italian",
    "nl": "dutch",
}

CUT = {"tokenizer": "standard", "char_filter": ["apostrophes"]}
"""How what is asked is cut; texts that are written come with their characters plain already: the filter took a tenth of all indexing."""
CUT_PLAIN = {"tokenizer": "standard"}
PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "œ": "oe", "Œ": "OE"}
APOSTROPHES = {"type": "mapping", "mappings": [f"{written} => {plain}" for written, plain in PLAIN.items()]}


def plain(text: str) -> str:
    """Return text with one kind of apostrophe and without ligatures, as `CUT` would make it."""
    if text.isascii() and "`" not in text:
        return text
    for written, replacement in PLAIN.items():
        text = text.replace(written, replacement)
    return text


def text_analyzer(lang: str) -> str:
    """Return the name of the analyzer of plain texts in a language."""
    return f"text_{lang}"


def query_analyzer(lang: str) -> str:
    """Return the name of the analyzer of what is asked in a language, of texts in that language: with its synonyms."""
    return f"query_{lang}"


def foreign_analyzer(lang: str) -> str:
    """Return the name of the analyzer of what is asked in a language, of French texts: "Schloss" finds "château"."""
    return query_analyzer("fr") if lang == "fr" else f"foreign_{lang}"


def build_analysis(synonyms: Rules) -> dict[str, Any]:
    """Build the `analysis` part of the index settings."""
    filters: dict[str, Any] = {
        "elision_fr": {"type": "elision", "articles": ELISIONS, "articles_case": True},
        "elision_it": {"type": "elision", "articles": ITALIAN_ELISIONS, "articles_case": True},
        "possessive_en": {"type": "stemmer", "language": "possessive_english"},
    }
    analyzers: dict[str, Any] = {
        "exact": {**CUT_PLAIN, "filter": ["elision_fr", "lowercase", "asciifolding"]},
        "asked_exact": {**CUT, "filter": ["elision_fr", "lowercase", "asciifolding"]},
    }
    for lang in LANGUAGES:
        filters[f"stop_{lang}"] = {"type": "stop", "stopwords": STOP_WORDS[lang]}
        filters[f"stem_{lang}"] = {"type": "stemmer", "language": STEMMERS[lang]}
        filters[query_analyzer(lang)] = build_synonyms(synonyms.get(lang, ()), lang)
        filters[foreign_analyzer(lang)] = build_synonyms(synonyms.get(lang, ()), "fr")
    for lang in LANGUAGES:
        analyzers[text_analyzer(lang)] = {**CUT_PLAIN, "filter": build_chain(lang)}
        analyzers[query_analyzer(lang)] = {**CUT, "filter": [*build_chain(lang), query_analyzer(lang)]}
        analyzers[foreign_analyzer(lang)] = {**CUT, "filter": [*build_chain("fr"), foreign_analyzer(lang)]}
    return {
        "char_filter": {"apostrophes": APOSTROPHES},
        "filter": filters,
        "analyzer": analyzers,
        "normalizer": {
            "folded": {"type": "custom", "char_filter": ["apostrophes"], "filter": ["lowercase", "asciifolding"]}
        },
    }


def build_chain(lang: str) -> list[str]:
    """Return the filters of a language in their order, synonyms not among them."""
    before = {"fr": ["elision_fr"], "it": ["elision_it"], "en": ["possessive_en"]}.get(lang, [])
    return [*before, "lowercase", "asciifolding", f"stop_{lang}", f"stem_{lang}"]


def build_synonyms(rules: Sequence[str], lang: str) -> dict[str, Any]:
    """Build the synonym filter that follows the chain of `lang`: stop words are taken out, since Elasticsearch refuses rules with gaps."""
    cleaned = (_without_stop_words(rule, frozenset(STOP_WORDS[lang])) for rule in rules)
    return {"type": "synonym_graph", "synonyms": [rule for rule in cleaned if rule]}


def _without_stop_words(rule: str, stop_words: frozenset[str]) -> str:
    sides = []
    for side in rule.split("=>"):
        terms = [" ".join(word for word in term.split() if word.lower() not in stop_words) for term in side.split(",")]
        sides.append(", ".join(dict.fromkeys(term for term in terms if term)))
    return " => ".join(sides) if all(sides) and (len(sides) == 2 or "," in sides[0]) else ""
