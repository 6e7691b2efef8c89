"""Ask what day it is, wherever the server stands."""

from datetime import UTC, date, datetime

import pytest

from portal import clock


@pytest.mark.parametrize(
    ("moment", "now"),
    [
        (datetime(2026, 11, 30, 23, 8, 15, tzinfo=UTC), datetime(2026, 12, 1, 0, 8)),
        (datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC), datetime(2026, 7, 14, 23, 59)),
    ],
)
def test_day_and_hour_are_those_of_france(monkeypatch, moment: datetime, now: datetime):
    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Stopped)
    assert clock.now() == now
    assert clock.today() == date(now.year, now.month, now.day)
