"""Know which kept searches a change touches, so that an edit lets go of these few and not of all.

A search with a text is touched when a changed resource matches the text, before the change or after it: Elasticsearch is asked, about
every text that may be kept. One without a text is touched when the counts of its facets may differ, or when the resource is or was in
the category or zone it lists. Many changes at once let go of all searches.

The order makes it safe. A reader notes the text before Elasticsearch is asked; the writer lists the noted texts before it writes, and
again once searches see the change: what was noted in between, and may have seen the old index, is let go of unasked.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast

import msgspec
from elasticsearch import Elasticsearch
from redis.exceptions import RedisError

from portal.cache import generations
from portal.cache.backend import current
from portal.cache.generations import SEARCH
from portal.cache.tiers import MINUTE_S, PREFIX, Tier
from search.ask import matching
from search.ask.matching import Text
from search.criteria import Criteria
from search.results import SearchResult

FEW = 20
"""Up to so many changed resources it is asked which searches they touch."""
MOST_TEXTS = 1000
"""When more texts than this may be kept, nobody is asked and all searches are let go of."""
TEXTS = PREFIX + "texts"
"""Sorted set of the texts that may be kept, by the time until which."""
UNDER_WAY = PREFIX + "index-write"
"""Stands while the index is written: who finds it follows a writer that died, and does not know what searches have seen."""
COUNTS = "index:counts"
ALL = "index:all"
DIGEST_BYTES = 8


def names_of(criteria: Criteria) -> tuple[str, ...]:
    """Return the generations that make a kept answer to `criteria` invalid."""
    if criteria.text:
        # Help for a text under filters tells what each of them costs: that is a matter of counts.
        counts = (COUNTS,) if criteria != text_of(criteria).criteria else ()
        return (generations.ZONES, SEARCH, _name_of_text(criteria), *counts)
    for kind in ("categories", "departments", "communes"):
        if keys := getattr(criteria, kind):
            return (generations.ZONES, SEARCH, COUNTS, *(_name_of_group(f"{_SINGULAR[kind]}:{key}") for key in keys))
    return (generations.ZONES, SEARCH, COUNTS, ALL)


def text_of(criteria: Criteria, *, is_fuzzy: bool = False) -> Text:
    """Return what is asked in words, and nothing else of a search."""
    asked = Criteria(text=criteria.text, lang=criteria.lang, literal=criteria.literal, reading=criteria.reading)
    return Text(asked, is_fuzzy)


@dataclass(frozen=True, slots=True)
class Noted:
    """Whether answers to a text may be kept, and whether also those of what is written almost so: Redis has heard of it before."""

    is_noted: bool
    is_fuzzy_noted: bool

    def may_keep(self, result: SearchResult) -> bool:
        """Say whether this answer may be kept."""
        return self.is_fuzzy_noted if result.help else self.is_noted


def note(criteria: Criteria, tier: Tier, *, is_fuzzy: bool = False) -> Noted:
    """Note that an answer to this text, as it was understood, may be kept from now on.

    is_fuzzy: what is written almost so was shown, and may be kept the next time.
    """
    if not criteria.text:
        return Noted(True, True)
    until = time.time() + 1.1 * tier.ttl_s + MINUTE_S
    exact, fuzzy = (msgspec.json.encode(text_of(criteria, is_fuzzy=almost)) for almost in (False, True))

    def write(client: Any) -> Noted:  # noqa: ANN401 - redis.Redis
        pipe = client.pipeline(transaction=False)
        pipe.zscore(TEXTS, fuzzy)
        pipe.zadd(TEXTS, {exact: until, **({fuzzy: until} if is_fuzzy else {})}, gt=True)
        # Those that end first go first: while one text too many is left, all searches are let go of, these included.
        pipe.zremrangebyrank(TEXTS, 0, -MOST_TEXTS - 2)
        return Noted(True, (pipe.execute()[0] or 0) > time.time())

    return current().ask(write) or Noted(False, False)


@dataclass(frozen=True, slots=True)
class Watch:
    """What was known before the resources `ids` are written; texts: None when all searches are to be let go of."""

    elasticsearch: Elasticsearch
    prefix: str
    ids: tuple[int, ...]
    texts: tuple[Text, ...] | None
    before: matching.Matches

    def let_go(self, groups: Iterable[str]) -> bool:
        """Let go of the searches the write touches, once searches see it; say whether Redis heard of it.

        groups: "category:see.castle", "commune:41018", … the resources are or were in. Raises SearchUnavailable.
        """
        # Their cards too: a page made now must not hold one that the cache sink has not come round to yet.
        cards = map(generations.of_resource, self.ids)
        return generations.move_on({ALL, *cards, *map(_name_of_group, groups), *self._touched()}) and _finish()

    def _touched(self) -> set[str]:
        texts = _list_texts()
        if texts is None or self.texts is None:
            return {SEARCH}
        after = matching.match(self.elasticsearch, prefix=self.prefix, ids=self.ids, texts=texts)
        new = set(texts) - set(self.texts)
        names = {_name_of_text(one.criteria) for one in self.before.texts | after.texts | new}
        return names | ({COUNTS} if after.facts != self.before.facts else set())


def watch(elasticsearch: Elasticsearch, *, prefix: str, ids: Sequence[int], is_known: bool) -> Watch:
    """Look what the resources `ids` match before they are written; raise SearchUnavailable when Elasticsearch cannot tell.

    is_known: False when a former write may have failed half-way: searches may have seen some of it already.
    """
    texts, before = _begin(), NOTHING
    if not is_known or len(ids) > FEW:
        texts = None
    elif texts is not None:
        before = matching.match(elasticsearch, prefix=prefix, ids=ids, texts=texts)
    return Watch(elasticsearch, prefix, tuple(ids), texts, before)


def let_go_of_all() -> bool:
    """Let go of every kept search; say whether Redis heard of it."""
    return generations.move_on((SEARCH,))


NOTHING = matching.Matches(frozenset(), {})


def _begin() -> tuple[Text, ...] | None:
    """Return the texts that may be kept; None when they are not known, or the writer before did not come to its end."""
    if generations.link.client is None:
        return ()
    try:
        is_alone = generations.link.client.set(UNDER_WAY, b"1", nx=True)
    except RedisError:
        return None
    return _list_texts() if is_alone else None


def _finish() -> bool:
    if generations.link.client is None:
        return True
    try:
        generations.link.client.delete(UNDER_WAY)
    except RedisError:
        return False
    return True


def _list_texts() -> tuple[Text, ...] | None:
    """Return the texts that may be kept; None when they are too many or Redis does not answer."""
    if generations.link.client is None:
        return ()
    try:
        pipe = generations.link.client.pipeline(transaction=False)
        pipe.zremrangebyscore(TEXTS, "-inf", time.time())
        pipe.zrange(TEXTS, 0, MOST_TEXTS)
        members = cast("list[bytes]", pipe.execute()[1])
    except RedisError:
        return None
    if len(members) > MOST_TEXTS:
        return None
    try:
        return tuple(_decoder.decode(member) for member in members)
    except msgspec.DecodeError:  # noted by another version of this code
        return None


def _name_of_text(criteria: Criteria) -> str:
    asked = "|".join((criteria.lang, *criteria.literal, "", criteria.text))
    return "text:" + blake2b(asked.encode(), digest_size=DIGEST_BYTES).hexdigest()


_decoder = msgspec.json.Decoder(Text)


def _name_of_group(group: str) -> str:
    return f"index:{group}"


_SINGULAR = {"categories": "category", "departments": "department", "communes": "commune"}
