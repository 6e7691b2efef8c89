"""Run a command and watch how much memory it and its children hold together (Linux)."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Watched:
    """How long a command took, and the largest sum of resident memory; a page shared by two processes counts twice."""

    seconds: float
    peak_mb: float
    processes: int


def run_watched(command: list[str], environment: dict[str, str]) -> Watched:
    """Run a command to its end; raise CalledProcessError when it fails. What it prints goes to standard error."""
    started, peak, most = time.perf_counter(), 0.0, 1
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr)
    while process.poll() is None:
        family = _family(process.pid)
        peak, most = max(peak, sum(map(_resident_mb, family))), max(most, len(family))
        time.sleep(EVERY_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Watched(time.perf_counter() - started, peak, most)


def _family(pid: int) -> list[int]:
    found = [pid]
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = listed.read_text().split()
        except OSError:
            continue
        for child in children:
            found += _family(int(child))
    return found


def _resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
