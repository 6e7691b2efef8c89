"""Visitors who search and an editor who changes something, while the index is built: what a rebuild must not disturb."""

import random
import threading
import time
from contextlib import suppress
from datetime import date

from sqlalchemy import text

from bench.measure import QUERIES
from portal.config import Config
from portal.db import db
from portal.services.outbox import drain as outbox_drain
from portal.services.searching import engines
from search.ask import engine
from search.client import SearchUnavailable
from search.criteria import Criteria
from search.index import aliases
from search.results import SearchResult

EDIT_EVERY_S = 2.0
LOOK_EVERY_S = 0.1
"""Looking more often would be a load of its own."""
WORDS = (
    *(query.replace("+", " ") for query in QUERIES if query),
    "moulin",
    "vin",
    "lac",
    "festival",
    "randonnee velo",
    "hotel spa",
)


class Crowd:
    """Visitors who search, and an editor who changes something every two seconds, while the index is built."""

    def __init__(self, config: Config) -> None:
        """Ask only for words that find something: an empty answer is a fault then."""
        self.config, self.is_over = config, threading.Event()
        first = [
            self._search(words) for words in WORDS
        ]  # Elasticsearch was started a moment ago, and reads the index now
        found = {words: self._search(words) or before for words, before in zip(WORDS, first, strict=True)}
        self.words = [words for words, result in found.items() if result and result.total]
        self.asked = self.failed = self.empty = 0
        self.late: list[float] = []

    def search(self) -> None:
        """Search until it is over."""
        chance = random.Random(1)  # noqa: S311
        while not self.is_over.is_set():
            result = self._search(chance.choice(self.words))
            self.asked += 1
            self.failed += result is None
            self.empty += result is not None and not result.total
            time.sleep(0.05)

    def edit(self) -> None:
        """Edit until it is over."""
        while not self.is_over.wait(EDIT_EVERY_S):
            self.late.append(_edit(self.config, len(self.late) + 1))

    def _search(self, words: str) -> SearchResult | None:
        """Search with a visitor's patience; None when Elasticsearch does not answer. There is no basic search here: see multiply.py."""
        client, alias = engines.elasticsearch(), aliases.alias_name(self.config.index_prefix)
        with suppress(SearchUnavailable):
            return engine.search(client, alias=alias, criteria=Criteria(text=words), today=date.today())
        return None


def _edit(config: Config, number: int) -> float:
    """Change a text, drain, and wait until it is found; return the seconds since the commit."""
    with db.transaction() as session:
        session.execute(
            text("UPDATE resource_text SET short = short || :word WHERE resource_id = :id AND lang = 'fr'"),
            {"word": f" zqlive{number}", "id": number * 13},
        )
    started = time.perf_counter()
    outbox_drain.drain(db.transaction)
    while not is_found(config, f"zqlive{number}") and time.perf_counter() - started < 30:
        time.sleep(LOOK_EVERY_S)
    return time.perf_counter() - started


def is_found(config: Config, word: str) -> bool:
    """Say whether the index visitors search has a text with this word."""
    client = engines.elasticsearch()
    query = {"match": {"short.fr": word}}
    return client is not None and client.count(index=f"{config.index_prefix}-resources", query=query)["count"] == 1
