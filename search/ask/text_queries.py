"""Turn words into queries: as they stand, as they were understood, and with room for slips of the finger."""

from typing import Any

from search.ask.filters import Clause, any_of, fits, inside
from search.criteria import MAX_TEXT, Criteria, Reading
from search.index.analysis import STOP_WORDS, foreign_analyzer, plain, query_analyzer, text_analyzer

OTHER_LANGUAGE = 0.5
EXACT, KIND = "exact", "kind"
"""Names of the clauses that the whole name matches, and that who is of the kind matches: such hits stand first, and say why."""
SHORTEST_BEGINNING = 3
LITTLE_WORDS = {
    "fr": {*STOP_WORDS["fr"], "pour", "avec", "sur", "dans", "par", "où", "sous", "d'un", "d'une", "qui", "que"},
    "en": {*STOP_WORDS["en"], "for", "with", "where", "that", "by", "from"},
    "de": {*STOP_WORDS["de"], "für", "mit", "auf", "bei", "wo"},
    "es": {*STOP_WORDS["es"], "para", "con", "por", "donde"},
    "it": {*STOP_WORDS["it"], "per", "con", "da", "dove"},
    "nl": {*STOP_WORDS["nl"], "voor", "met", "waar", "bij"},
}
"""Words that are not counted when most of the words must be there."""
LONGEST_FUZZY = 30
"""Letters; what is written almost like a longer word costs a second to find, and nobody means one."""
FUZZY: dict[str, Any] = {"fuzziness": "AUTO:4,8", "prefix_length": 1, "max_expansions": 30}


def text_query(criteria: Criteria) -> Clause | None:
    """Return the query of what was typed; None when nothing was.

    A text that was understood finds who fits the reading, and always who bears the words in the name: nothing that is called so is lost.
    """
    words = criteria.text[:MAX_TEXT]
    if not words:
        return None
    if criteria.reading is None:
        return _best(_all_words(words, criteria.lang))
    return _best([*_names(words, criteria.lang), _understood(criteria.reading, criteria.lang)])


def exact_query(criteria: Criteria) -> Clause:
    """Return who is called exactly what was typed, in whatever language."""
    return {"term": {"whole": {"value": criteria.text[:MAX_TEXT]}}}


def kind_query(criteria: Criteria) -> Clause | None:
    """Return who is of the kind that was read, or whose name begins so; None when no kind was read, or words beside it are a name's."""
    reading, words = criteria.reading, criteria.text[:MAX_TEXT]
    if reading is None or not reading.is_kind_alone:
        return None
    ways: list[Clause] = [{"terms": {field: list(reading.categories)}} for field in ("category", "also")]
    if reading.place:
        ways.append({"prefix": {"whole": {"value": words}}})
    return any_of(ways)


def untied(query: Any) -> Any:  # noqa: ANN401 - any part of a query
    """Return the same query with only the best of several ways counted: then Elasticsearch passes over what cannot be among the first."""
    if isinstance(query, dict):
        return {name: 0 if name == "tie_breaker" else untied(part) for name, part in query.items()}
    return [untied(part) for part in query] if isinstance(query, list) else query


def fuzzy_query(criteria: Criteria) -> Clause:
    """Return who has about half of the words or more, each perhaps with a slip, the last one perhaps not typed to its end."""
    reading = criteria.reading
    is_kind = bool(reading and reading.categories and reading.place is None)
    words = (reading.rest if reading and is_kind else criteria.text[:MAX_TEXT]).split()
    said = [word for word in words if word.lower() not in LITTLE_WORDS[criteria.lang]] or words
    per_word = [_nearly(word, criteria.lang, is_last=word is words[-1]) for word in said]
    query: dict[str, Any] = {"should": per_word, "minimum_should_match": "1<-1 3<50%"} if per_word else {}
    if reading and is_kind:
        query["must"] = [_of_categories(reading, criteria.lang)]
    return {"bool": query}


def known_query(word: str, lang: str) -> Clause:
    """Return who has a word anywhere, in the reader's language or in French."""
    ways = [_across(word, field, weight, lang) for field, weight in _languages(lang)]
    return any_of([{"match": {"words": {"query": word}}}, *ways])


def _nearly(word: str, lang: str, *, is_last: bool) -> Clause:
    slips = FUZZY if len(word) <= LONGEST_FUZZY else {}
    ways: list[Clause] = [{"match": {"words": {"query": word, "boost": 3, **slips}}}]
    if is_last and len(word) >= SHORTEST_BEGINNING:
        ways.append({"match_bool_prefix": {"words": {"query": word, "boost": 4}}})
    for field, weight in _languages(lang):
        fields = [f"name.{field}^2", f"concepts.{field}", f"short.{field}^0.5", f"long.{field}^0.3"]
        analyzer = query_analyzer(field) if field == lang else foreign_analyzer(lang)
        ways.append(
            {
                "multi_match": {
                    "query": word,
                    "fields": fields,
                    "analyzer": analyzer,
                    "auto_generate_synonyms_phrase_query": False,
                    "boost": weight,
                }
            }
        )
        ways.append({"match": {f"concepts.{field}": {"query": word, "boost": weight, **slips}}})
    return _best(ways)


def _understood(reading: Reading, lang: str) -> Clause:
    """Return who fits what was read; wishes that are not required, and the categories, raise the score."""
    filters = [inside(reading.place)] if reading.place else []
    filters += [fits(wish) for wish in reading.wishes if wish.is_required]
    preferred = [
        {"constant_score": {"filter": fits(wish), "boost": 6}} for wish in reading.wishes if not wish.is_required
    ]
    must: list[Clause] = []
    if reading.categories:
        must.append(_of_categories(reading, lang))
    if reading.rest:
        must.append(_best(_all_words(reading.rest, lang)))
    elif preferred and not must:
        must.append(any_of(preferred))
    query: dict[str, Any] = {"filter": filters, "must": must, "should": preferred}
    return {"bool": {name: clauses for name, clauses in query.items() if clauses}}


def _of_categories(reading: Reading, lang: str) -> Clause:
    """Return who is of the kind that was named: above all, among other things, or by the words."""
    keys = list(reading.categories)
    ways: list[Clause] = [
        {"constant_score": {"filter": {"terms": {"category": keys}}, "boost": 10}},
        {"constant_score": {"filter": {"terms": {"also": keys}}, "boost": 8}},
    ]
    worded = [_across(reading.category_words, field, weight, lang) for field, weight in _languages(lang)]
    return _best([*ways, {"constant_score": {"filter": any_of(worded), "boost": 3}}])


def _languages(lang: str) -> list[tuple[str, float]]:
    return [(lang, 1.0)] if lang == "fr" else [(lang, 1.0), ("fr", OTHER_LANGUAGE)]


def _best(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else {"dis_max": {"queries": clauses, "tie_breaker": 0.1}}


def _names(words: str, lang: str) -> list[Clause]:
    """Match the name: whole, by its beginning, as a phrase, its unstemmed words, or all words over name and commune (`words`)."""
    written = plain(words)
    phrases: list[Clause] = [
        # Without synonyms: a rule of several words would close gaps that phrases count.
        {"match_phrase": {f"name.{field}": {"query": written, "analyzer": text_analyzer(field), "boost": 6 * weight}}}
        for field, weight in _languages(lang)
    ]
    begins = {"prefix": {"whole": {"value": words, "boost": 8}}}
    return [
        {"term": {"whole": {"value": words, "boost": 50}}},
        *([begins] if len(words) >= SHORTEST_BEGINNING else []),
        *phrases,
        {"match": {"exact": {"query": words, "operator": "and", "boost": 4}}},
        {"match": {"words": {"query": words, "operator": "and", "boost": 3}}},
    ]


def _all_words(words: str, lang: str) -> list[Clause]:
    return [*_names(words, lang), *(_across(words, field, weight, lang) for field, weight in _languages(lang))]


def _across(words: str, field: str, weight: float, lang: str) -> Clause:
    """Match all words over all texts of a language; names of communes and categories stand in `concepts`."""
    return {
        "multi_match": {
            "query": words,
            "type": "cross_fields",
            "analyzer": query_analyzer(field) if field == lang else foreign_analyzer(lang),
            "fields": [f"name.{field}^4", f"concepts.{field}^2", f"short.{field}", f"long.{field}^0.5"],
            "operator": "and",
            # Texts keep no positions: a synonym of two words asks for both, not for the phrase.
            "auto_generate_synonyms_phrase_query": False,
            "boost": weight,
        }
    }
