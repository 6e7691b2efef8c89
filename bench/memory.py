"""This file watches how much memory this process and its children hold together (Linux)."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.25


@dataclass(slots=True)
class Peak:
    """The largest sums seen so far, in MB; a child that shares pages with its parent counts them once more."""

    all_mb: float = 0.0
    own_mb: float = 0.0


@contextmanager
def watched_memory() -> Iterator[Peak]:
    """Give a Peak that is filled while the block runs."""
    peak, is_over = Peak(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(peak, is_over), daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        is_over.set()
        watcher.join()


def _watch(peak: Peak, is_over: threading.Event) -> None:
    while not is_over.wait(EVERY_S):
        own = _resident_mb(os.getpid())
        peak.own_mb = max(peak.own_mb, own)
        peak.all_mb = max(peak.all_mb, own + sum(map(_resident_mb, _children(os.getpid()))))


def _children(pid: int) -> list[int]:
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in listed.read_text().split()]
    return found


def _resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
