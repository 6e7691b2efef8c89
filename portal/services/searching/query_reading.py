"""Read what somebody typed: a place, a kind of thing, wishes; the rest is words to look for.

Reading is a suggestion, never a verdict: each part is shown and can be taken back, and who bears the words as a name is found anyway.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.services.searching.day_words import find_days
from portal.services.searching.holiday_words import is_open_behind, open_before
from portal.services.searching.wishes import build_day_wish, build_wish
from portal.services.zones.outlines import find_outline
from portal.vocabulary.words import LONGEST_PHRASE, Vocabulary, fold_words, get_meanings, get_vocabulary, singular
from search.ask.filters import NEAR_PLACE_M
from search.criteria import Criteria, Place, Reading, Wish

SHORTEST_PLACE = 2
MOST_WORDS = 20
SHORTEST_ALMOST, SILENT = 6, ("s", "x")
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints"}
EVENTS = "events"
COMMUNE = "commune"
"""Small enough to be near its middle; what is near a larger zone is near its border."""
NAMED = (COMMUNE, "department", "region")
"""Kinds of zones that resources name themselves; in others lies what their outline holds."""
KINDS = (*NAMED, "custom", "park")
"""Of zones with the same name the smaller one is meant, as long as there is something in it."""

LOOKED_AT = 1000
"""So many resources of a zone tell its middle and which of its namesakes is the largest."""
THERE = " UNION ALL ".join(
    "SELECT point FROM resource WHERE z.kind = '{0}' AND {0}_code = z.code AND status = 'published'".format(kind)  # noqa: UP032, S608
    for kind in NAMED
)
INSIDE = "SELECT point FROM resource WHERE z.kind IN ('park', 'custom') AND ST_Intersects(z.outline, point) AND status = 'published'"
"""Each kind by its own index."""
PLACES = text(
    f"""
    SELECT z.kind, z.code, z.name, escale_words(z.name) AS words, r.number, r.latitude, r.longitude
      FROM zone z JOIN LATERAL (
           SELECT count(*) AS number, percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Y(point)) AS latitude,
                  percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_X(point)) AS longitude
             FROM ({THERE} UNION ALL {INSIDE} LIMIT {LOOKED_AT}) there) r ON r.number > 0
     WHERE escale_words(z.name) = ANY(:names)
    """  # noqa: S608 - constants
)


@dataclass(slots=True)
class _Draft:
    """Words of a text, which of them have been read, and which are held: to be looked for as they stand."""

    words: list[str]
    taken: list[bool]
    held: list[bool]

    def phrases(self) -> Iterator[tuple[int, int, str]]:
        """Give what is not taken yet, longest first, from left to right: (start, end, words)."""
        for length in range(min(LONGEST_PHRASE, len(self.words)), 0, -1):
            for start in range(len(self.words) - length + 1):
                if self.is_free(start, start + length):
                    yield start, start + length, " ".join(self.words[start : start + length])

    def is_free(self, start: int, end: int) -> bool:
        """Say whether nobody has read any of these words."""
        return not any(self.taken[start:end]) and not any(self.held[start:end])

    def hold(self, phrase: str) -> None:
        """Keep a phrase from being read."""
        words = phrase.split()
        for start in range(len(self.words) - len(words) + 1):
            if self.words[start : start + len(words)] == words:
                self.held[start : start + len(words)] = [True] * len(words)

    def take(self, start: int, end: int) -> None:
        """Mark words as read."""
        self.taken[start:end] = [True] * (end - start)

    def rest(self) -> list[str]:
        """Return what nobody took."""
        return [word for word, is_taken in zip(self.words, self.taken, strict=True) if not is_taken]


def understand(session: Session, criteria: Criteria, *, now: datetime) -> Criteria:
    """Return the criteria with a reading of their text, or as they are when there is nothing to understand."""
    words = fold_words(criteria.text).split()
    if not words or len(words) > MOST_WORDS:
        return criteria
    vocabulary = get_vocabulary(criteria.lang)
    draft = _Draft(words, [False] * len(words), [False] * len(words))
    for literal in criteria.literal:
        draft.hold(fold_words(literal))
    days = _take_days(draft, criteria, vocabulary, today=now.date())
    place = _take_place(session, draft, vocabulary)
    categories, category_words = _take_categories(draft, vocabulary)
    wishes = _take_wishes(draft, vocabulary, now=now)
    if days:
        is_event = bool(categories) and all(key.partition(".")[0] == EVENTS for key in categories)
        wishes = (days.as_wish(is_event=is_event), *wishes)
    if place is None and not categories and not wishes:
        return criteria
    rest = _without_noise(draft, vocabulary)
    return replace(criteria, reading=Reading(rest, place, categories, category_words, wishes))


@dataclass(frozen=True, slots=True)
class _Days:
    """Days that were written, with the words they are taken back by."""

    days: tuple[date, ...]
    words: str
    is_opening: bool

    def as_wish(self, *, is_event: bool) -> Wish:
        """Return what is wished for on these days."""
        is_event = is_event and not self.is_opening
        return build_day_wish(self.days, words=self.words, is_opening=self.is_opening, is_event=is_event)


def _take_days(draft: _Draft, criteria: Criteria, vocabulary: Vocabulary, *, today: date) -> _Days | None:
    """Take the days that are written, and the "open" beside them: it is then no "open now"."""
    found = find_days(criteria.text, vocabulary, lang=criteria.lang, today=today)
    if found is None or not draft.is_free(found.start, found.end):
        return None
    start, end = _with_open(draft, vocabulary, found.start, found.end)
    draft.take(start, end)
    return _Days(found.days, " ".join(draft.words[start:end]), is_opening=(start, end) != (found.start, found.end))


def _with_open(draft: _Draft, vocabulary: Vocabulary, start: int, end: int) -> tuple[int, int]:
    """Widen the words of a day by the word for "open" before it, perhaps with an article between, or just behind it."""
    at = open_before(draft.words, vocabulary, start)
    if at is not None and draft.is_free(at, start):
        return at, end
    if is_open_behind(draft.words, vocabulary, end) and draft.is_free(end, end + 1):
        return start, end + 1
    return start, end


def _take_place(session: Session, draft: _Draft, vocabulary: Vocabulary) -> Place | None:
    """Take the longest name of a place that is there; what also names a kind of thing is none unless "in" or "near" precedes it."""
    candidates = {}
    for start, end, phrase in draft.phrases():
        is_common = phrase in vocabulary.categories or phrase in vocabulary.meanings or phrase in vocabulary.noise
        before = _preposition(draft, vocabulary, start)
        if len(phrase) < SHORTEST_PLACE or phrase.isdigit() or (is_common and before is None):
            continue
        candidates[start, end] = (_spelled_out(phrase), before)
    if not candidates:
        return None
    known = _known_places(session, dict(candidates.values()))
    there = {at: (name, before) for at, (name, before) in candidates.items() if name in known}
    if not there:
        return None
    start, end = max(there, key=lambda at: (at[1] - at[0], there[at][1] is not None, at))
    name, before = there[start, end]
    said = before[0] if before else start
    draft.take(said, end)
    row = known[name][0]
    codes = tuple(other.code for other in known[name] if other.kind == row.kind)
    is_near = before is not None and before[1]
    is_drawn = row.kind not in NAMED or (is_near and row.kind != COMMUNE)
    zones = [(row.kind, code) for code in codes] if is_drawn else []
    outline = find_outline(session, zones, around_m=NEAR_PLACE_M if is_near else 0)[1] if zones else ""
    return Place(
        kind=row.kind,
        codes=codes,
        name=row.name,
        point=(row.latitude, row.longitude) if row.latitude is not None else None,
        is_near=is_near,
        words=" ".join(draft.words[start:end]),
        said=" ".join(draft.words[said:end]),
        outline=outline,
    )


def _known_places(session: Session, names: dict[str, tuple[int, bool] | None]) -> dict[str, list[Row[Any]]]:
    """Return the zones that are called so, or after "in" or "near" almost so: the castle of Chenonceau stands in Chenonceaux."""
    almost = {other: name for name, before in names.items() if before for other in _written_otherwise(name)}
    known: dict[str, list[Row[Any]]] = defaultdict(list)
    rows = session.execute(PLACES, {"names": list({*names, *almost})}).all()
    for row in sorted(rows, key=lambda row: (KINDS.index(row.kind), -row.number)):
        known[row.words].append(row)
    for other, name in almost.items():
        if name not in known and other in known:
            known[name] = known[other]
    return known


def _written_otherwise(name: str) -> tuple[str, ...]:
    """Return a name with or without the last letter that nobody hears."""
    if len(name) < SHORTEST_ALMOST:
        return ()
    return (name[:-1],) if name.endswith(SILENT) else tuple(name + letter for letter in SILENT)


def _preposition(draft: _Draft, vocabulary: Vocabulary, start: int) -> tuple[int, bool] | None:
    """Return where the words before `start` that mean in or near begin, and whether they mean near."""
    for length in range(min(4, start), 0, -1):
        phrase = " ".join(draft.words[start - length : start])
        if phrase in vocabulary.near:
            return start - length, True
        if phrase in vocabulary.inside:
            return start - length, False
    return None


def _spelled_out(phrase: str) -> str:
    return " ".join(ABBREVIATIONS.get(word, word) for word in phrase.split())


def _take_categories(draft: _Draft, vocabulary: Vocabulary) -> tuple[tuple[str, ...], str]:
    for start, end, phrase in draft.phrases():
        known = next((one for one in (phrase, singular(phrase)) if one in vocabulary.categories), None)
        if known is not None:
            draft.take(start, end)
            return vocabulary.categories[known], phrase
    return (), ""


def _take_wishes(draft: _Draft, vocabulary: Vocabulary, *, now: datetime) -> tuple[Wish, ...]:
    found: dict[str, Wish] = {}
    for start, end, phrase in list(draft.phrases()):
        if not draft.is_free(start, end) or phrase not in vocabulary.meanings:
            continue
        draft.take(start, end)
        meaning = get_meanings()[vocabulary.meanings[phrase]]
        found.setdefault(meaning.key, build_wish(meaning, words=phrase, now=now))
    return tuple(found.values())


def _without_noise(draft: _Draft, vocabulary: Vocabulary) -> str:
    """Return what is left to look for; polite and empty words say nothing, unless there is nothing else."""
    for start, end, phrase in list(draft.phrases()):
        if draft.is_free(start, end) and (
            phrase in vocabulary.noise or phrase in vocabulary.inside or phrase in vocabulary.near
        ):
            draft.take(start, end)
    return " ".join(draft.rest())
