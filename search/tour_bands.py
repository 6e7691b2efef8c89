"""Cut the facts of tours into choices: "length.5000" is from 5 km to the next bound; every engine answers the same ones."""

from itertools import pairwise

BOUNDS: dict[str, tuple[int, ...]] = {
    "length": (0, 5_000, 10_000, 20_000),
    "climb": (0, 100, 300, 600),
    "duration": (0, 60, 120, 240),
}
"""Where each choice begins: metres, metres of climb, minutes. The last one has no end."""
LEVELS = ("easy", "medium", "hard")
SHAPES = ("loop", "line")
CHOICES: dict[str, tuple[str, ...]] = {
    **{name: tuple(f"{name}.{low}" for low in lows) for name, lows in BOUNDS.items()},
    "level": tuple(f"level.{level}" for level in LEVELS),
    "shape": tuple(f"shape.{shape}" for shape in SHAPES),
}
KEYS = frozenset(key for keys in CHOICES.values() for key in keys)


def limits(key: str) -> tuple[int, int | None]:
    """Return from where to where a choice of a number goes; None = without end."""
    name, _, low = key.partition(".")
    ends = {str(first): end for first, end in pairwise(BOUNDS[name])}
    return int(low), ends.get(low)


def keys_of(
    *, length_m: float | None, climb_m: float | None, duration_min: float | None, level: str, is_loop: bool | None
) -> tuple[str, ...]:
    """Return the choices that a tour fits; a fact that is not known fits none."""
    numbers = {"length": length_m, "climb": climb_m, "duration": duration_min}
    found = [_band(name, value) for name, value in numbers.items() if value is not None]
    if level:
        found.append(f"level.{level}")
    if is_loop is not None:
        found.append("shape.loop" if is_loop else "shape.line")
    return tuple(found)


def by_name(keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return choices by what they are about; those of one are alternatives."""
    found: dict[str, tuple[str, ...]] = {}
    for key in keys:
        name = key.partition(".")[0]
        found[name] = (*found.get(name, ()), key)
    return found


def _band(name: str, value: float) -> str:
    return f"{name}.{max(low for low in BOUNDS[name] if low <= max(0, value))}"
