"""Estimate duration and difficulty of a tour from its length and climb, where nobody has stated them.

Duration: DIN 33466, by which alpine clubs sign their paths: time for the length and time for climb and descent are counted apart; the
longer one counts whole, the shorter one half. For walkers the rates are the norm's; for cyclists and riders they are ours.
Difficulty: how long and how steep, never how exposed: no file tells that.
"""

from dataclasses import dataclass

MINUTES_PER_HOUR = 60
ROUNDED_TO_MIN = 5
EASY, MEDIUM, HARD = "easy", "medium", "hard"


@dataclass(frozen=True, slots=True)
class Pace:
    """Metres an hour along, up and down; and until what length and climb a tour is easy, from which on it is hard."""

    along: float
    up: float
    down: float
    easy: tuple[float, float]
    hard: tuple[float, float]


PACES = {
    "tours.walking": Pace(4_000, 300, 500, easy=(10_000, 300), hard=(20_000, 1_000)),
    "tours.cycling": Pace(15_000, 600, 3_000, easy=(30_000, 300), hard=(80_000, 1_000)),
    "tours.horse": Pace(6_000, 400, 500, easy=(15_000, 300), hard=(30_000, 1_000)),
}
"""By category; by car, on the water or on a route of unknown kind nothing is estimated."""


def duration_min(category: str, *, length_m: float, climb_m: float, descent_m: float) -> int | None:
    """Return the minutes on the way without rests, to 5 minutes; None for categories without a pace."""
    pace = PACES.get(category)
    if pace is None:
        return None
    along = length_m / pace.along
    upright = climb_m / pace.up + descent_m / pace.down
    minutes = (max(along, upright) + min(along, upright) / 2) * MINUTES_PER_HOUR
    return max(ROUNDED_TO_MIN, round(minutes / ROUNDED_TO_MIN) * ROUNDED_TO_MIN)


def difficulty(category: str, *, length_m: float, climb_m: float) -> str:
    """Return "easy", "medium" or "hard", "" for categories without a pace."""
    pace = PACES.get(category)
    if pace is None:
        return ""
    if length_m >= pace.hard[0] or climb_m >= pace.hard[1]:
        return HARD
    return EASY if length_m <= pace.easy[0] and climb_m <= pace.easy[1] else MEDIUM
