"""Mend what may have been meant when nothing was found: words that are right stay, and names that sound alike are offered.

It costs statements only where a word stands in no text and Elasticsearch knows nothing better: the normal way never comes here.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.vocabulary.words import fold_words, get_vocabulary, known_words
from search.ask.spelling import list_doubtful
from search.criteria import Criteria
from search.results import Help, Loosened, SearchResult

SHORTEST, MOST_WORDS = 6, 2
"""Letters of a word that is compared by its sound, and so many of a text: what is shorter sounds like too much."""
PUT_TOGETHER, SHORTEST_KIND = ("de", "nl"), 4
"""Languages that put words together, and the letters of a kind that is looked for at the end of one."""
ALIKE = 0.8
"""So much of the sounds must be the same."""
BUDGET_MS = 300
BUDGET = text(
    "SELECT set_config('statement_timeout', :milliseconds, true), set_config('pg_trgm.word_similarity_threshold', '0.5', true)"
)
NO_BUDGET = text("SET LOCAL statement_timeout TO DEFAULT")
ZONES = text(
    """
    SELECT z.name FROM (
           SELECT kind, code, name FROM zone
            WHERE escale_words(name) BETWEEN :first AND :last AND kind IN ('commune', 'department', 'region')
            ORDER BY word_similarity(:word, escale_words(name)) DESC LIMIT 40) z
     WHERE EXISTS (SELECT FROM resource WHERE z.kind = 'commune' AND commune_code = z.code AND status = 'published')
        OR EXISTS (SELECT FROM resource WHERE z.kind = 'department' AND department_code = z.code AND status = 'published')
        OR EXISTS (SELECT FROM resource WHERE z.kind = 'region' AND region_code = z.code AND status = 'published')
    """
)
NAMES = text(
    """
    SELECT DISTINCT word FROM (SELECT name FROM search_name WHERE :word <% name LIMIT 500) named,
           unnest(string_to_array(escale_words(name), ' ')) AS word
     WHERE word LIKE :beginning AND length(word) > 3
    """
)
SOUNDS = (
    (r"sch|ch|sh", "#"),
    (r"ph", "f"),
    (r"qu|q|ck|c(?![eiy])", "k"),
    (r"c", "s"),
    (r"gu(?=[ei])", "g"),
    (r"g(?=[eiy])", "j"),
    (r"eaux?|aux?", "o"),
    (r"oi|oy", "wa"),
    (r"ai|ei|ay|ey", "e"),
    (r"y", "i"),
    (r"(?<=[aeiou])s(?=[aeiou])", "z"),
    (r"h", ""),
    (r"e[mn](?=[^aeiou])", "an"),
    (r"m(?=[bp])", "n"),
    (r"(.)\1+", r"\1"),
    (r"(?<=..)[stdxp]+$", ""),
    (r"(?<=..)e$", ""),
)
"""What sounds the same in French, in the order in which it is written the same."""


def correct(session: Session, criteria: Criteria, result: SearchResult) -> SearchResult:
    """Return the result with a better word on what may have been meant; as it is when something was found as asked."""
    if result.total and result.help is None:
        return result
    help = result.help or Help(unknown=list_doubtful(criteria))
    right = known_words(criteria.lang)
    spelling = _keep_right_words(criteria.text, help.spelling, right)
    for word in [word for word in help.unknown if len(word) >= SHORTEST and word not in right][:MOST_WORDS]:
        name = _find_alike(session, word)
        if name:
            spelling = _put(spelling or criteria.text, word, name)
    is_better = bool(spelling) and fold_words(spelling) != fold_words(criteria.text)
    kind = _kind_within(criteria) if not result.total and not help.loosened else None
    if result.help is None and not is_better and kind is None:
        return result
    loosened = (kind,) if kind else help.loosened
    return replace(result, help=replace(help, spelling=spelling if is_better else "", loosened=loosened))


def _kind_within(criteria: Criteria) -> Loosened | None:
    """Return the kind that a word put together ends with, in languages that do so: a Weihnachtsmarkt is a Markt. Nobody counted them."""
    words = fold_words(criteria.text).split()
    if criteria.lang not in PUT_TOGETHER or not words:
        return None
    kinds = (kind for kind in get_vocabulary(criteria.lang).categories if len(kind) >= SHORTEST_KIND)
    kind = max((kind for kind in kinds if words[-1].endswith(kind) and words[-1] != kind), key=len, default="")
    written = kind.capitalize() if criteria.lang == "de" else kind
    return Loosened("part", kind, 0, text=written) if kind else None


def sound_of(word: str) -> str:
    """Return how a folded word sounds in French, roughly: "chenonceaux" and "chenonso" are the same."""
    for written, sound in SOUNDS:
        word = re.sub(written, sound, word)
    return word


def _keep_right_words(typed: str, spelling: str, right: frozenset[str]) -> str:
    """Take back corrections of words of the vocabulary: "matin" is no misspelt Martin."""
    if not spelling:
        return ""
    pairs = zip(typed.split(), spelling.split(), strict=True)
    return " ".join(word if fold_words(word) in right else better for word, better in pairs)


def _put(typed: str, word: str, name: str) -> str:
    return " ".join(name if fold_words(one) == fold_words(word) else one for one in typed.split())


def _find_alike(session: Session, word: str) -> str | None:
    """Return the place, or else the word of a name, that sounds most like it."""
    values = {"word": word, "beginning": f"{word[0]}%", "first": word[0], "last": f"{word[0]}zzzz"}
    try:
        with session.begin_nested():
            session.execute(BUDGET, {"milliseconds": str(BUDGET_MS)})
            found = _most_alike(word, session.execute(ZONES, values).scalars())
            found = found or _most_alike(word, session.execute(NAMES, values).scalars())
            session.execute(NO_BUDGET)
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        return None
    return found


def _most_alike(word: str, names: Iterable[str]) -> str | None:
    """Return the name, or of a longer name the word, that sounds most like it; None when none does, or it is written so."""
    sound = sound_of(word)
    best: tuple[float, str] = (ALIKE, "")
    for name in names:
        parts = fold_words(name).split()
        for part in parts:
            if part == word:
                return None
            likeness = SequenceMatcher(None, sound, sound_of(part)).ratio()
            if likeness > best[0]:
                best = (likeness, name if len(parts) == 1 else part)
    return best[1] or None
