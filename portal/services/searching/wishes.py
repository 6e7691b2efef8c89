"""Turn what a wish stands for into what a search asks for, today."""

from datetime import date, datetime, timedelta

from portal.vocabulary.words import Meaning
from search.criteria import Wish

SATURDAY = 6
DAYS = {"today": (0,), "tomorrow": (1,)}


def build_wish(meaning: Meaning, *, words: str, now: datetime) -> Wish:
    """Build the wish; "open on Sunday" is the next Sunday, today when it is one; words: as they were typed."""
    today = now.date()
    days: tuple[int, ...] = ()
    if meaning.open == "weekend":
        days = tuple(sorted((weekday - today.isoweekday()) % 7 for weekday in (SATURDAY, SATURDAY + 1)))
    elif meaning.open.isdigit():
        days = ((int(meaning.open) - today.isoweekday()) % 7,)
    elif meaning.open in DAYS:
        days = DAYS[meaning.open]
    return Wish(
        key=meaning.key,
        words=words,
        categories=meaning.categories,
        concepts=meaning.concepts,
        price=meaning.price,
        is_accessible=meaning.accessible,
        pets=meaning.pets,
        internet=meaning.internet,
        language=meaning.language,
        open_on=tuple(today + timedelta(days=days_on) for days_on in days),
        open_at=now if meaning.open == "now" else None,
        is_required=not meaning.boost,
    )


def build_day_wish(days: tuple[date, ...], *, words: str, is_opening: bool, is_event: bool) -> Wish:
    """Build the wish for days that were written: to be open, to take place when a kind of event was named, or either."""
    if is_event:
        return Wish(key="event_date", words=words, happens_on=days)
    return Wish(key="open_date" if is_opening else "date", words=words, open_on=days)
