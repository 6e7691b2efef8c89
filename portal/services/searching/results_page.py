"""Answer what a visitor asks for: criteria to reading to ids to cards, with facets that carry names."""

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from hashlib import blake2b

from sqlalchemy.orm import Session

from portal.cache.recall import Key, recall
from portal.cache.tiers import NEARBY, SEARCH
from portal.services.cards import Card, list_cards
from portal.services.searching import cached_results, corrections, engines, facets
from portal.services.searching.facets import FacetValue
from portal.services.searching.query_reading import understand
from portal.services.zones.outlines import outlined
from search.criteria import MAX_WINDOW, Criteria
from search.results import Help, Score, SearchResult

DIGEST_BYTES = 12


@dataclass(frozen=True, slots=True)
class Found:
    """What was understood, and what was found: kept together. is_noted: an edit will find the way to what is kept."""

    criteria: Criteria
    result: SearchResult
    is_noted: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results. criteria: with the reading of the text; is_basic: the simple search answered; is_kept: others may see it too."""

    criteria: Criteria
    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    facets: dict[str, tuple[FacetValue, ...]]
    is_basic: bool
    is_kept: bool
    took_ms: int
    scores: dict[int, Score] = field(default_factory=dict)
    help: Help | None = None
    nearby: tuple[Card, ...] = ()
    is_capped: bool = False

    @property
    def most(self) -> int:
        """Return how many results can be paged through."""
        return MAX_WINDOW

    @property
    def only_mentions(self) -> bool:
        """Say whether nothing that was found is of the kind that was named; who is of it would come first."""
        first = self.scores.get(self.cards[0].id) if self.cards and self.page == 1 and self.help is None else None
        is_kind_read = bool(self.criteria.reading and self.criteria.reading.is_kind_alone)
        return first is not None and is_kind_read and not first.kind and not first.exact


def find_page(session: Session, criteria: Criteria, *, now: datetime) -> Page:
    """Answer one search page: at most three statements, and two requests to Elasticsearch."""
    today = now.date()
    asked = replace(criteria, view="list")  # how it is shown changes nothing of what is found
    key = criteria_key(asked, today, "ids")
    found, noted = _find(session, asked, key, now=now)
    result = found.result
    helped = result.help or Help()
    cards = list_cards(
        session, (*result.ids, *helped.nearby), lang=criteria.lang, today=today, distances_m=result.distances_m
    )
    by_id = {card.id: card for card in cards}
    reachable = min(result.total, MAX_WINDOW)
    return Page(
        criteria=replace(found.criteria, view=criteria.view),
        cards=tuple(by_id[id] for id in result.ids if id in by_id),
        total=result.total,
        page=criteria.page,
        pages=max(1, -(-reachable // criteria.size)),
        facets=facets.build_facets(session, found.criteria, result),
        is_basic=result.engine != "elasticsearch",
        is_kept=noted.may_keep(result) and is_lasting(found.criteria, result),
        took_ms=result.took_ms,
        scores=result.scores,
        help=result.help,
        nearby=tuple(by_id[id] for id in helped.nearby if id in by_id and id not in result.ids),
        is_capped=result.total > MAX_WINDOW,
    )


def _find(session: Session, criteria: Criteria, key: Key, *, now: datetime) -> tuple[Found, cached_results.Noted]:
    """Recall what was found, or understand, note what may be kept before Elasticsearch is asked, and ask."""
    noted: cached_results.Noted | None = None

    def find() -> Found:
        nonlocal noted
        understood = understand(session, outlined(session, replace(criteria, reading=None)), now=now)
        noted = cached_results.note(understood, key.tier)
        result = corrections.correct(session, understood, engines.search(session, understood, today=now.date()))
        return Found(understood, result, noted.may_keep(result))

    found = recall(
        key,
        Found,
        find,
        is_kept=lambda found: found.is_noted and is_lasting(found.criteria, found.result),
        is_part=True,
    )
    if noted is None or found.result.help is not None:  # the page that shows kept ids may be kept longer than they are
        noted = cached_results.note(found.criteria, key.tier, is_fuzzy=found.result.help is not None)
    return found, noted


def is_lasting(criteria: Criteria, result: SearchResult) -> bool:
    """Say whether an answer may be kept: not of the simple search, not "open now", not help that depends on everything."""
    wishes = criteria.reading.wishes if criteria.reading else ()
    is_of_this_moment = criteria.open_at is not None or any(wish.open_at for wish in wishes)
    depends_on_all = bool(
        result.help and (result.help.nearby or any(one.text is not None for one in result.help.loosened))
    )
    return result.engine == "elasticsearch" and not depends_on_all and not is_of_this_moment


def criteria_key(criteria: Criteria, today: date, *parts: str) -> Key:
    """Return where what answers `criteria` is kept: beside the searches, or with what is near when it has a position."""
    tier = NEARBY if criteria.near else SEARCH
    asked = "|".join(str(getattr(criteria, field.name)) for field in fields(criteria))
    digest = blake2b(asked.encode(), digest_size=DIGEST_BYTES).hexdigest()
    return Key(tier, tier.key(*parts, today, digest), cached_results.names_of(criteria))
