"""Tell which words a question looks for under synonym rules that no index has yet."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from search.client import QueryRefused, for_changes, translated_errors
from search.index.analysis import APOSTROPHES, ELISIONS, ITALIAN_ELISIONS, STEMMERS, STOP_WORDS, build_synonyms
from search.synonyms.files import BadRule

Filter = str | Mapping[str, Any]
RULE_NUMBER = re.compile(r"synonym rule at line (\d+)")
SEPARATOR = " 9081726354 "
"""Stands between questions, so that one request analyses many: no stemmer touches a number."""


def tokens_by_rules(
    client: Elasticsearch, questions: Sequence[str], *, lang: str, rules: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return for each question the words it looks for; raise BadRule for rules it cannot use, SearchUnavailable when it cannot tell."""
    try:
        answer = _analyzed(client, questions, lang=lang, rules=rules)
    except QueryRefused as error:
        raise BadRule("refused", rule=_refused(error, rules)) from error
    found: list[list[str]] = [[]]
    for token in answer["tokens"]:
        if token["token"] == SEPARATOR.strip():
            found.append([])
        else:
            found[-1].append(token["token"])
    return [tuple(tokens) for tokens in found]


def _analyzed(client: Elasticsearch, questions: Sequence[str], *, lang: str, rules: Sequence[str]) -> Any:  # noqa: ANN401 - JSON
    with translated_errors():
        return for_changes(client).indices.analyze(
            tokenizer="standard",
            char_filter=[APOSTROPHES],
            filter=[*_chain(lang), build_synonyms(rules, lang)],
            text=SEPARATOR.join(questions),
        )


def _refused(error: QueryRefused, rules: Sequence[str]) -> str:
    """Return the rule that Elasticsearch names by its number, "" when it names none."""
    number = RULE_NUMBER.search(str(error))
    place = int(number[1]) - 1 if number else -1
    return rules[place] if 0 <= place < len(rules) else ""


def _chain(lang: str) -> list[Filter]:
    articles = {"fr": ELISIONS, "it": ITALIAN_ELISIONS}.get(lang)
    elision: list[Filter] = [{"type": "elision", "articles": articles, "articles_case": True}] if articles else []
    possessive: list[Filter] = [{"type": "stemmer", "language": "possessive_english"}] if lang == "en" else []
    return [
        *elision,
        *possessive,
        "lowercase",
        "asciifolding",
        {"type": "stop", "stopwords": STOP_WORDS[lang]},
        {"type": "stemmer", "language": STEMMERS[lang]},
    ]
