"""Suggest while somebody types: places, kinds of things, wishes, names; the shortest beginnings come from a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services.searching import engines
from portal.texts import build_slug
from portal.vocabulary import categories
from portal.vocabulary.words import fold_words, get_vocabulary
from search.ask.suggest import Suggested
from search.criteria import Position
from search.index.suggestions import RESOURCES_SHOWN, ZONES_SHOWN

LONGEST_BEGINNING = 3
KINDS_SHOWN, WISHES_SHOWN = 3, 2

BEGINNING = text("SELECT resource_ids, zone_ids FROM search_beginning WHERE beginning = :beginning")
BASIC = text(
    """
    SELECT ARRAY(SELECT resource_id FROM (
             SELECT s.resource_id, max(CASE WHEN s.name LIKE :beginning THEN 1 ELSE 0 END) AS is_start FROM search_name s
              WHERE s.name LIKE :beginning OR s.name LIKE :word_beginning GROUP BY s.resource_id LIMIT 500) f
             JOIN resource r ON r.id = f.resource_id AND r.status = 'published'
            ORDER BY is_start DESC, 2 * r.popularity + r.quality DESC, r.id LIMIT :resources) AS resource_ids,
           ARRAY(SELECT id FROM zone WHERE escale_words(name) LIKE :beginning ORDER BY length(name), id LIMIT :zones) AS zone_ids
    """
)
NAMES = text(
    """
    SELECT 'resource' AS kind, r.id, r.category AS detail, t.name, coalesce(z.name, r.locality, '') AS place,
           wanted.place AS number, '' AS code
      FROM unnest(CAST(:resource_ids AS bigint[])) WITH ORDINALITY AS wanted (id, place)
      JOIN resource r ON r.id = wanted.id AND r.status = 'published'
      JOIN LATERAL (SELECT name FROM resource_text WHERE resource_id = r.id
                     ORDER BY lang = :lang DESC, lang = 'fr' DESC, lang LIMIT 1) t ON true
      LEFT JOIN zone z ON z.kind = 'commune' AND z.code = r.commune_code
    UNION ALL
    SELECT 'zone', z.id, z.kind, z.name, coalesce(p.name, ''), wanted.place, z.code
      FROM unnest(CAST(:zone_ids AS bigint[])) WITH ORDINALITY AS wanted (id, place)
      JOIN zone z ON z.id = wanted.id LEFT JOIN zone p ON p.id = z.parent_id
     ORDER BY kind, number
    """
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line. kind: "zone", "category", "wish" or "resource"; key: what it leads to; place: what tells it from its namesakes."""

    kind: str
    key: str
    name: str
    place: str = ""
    slug: str = ""
    category: str = ""
    level: str = ""


def suggest(session: Session, asked: str, *, lang: str, near: Position | None = None) -> dict[str, list[Suggestion]]:
    """Return suggestions by kind, each best first; nothing for nothing. One statement for the names, one more for short beginnings."""
    beginning = fold_words(asked)
    if not beginning:
        return {}
    ids = _ids(session, asked, beginning, near=near)
    found: dict[str, list[Suggestion]] = {"zone": [], "category": [], "wish": [], "resource": []}
    if ids.resources or ids.zones:
        values = {"resource_ids": list(ids.resources), "zone_ids": list(ids.zones), "lang": lang}
        for row in session.execute(NAMES, values):
            if row.kind == "zone":
                found["zone"].append(Suggestion("zone", row.code, row.name, row.place, level=row.detail))
            else:
                slug = build_slug(row.name)
                found["resource"].append(Suggestion("resource", str(row.id), row.name, row.place, slug, row.detail))
    found["category"] = list(_categories(beginning, lang))
    found["wish"] = list(_wishes(beginning, lang))
    return {kind: lines for kind, lines in found.items() if lines}


def _ids(session: Session, asked: str, beginning: str, *, near: Position | None) -> Suggested:
    if len(beginning) <= LONGEST_BEGINNING:
        row = session.execute(BEGINNING, {"beginning": beginning}).one_or_none()
        return Suggested(tuple(row.resource_ids), tuple(row.zone_ids)) if row else Suggested()
    found = engines.suggest(asked, near=near)
    if found is not None:
        return found
    values = {"beginning": f"{beginning}%", "word_beginning": f"% {beginning}%"}
    row = session.execute(BASIC, {**values, "resources": RESOURCES_SHOWN, "zones": ZONES_SHOWN}).one()
    return Suggested(tuple(row.resource_ids), tuple(row.zone_ids))


def _categories(beginning: str, lang: str) -> Iterator[Suggestion]:
    """Give the kinds of things a phrase of which begins so, the shortest phrase first."""
    phrases = get_vocabulary(lang).categories
    keys = dict.fromkeys(key for phrase in phrases if phrase.startswith(beginning) for key in phrases[phrase])
    for key in list(keys)[:KINDS_SHOWN]:
        yield Suggestion("category", key, categories.label(key, lang), category=key)


def _wishes(beginning: str, lang: str) -> Iterator[Suggestion]:
    if len(beginning) <= LONGEST_BEGINNING:
        return
    meanings = get_vocabulary(lang).meanings
    phrases = [phrase for phrase in meanings if phrase.startswith(beginning)]
    firsts = {meanings[phrase]: phrase for phrase in reversed(phrases)}
    for key, phrase in list(firsts.items())[-WISHES_SHOWN:]:
        yield Suggestion("wish", key, phrase)
