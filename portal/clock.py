"""Tell day and hour where the places are: a server in another time zone must not call an event of tonight over."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """Return the time in France to the minute, without a time zone, as opening hours are written."""
    return datetime.now(PARIS).replace(tzinfo=None, second=0, microsecond=0)


def today() -> date:
    """Return the day in France."""
    return now().date()
