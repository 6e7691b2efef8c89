"""The table of what is suggested for one, two or three letters: too many resources begin so to be looked for each time."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services.index.source import PLACED
from search.index.suggestions import RESOURCES_SHOWN, ZONES_SHOWN

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


def build_beginnings(session: Session) -> None:
    """Work out anew what is suggested for one, two or three letters."""
    session.execute(text("DELETE FROM search_beginning"))
    session.execute(BUILD, {"resources": RESOURCES_SHOWN, "zones": ZONES_SHOWN})
