"""Processes of a pool end when the one that started them is killed: they would wait for work, and hold connections and locks, for ever."""

import os
import threading
import time

LOOK_EVERY_S = 0.5


def end_with(parent: int) -> None:
    """End this process soon after its parent has gone, in whatever way that did."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    os._exit(1)
