"""Keep the synonym rules that operators change, and tell which questions a change would move."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.config import LANGUAGES
from portal.errors import InvalidInput
from portal.services.searching import engines
from search.synonyms import files as synonym_files
from search.synonyms.preview import tokens_by_rules

CHANGED = text("SELECT lang, rules FROM search_synonyms")
ONE = text("SELECT rules FROM search_synonyms WHERE lang = :lang")
STORE = text(
    "INSERT INTO search_synonyms (lang, rules) VALUES (:lang, :rules)"
    " ON CONFLICT (lang) DO UPDATE SET rules = excluded.rules, changed_at = now()"
)
ALONE = text("SELECT pg_advisory_xact_lock(hashtext('synonyms ' || :lang))")
NOTE = text("INSERT INTO search_synonym_change (lang, rules, account_id) VALUES (:lang, :rules, :account_id)")
LAST = text(
    "SELECT c.changed_at, coalesce(nullif(a.name, ''), a.email, '') AS name FROM search_synonym_change c"
    " LEFT JOIN account a ON a.id = c.account_id WHERE c.lang = :lang ORDER BY c.id DESC LIMIT 1"
)
FORGET = text("DELETE FROM search_synonyms WHERE lang = :lang")
ASKED = text(
    "SELECT words, sum(searches)::int AS searches FROM search_query WHERE lang = :lang AND words <> ''"
    " GROUP BY words ORDER BY searches DESC, words LIMIT :limit"
)
PREVIEWED = 200


class ChangedMeanwhile(Exception):
    """Somebody else has stored other rules since these were read. rules: theirs; by: who, "" when it is not known; at: when."""

    def __init__(self, rules: str, *, by: str, at: datetime | None) -> None:
        """Keep what they stored."""
        super().__init__("the synonyms were changed meanwhile")
        self.rules, self.by, self.at = rules, by, at


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that visitors ask and that a change of rules makes look for other words."""

    words: str
    searches: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def list_rules(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the rules of every language: those an operator wrote, else those of the file."""
    rules = synonym_files.read_rules()
    for row in session.execute(CHANGED):
        if row.lang in rules:
            rules[row.lang] = synonym_files.parse_rules(row.rules)
    return rules


def read_text(session: Session, lang: str) -> str:
    """Return the rules of a language as they are written, comments and all."""
    changed = session.execute(ONE, {"lang": lang}).scalar_one_or_none()
    return synonym_files.read_text(lang) if changed is None else str(changed)


def digest(rules: str) -> str:
    """Return what tells these rules from any others: a form remembers it of the rules it began with."""
    return sha256(rules.strip().encode()).hexdigest()


def store(session: Session, lang: str, rules: str, *, base: str, account_id: int | None) -> None:
    """Keep the rules of a language; they hold from the next rebuild on.

    base: `digest` of the rules that were changed. Raises BadRule at the first bad line, SearchUnavailable when Elasticsearch cannot try
    them, ChangedMeanwhile when somebody else has stored others since.
    """
    _checked(lang, rules)
    session.execute(ALONE, {"lang": lang})
    now = read_text(session, lang)
    if digest(now) not in (base, digest(rules)):
        last = session.execute(LAST, {"lang": lang}).one_or_none()
        raise ChangedMeanwhile(now, by=last.name if last else "", at=last.changed_at if last else None)
    if rules.strip() == synonym_files.read_text(lang).strip():
        session.execute(FORGET, {"lang": lang})
    else:
        session.execute(STORE, {"lang": lang, "rules": rules})
    session.execute(NOTE, {"lang": lang, "rules": rules, "account_id": account_id})


def preview(session: Session, lang: str, rules: str) -> list[Moved]:
    """Return which of the questions most asked would look for other words under these rules; raises BadRule at a bad line."""
    new = _checked(lang, rules)
    client = engines.elasticsearch()
    rows = session.execute(ASKED, {"lang": lang, "limit": PREVIEWED}).all()
    if client is None or not rows:
        return []
    old = synonym_files.parse_rules(read_text(session, lang))
    asked = [row.words for row in rows]
    before, after = (tokens_by_rules(client, asked, lang=lang, rules=one) for one in (old, new))
    return [
        Moved(row.words, row.searches, was, becomes)
        for row, was, becomes in zip(rows, before, after, strict=True)
        if set(was) != set(becomes)
    ]


def _checked(lang: str, rules: str) -> tuple[str, ...]:
    if lang not in LANGUAGES:
        raise InvalidInput(f"there are no synonyms in {lang!r}")
    client = engines.elasticsearch()
    found = synonym_files.parse_rules(rules)
    if client is not None:
        tokens_by_rules(client, ["hotel"], lang=lang, rules=found)
    return found
