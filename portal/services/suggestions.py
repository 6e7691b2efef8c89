"""This file suggests while somebody types: places, kinds of things, wishes, names; the shortest beginnings come from a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import categories
from portal.services import engines
from portal.services.cards import build_slug
from portal.services.index_source import PLACED
from portal.vocabularies import fold_words, get_vocabulary
from search.criteria import Position
from search.suggesting import Suggested
from search.suggestions import RESOURCES_SHOWN, ZONES_SHOWN

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
BUILD = text(
    f"""
    WITH named AS (
        SELECT DISTINCT r.id, t.name, 2 * r.popularity + r.quality AS weight
          FROM resource r JOIN resource_text t ON t.resource_id = r.id AND t.lang IN ('fr', 'en') WHERE r.status = 'published'),
    words AS (
        SELECT w.word, w.place = 1 AS is_start, id, weight
          FROM named, unnest(string_to_array(escale_words(name), ' ')) WITH ORDINALITY AS w (word, place)),
    -- The best of each word are enough to find the best of its beginnings; twice as many, because a word may stand in two names of one.
    foremost AS (
        SELECT word, is_start, id, weight
          FROM (SELECT *, row_number() OVER (PARTITION BY word, is_start ORDER BY weight DESC, id) AS place FROM words) ranked
         WHERE place <= 2 * :resources),
    beginnings AS (
        SELECT left(word, n) AS beginning, id, bool_or(is_start) AS is_start, max(weight) AS weight
          FROM foremost, generate_series(1, 3) AS n WHERE length(word) >= n GROUP BY 1, 2),
    best AS (
        SELECT beginning, id, row_number() OVER (PARTITION BY beginning ORDER BY is_start DESC, weight DESC, id) AS place FROM beginnings),
    counted AS (SELECT kind, code, count(*) AS number FROM ({PLACED}) placed GROUP BY 1, 2),
    zones AS (
        SELECT left(escale_words(z.name), n) AS beginning, z.id,
               row_number() OVER (PARTITION BY left(escale_words(z.name), n) ORDER BY c.number DESC, z.id) AS place
          FROM zone z JOIN counted c ON c.kind = z.kind AND c.code = z.code CROSS JOIN generate_series(1, 3) AS n
         WHERE length(escale_words(z.name)) >= n)
    INSERT INTO search_beginning (beginning, resource_ids, zone_ids)
    SELECT beginning, coalesce(r.ids, '{{}}'), coalesce(z.ids, '{{}}')
      FROM (SELECT beginning, array_agg(id ORDER BY place) AS ids FROM best WHERE place <= :resources GROUP BY 1) r
      FULL JOIN (SELECT beginning, array_agg(id ORDER BY place) AS ids FROM zones WHERE place <= :zones GROUP BY 1) z USING (beginning)
    """  # noqa: S608 - constants
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


def build_beginnings(session: Session) -> None:
    """Work out anew what is suggested for one, two or three letters."""
    session.execute(text("DELETE FROM search_beginning"))
    session.execute(BUILD, {"resources": RESOURCES_SHOWN, "zones": ZONES_SHOWN})


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
