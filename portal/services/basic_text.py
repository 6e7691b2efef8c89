"""This file is how the basic search looks for a text: in texts and names, by beginnings, by likeness, and as it was understood."""

from portal.services.basic_filters import reading_conditions
from search.criteria import Criteria

TEXT_MATCH = """
    JOIN (
        SELECT resource_id, max(relevance) AS relevance FROM ({ways}) every_way GROUP BY resource_id
    ) m ON m.resource_id = r.id
"""
QUERY = "JOIN asked q ON q.lang = {table}.lang AND {table}.{column} @@ q.query"
ASKED = """
    SELECT lang, plainto_tsquery(escale_config(lang), escale_fold(:text)) AS query FROM unnest(CAST(:langs AS text[])) AS lang
"""
TEXTS = f"""
    SELECT t.resource_id, max(CASE WHEN t.lang = :lang THEN 0.2 ELSE 0.1 END) AS relevance
      FROM resource_text t {QUERY.format(table="t", column="search")} GROUP BY t.resource_id
"""
NAMES_BY_WORDS = f"""
    SELECT n.resource_id, max(CASE WHEN n.lang = :lang THEN 1.0 ELSE 0.6 END) + 1.0 / (2 + min(length(n.words))) AS relevance
      FROM search_name n {QUERY.format(table="n", column="words")} GROUP BY n.resource_id
"""
"""Texts, and above them names, short ones first. Ranking every text by its words takes longer than finding them."""
REST = """
    SELECT lang, plainto_tsquery(escale_config(lang), escale_fold(:rest)) AS query FROM unnest(CAST(:langs AS text[])) AS lang
"""
NAMED = """
    SELECT resource_id, max(CASE WHEN name = escale_fold(:text) THEN 3.0 WHEN name LIKE escale_fold(:beginning) THEN 1.5
                                 ELSE 1.0 END) AS relevance
      FROM (SELECT resource_id, lang, name FROM search_name
             WHERE name LIKE escale_fold(:inside) AND ' ' || name LIKE escale_fold(:word_beginning) OFFSET 0) beginning
     WHERE lang = ANY(:langs) AND length(:text) >= 3
     GROUP BY resource_id
"""
"""Names in which a word begins with what was typed, as when it is not typed to its end. OFFSET 0: by the index of trigrams, and by one
look at it: two patterns joined by OR cost two."""
SPELT = """
    SELECT lang, words FROM (SELECT lang, to_tsvector(escale_config(lang), escale_fold(:text)) AS words
                               FROM unnest(CAST(:langs AS text[])) AS lang) typed
     WHERE NOT EXISTS (SELECT FROM unnest(words) AS word WHERE NOT EXISTS (
           SELECT FROM search_name n WHERE n.lang = typed.lang AND n.words @@ CAST(quote_literal(word.lexeme) AS tsquery)))
"""
"""Languages in which each word stands in some name: nothing is misspelt."""
HELPERS = ("asked", "rest", "of_rest", "typed", "by_word", "nearly")
"""Ways to other ways: they name no resource."""
NOTHING_ELSE = "NOT EXISTS (SELECT FROM words) AND NOT EXISTS (SELECT FROM named)"
TYPED = """
    SELECT word, lang, plainto_tsquery(escale_config(lang), word) AS query
      FROM unnest(string_to_array(escale_words(:text), ' ')) AS word, unnest(CAST(:langs AS text[])) AS lang
"""
BY_WORD = """
    SELECT word, n.resource_id, CAST(1.0 AS float8) AS likeness
      FROM typed JOIN search_name n ON n.lang = typed.lang AND n.words @@ typed.query
     WHERE {nothing_else}
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


def build_ways(criteria: Criteria) -> str:
    """Name the ways in which a text is looked for."""
    return "".join(f"{name} AS MATERIALIZED ({way}), " for name, way in _named_ways(criteria).items())


def _named_ways(criteria: Criteria) -> dict[str, str]:
    if not criteria.text:
        return {}
    if criteria.reading is None:
        words = f"{TEXTS} UNION ALL {NAMES_BY_WORDS}"
        return {"asked": ASKED, "words": words, "named": NAMED, **_last_resorts(NOTHING_ELSE)}
    unread = f"{NOTHING_ELSE} AND NOT EXISTS (SELECT FROM understood)"
    return {"asked": ASKED, "words": NAMES_BY_WORDS, "named": NAMED, **_understood(criteria), **_last_resorts(unread)}


def _last_resorts(nothing_else: str) -> dict[str, str]:
    by_word, nearly = BY_WORD.format(nothing_else=nothing_else), NEARLY.format(nothing_else=nothing_else)
    return {"typed": TYPED, "by_word": by_word, "nearly": nearly, "alike": ALIKE}


def _understood(criteria: Criteria) -> dict[str, str]:
    """Name the way of the reading: who fits it and has the words that are left."""
    conditions = reading_conditions(criteria)[0] or ["true"]
    if not criteria.reading or not criteria.reading.rest:
        return {
            "understood": f"SELECT r.id AS resource_id, 0.9 AS relevance FROM resource r WHERE {' AND '.join(conditions)}"
        }
    texts, names = (sql.replace("JOIN asked q", "JOIN rest q") for sql in (TEXTS, NAMES_BY_WORDS))
    return {
        "rest": REST,
        "of_rest": f"{texts} UNION ALL {names}",
        "understood": "SELECT r.id AS resource_id, 0.5 + max(w.relevance) AS relevance FROM resource r JOIN of_rest w"
        f" ON w.resource_id = r.id WHERE {' AND '.join(conditions)} GROUP BY r.id",
    }


def build_match(criteria: Criteria) -> str:
    """Return the join that keeps what any of the ways found; nothing without a text."""
    ways = [name for name in _named_ways(criteria) if name not in HELPERS]
    if not ways:
        return ""
    return TEXT_MATCH.format(ways=" UNION ALL ".join(f"SELECT resource_id, relevance FROM {name}" for name in ways))
