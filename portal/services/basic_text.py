"""This file is how the basic search looks for a text: in texts and names, by beginnings, by likeness, and as it was understood."""

from portal.services.basic_filters import reading_conditions
from search.criteria import Criteria

QUERY = "JOIN asked q ON q.lang = {table}.lang AND {table}.{column} @@ q.query"
QUERIES = """
    SELECT lang, query, CASE WHEN length(:{words}) >= 3 THEN CAST(nullif(parts::text, '') || ':*' AS tsquery) ELSE query END AS beginning
      FROM (SELECT lang, plainto_tsquery(escale_config(lang), escale_fold(:{words})) AS query,
                   plainto_tsquery(escale_config(lang), escale_words(:{words})) AS parts FROM unnest(CAST(:langs AS text[])) AS lang) typed
"""
"""query: all the words; beginning: all their parts, "saint-mart" has two, the last of them perhaps not typed to its end."""
TEXTS = f"""
    SELECT t.resource_id, max(CASE WHEN t.lang = :lang THEN 0.2 ELSE 0.1 END) AS relevance
      FROM resource_text t {QUERY.format(table="t", column="search")} GROUP BY t.resource_id
"""
NAMES_BY_WORDS = f"""
    SELECT n.resource_id, max(CASE WHEN n.lang = :lang THEN 1.0 ELSE 0.6 END) + 1.0 / (2 + min(length(n.words))) AS relevance
      FROM search_name n {QUERY.format(table="n", column="words")} GROUP BY n.resource_id
"""
"""Texts, and above them names, short ones first. Ranking every text by its words takes longer than finding them."""
BEGUN = """CASE WHEN name = escale_fold(:text) THEN 3.0 WHEN name LIKE escale_fold(:beginning) THEN 1.5
                WHEN ' ' || name LIKE escale_fold(:word_beginning) THEN 1.0 END"""
NAMES = f"""
    SELECT resource_id, max(greatest({BEGUN}, CASE WHEN is_whole THEN CASE WHEN lang = :lang THEN 1.0 ELSE 0.6 END
                                                   + 1.0 / (2 + length(words)) END)) AS relevance
      FROM (SELECT n.*, n.words @@ q.query AS is_whole FROM asked q JOIN search_name n ON n.lang = q.lang AND n.words @@ q.beginning) found
     WHERE is_whole OR ' ' || name LIKE escale_fold(:word_beginning) GROUP BY resource_id
"""
"""Names with all the words, and those with a word that begins with the text as it was typed."""
NAMED = f"""
    SELECT resource_id, max({BEGUN}) AS relevance
      FROM (SELECT resource_id, lang, name FROM search_name
             WHERE name LIKE escale_fold(:inside) AND ' ' || name LIKE escale_fold(:word_beginning) OFFSET 0) beginning
     WHERE lang = ANY(:langs) AND length(:text) >= 3 AND NOT EXISTS (SELECT FROM asked WHERE numnode(query) > 0)
     GROUP BY resource_id
"""
"""The same for a text of words that nobody looks for, "les": no words tell where it stands. OFFSET 0: by the index of trigrams, and by
one look at it: two patterns joined by OR cost two."""
NOTHING_ELSE = "NOT EXISTS (SELECT FROM {found}) AND NOT EXISTS (SELECT FROM named)"
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


UNREAD = " AND NOT EXISTS (SELECT FROM resource r WHERE {fit})"
READ_ALONE = """(
    SELECT r.*, greatest(0.9, m.relevance) AS fit FROM resource r LEFT JOIN match m ON m.resource_id = r.id WHERE {fit}
    UNION ALL
    SELECT r.*, m.relevance AS fit FROM match m JOIN resource r ON r.id = m.resource_id WHERE ({fit}) IS NOT TRUE
) r"""
"""Who fits a reading of all the words may be every fifth resource: read once, not found first and looked up by id then."""
MATCHING = "(SELECT r.*, m.relevance AS fit FROM match m JOIN resource r ON r.id = m.resource_id) r"


def build_ways(criteria: Criteria) -> str:
    """Name the ways in which a text is looked for, and put together as `match` what they found."""
    if not criteria.text:
        return ""
    queries, nothing_else = {"asked": QUERIES.format(words="text")}, NOTHING_ELSE.format(found="names")
    found = {"names": NAMES, "named": NAMED}
    reading = criteria.reading
    if reading is None:
        found["texts"], nothing_else = TEXTS, nothing_else + " AND NOT EXISTS (SELECT FROM texts)"
    elif reading.rest:
        queries["rest"] = QUERIES.format(words="rest")
        found["understood"], nothing_else = (
            _understood(criteria),
            nothing_else + " AND NOT EXISTS (SELECT FROM understood)",
        )
    else:
        nothing_else += UNREAD.format(fit=_fit(criteria))
    resorts = {"typed": TYPED, "by_word": BY_WORD, "nearly": NEARLY, "alike": ALIKE}
    ways = queries | found | {name: way.replace("{nothing_else}", nothing_else) for name, way in resorts.items()}
    every = " UNION ALL ".join(f"SELECT resource_id, relevance FROM {name}" for name in (*found, "alike"))
    ways["match"] = f"SELECT resource_id, max(relevance) AS relevance FROM ({every}) every_way GROUP BY resource_id"
    return "".join(f"{name} AS MATERIALIZED ({way}), " for name, way in ways.items())


def _fit(criteria: Criteria) -> str:
    return " AND ".join(reading_conditions(criteria)[0]) or "true"


def _understood(criteria: Criteria) -> str:
    """Return who fits the reading and has the words that are left."""
    texts, names = (sql.replace("JOIN asked q", "JOIN rest q") for sql in (TEXTS, NAMES_BY_WORDS))
    return (
        f"SELECT r.id AS resource_id, 0.5 + max(w.relevance) AS relevance FROM resource r JOIN ({texts} UNION ALL {names}) w"
        f" ON w.resource_id = r.id WHERE {_fit(criteria)} GROUP BY r.id"
    )


def build_source(criteria: Criteria) -> str:
    """Return the resources `r` to choose from: with a text, those that any of the ways found; `fit` tells how well."""
    if not criteria.text:
        return "resource r"
    is_read_alone = criteria.reading is not None and not criteria.reading.rest
    return READ_ALONE.format(fit=_fit(criteria)) if is_read_alone else MATCHING
