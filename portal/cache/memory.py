"""The nearest level of the cache: pages this process has just checked, for a tenth of a second without asking Redis."""

import time
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 500


@dataclass(slots=True)
class Memory(Generic[T]):
    """Values by key, each for kept_s seconds; when there are too many all are let go, which costs one question each."""

    kept_s: float = 0.0
    _values: dict[str, tuple[float, T]] = field(default_factory=dict)

    def find(self, key: str) -> T | None:
        """Return the value while it is good."""
        until, value = self._values.get(key, (0.0, None))
        return value if until > time.monotonic() else None

    def keep(self, key: str, value: T) -> None:
        """Keep a value that was checked just now."""
        if self.kept_s <= 0:
            return
        if len(self._values) >= MOST:
            self._values.clear()
        self._values[key] = (time.monotonic() + self.kept_s, value)
