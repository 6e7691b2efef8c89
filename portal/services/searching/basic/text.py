"""How the basic search looks for a text: in texts and names, by beginnings, by likeness, and as it was understood.

Each language is looked for by itself: it has indexes of its own, and the planner knows its words.
"""

from collections.abc import Iterable

from portal.config import LANGUAGES
from portal.services.searching.basic.filters import OF_KIND, reading_conditions
from search.criteria import Criteria

FRENCH = "fr"
WORDS = "plainto_tsquery(escale_config('{lang}'), escale_fold(:{words}))"
PARTS = "plainto_tsquery(escale_config('{lang}'), escale_words(:text))"
ALL_WORDS = WORDS.replace("{words}", "text")
BEGINNING = f"CASE WHEN length(:text) >= 3 THEN CAST(nullif({PARTS}::text, '') || ':*' AS tsquery) ELSE {ALL_WORDS} END"
"""All parts of the words, "saint-mart" has two, the last of them perhaps not typed to its end."""
TEXTS = f"""
    SELECT resource_id, {{weight}} / 5 AS relevance FROM resource_text WHERE lang = '{{lang}}' AND search @@ {WORDS}
"""
NAMES_BY_WORDS = f"""
    SELECT resource_id, {{weight}} + 1.0 / (2 + length(words)) AS relevance
      FROM search_name WHERE lang = '{{lang}}' AND words @@ {WORDS}
"""
"""Texts, and above them names, short ones first. Ranking every text by its words takes longer than finding them."""
BEGUN = """CASE WHEN name = escale_fold(:text) THEN 3.0 WHEN name LIKE escale_fold(:beginning) THEN 1.5
                WHEN ' ' || name LIKE escale_fold(:word_beginning) THEN 1.0 END"""
NAMES = f"""
    SELECT resource_id, greatest({BEGUN}, CASE WHEN words @@ {ALL_WORDS} THEN {{weight}} + 1.0 / (2 + length(words)) END) AS relevance
      FROM search_name
     WHERE lang = '{{lang}}' AND words @@ {BEGINNING}
       AND (words @@ {ALL_WORDS} OR ' ' || name LIKE escale_fold(:word_beginning))
"""
"""Names with all the words, and those with a word that begins with the text as it was typed."""
NAMED = f"""
    SELECT resource_id, {BEGUN} AS relevance
      FROM (SELECT resource_id, lang, name FROM search_name
             WHERE name LIKE escale_fold(:inside) AND ' ' || name LIKE escale_fold(:word_beginning) OFFSET 0) beginning
     WHERE lang = '{{lang}}' AND length(:text) >= 3 AND numnode({ALL_WORDS}) = 0
"""
"""The same for a text of words that nobody looks for, "des": no words tell where it stands. OFFSET 0: by the index of trigrams, and by
one look at it: two patterns joined by OR cost two."""
NOTHING_ELSE = "NOT EXISTS (SELECT FROM {found}) AND NOT EXISTS (SELECT FROM named)"
TYPED = """
    SELECT word, lang, plainto_tsquery(escale_config(lang), word) AS query
      FROM unnest(string_to_array(escale_words(:text), ' ')) AS word, unnest(CAST(:langs AS text[])) AS lang
"""
BY_WORD = """
    SELECT word, resource_id, CAST(1.0 AS float8) AS likeness
      FROM typed JOIN search_name n ON n.lang = '{lang}' AND n.words @@ typed.query WHERE typed.lang = '{lang}' AND {nothing_else}
"""
NEARLY = """
    SELECT word, n.resource_id, CAST(word_similarity(word, n.name) AS float8) AS likeness
      FROM (SELECT DISTINCT word FROM typed WHERE numnode(query) > 0 AND length(word) >= 3 AND word NOT IN (SELECT word FROM by_word)) slip
      JOIN search_name n ON slip.word <% n.name AND n.lang = ANY(:langs)
     WHERE {nothing_else}
"""
"""Names with a word written much like one that no name has: by the index of trigrams, which a whole text has too many of."""
ALIKE = """
    SELECT f.resource_id, max(word_similarity(escale_fold(:text), n.name)) + 0.3 * f.fit / max(f.fit) OVER () AS relevance
      FROM (SELECT resource_id, sum(likeness * rarity) AS fit, count(*) AS fitting, max(count(*)) OVER () AS most
              FROM (SELECT resource_id, max(likeness) AS likeness, 1 / (1 + ln(count(*) OVER (PARTITION BY word))) AS rarity
                      FROM (SELECT * FROM by_word UNION ALL SELECT * FROM nearly) either GROUP BY resource_id, word) fits
             GROUP BY resource_id ORDER BY fitting DESC, fit DESC LIMIT 500) f
      JOIN search_name n ON n.resource_id = f.resource_id AND n.lang = ANY(:langs)
     WHERE f.fitting >= f.most - 1
     GROUP BY f.resource_id, f.fit
"""
"""Of the names with about as many of the words as any, misspelt or not, those most like the whole text, with rare words counting for a
little: asked for only when nothing else is found."""
UNREAD = " AND NOT EXISTS (SELECT FROM resource r WHERE {fit})"
COLUMNS = ", ".join(
    f"r.{name}"
    for name in (
        "id",
        "kind",
        "classes",
        "category",
        "status",
        "point",
        "region_code",
        "department_code",
        "commune_code",
        "last_update",
        "languages",
        "is_accessible",
        "is_free",
        "pets_allowed",
        "internet_access",
        "price_from",
        "quality",
        "popularity",
    )
)
"""What filters, facets and orders look at: the rest of a row takes as long again to hand on."""
READ_ALONE = f"""(
    SELECT {COLUMNS}, greatest(0.9, m.relevance){{of_kind}} AS fit
      FROM resource r LEFT JOIN match m ON m.resource_id = r.id WHERE {{fit}}
    UNION ALL
    SELECT {COLUMNS}, m.relevance{{perhaps_of_kind}} AS fit
      FROM match m JOIN resource r ON r.id = m.resource_id WHERE ({{fit}}) IS NOT TRUE
) r"""
"""Who fits a reading of all the words may be every fifth resource: read once, not found first and looked up by id then. Who is of the
kind that was read comes before who only mentions it, but for an exact name."""
MATCHING = f"(SELECT {COLUMNS}, m.relevance AS fit FROM match m JOIN resource r ON r.id = m.resource_id) r"
ALL = " UNION ALL "


def build_ways(criteria: Criteria) -> str:
    """Name the ways in which a text is looked for, and put together as `match` what they found."""
    if not criteria.text:
        return ""
    found = {"names": _each(criteria, NAMES), "named": _each(criteria, NAMED)}
    nothing_else = NOTHING_ELSE.format(found="names")
    if criteria.reading is None:
        found["texts"] = _each(criteria, TEXTS, words="text")
        nothing_else += " AND NOT EXISTS (SELECT FROM texts)"
    elif criteria.reading.rest:
        found["understood"] = _understood(criteria)
        nothing_else += " AND NOT EXISTS (SELECT FROM understood)"
    else:
        nothing_else += UNREAD.format(fit=_fit(criteria))
    by_word, nearly = _each(criteria, BY_WORD, nothing_else=nothing_else), NEARLY.format(nothing_else=nothing_else)
    every = ALL.join(f"SELECT resource_id, relevance FROM {name}" for name in (*found, "alike"))
    match = f"SELECT resource_id, max(relevance) AS relevance FROM ({every}) every_way GROUP BY resource_id"
    ways = found | {"typed": TYPED, "by_word": by_word, "nearly": nearly, "alike": ALIKE, "match": match}
    return "".join(f"{name} AS MATERIALIZED ({way}), " for name, way in ways.items())


def _each(criteria: Criteria, way: str, **words: str) -> str:
    """Put a way together of one look for each language: the reader's, and French, which counts for less where it is another."""
    weights = {lang: "0.6" if lang != criteria.lang else "1.0" for lang in _languages(criteria)}
    return ALL.join(f"({way.format(lang=lang, weight=weight, **words)})" for lang, weight in weights.items())


def _languages(criteria: Criteria) -> Iterable[str]:
    return dict.fromkeys(lang for lang in (criteria.lang, FRENCH) if lang in LANGUAGES)


def _fit(criteria: Criteria) -> str:
    return " AND ".join(reading_conditions(criteria)[0]) or "true"


def _understood(criteria: Criteria) -> str:
    """Return who fits the reading and has the words that are left."""
    texts, names = (_each(criteria, way, words="rest") for way in (TEXTS, NAMES_BY_WORDS))
    return (
        f"SELECT r.id AS resource_id, 0.5 + max(w.relevance) AS relevance FROM resource r JOIN ({texts} UNION ALL {names}) w"
        f" ON w.resource_id = r.id WHERE {_fit(criteria)} GROUP BY r.id"
    )


def build_source(criteria: Criteria) -> str:
    """Return the resources `r` to choose from: with a text, those that any of the ways found; `fit` tells how well."""
    if not criteria.text:
        return "resource r"
    if criteria.reading is None or criteria.reading.rest:
        return MATCHING
    kinds = (" + 1", f" + CASE WHEN {OF_KIND} THEN 1 ELSE 0 END") if criteria.reading.is_kind_alone else ("", "")
    return READ_ALONE.format(fit=_fit(criteria), of_kind=kinds[0], perhaps_of_kind=kinds[1])
