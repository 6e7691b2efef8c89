"""The fault matrix: which service fails in which way while a visitor does what, and the answer we promise then."""

import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.faults.portal_server import Answer, PortalServer
from tests.faults.proxy import Fault

SERVICES = ("postgresql", "redis", "queue", "elasticsearch")
FAULTS: tuple[Fault, ...] = ("refuse", "freeze", "delay", "cut")
SIMPLE = "Recherche simplifiée"
NUMBERS = itertools.count()
RECOVERY_S = 15.0

ACTIONS: dict[str, Callable[[PortalServer, list[int]], Answer]] = {
    "page seen before": lambda portal, ids: portal.get("/fr/"),
    "new search": lambda portal, ids: portal.get(f"/fr/search?q=chateau&page={2 + next(NUMBERS)}"),
    "new resource": lambda portal, ids: _resource(portal, ids),
    "sign-in form": lambda portal, ids: portal.get("/fr/sign-in", Cookie="none=yet"),
    "signed in": lambda portal, ids: portal.get("/fr/account"),
    "ready": lambda portal, ids: portal.get("/health/ready"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What is answered; seconds: at most, on a busy machine; simple: by the basic search, None = whichever."""

    status: int = 200
    seconds: float = 0.6
    simple: bool | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix with what was answered."""

    service: str
    fault: Fault
    action: str
    promise: Promise
    answer: Answer

    @property
    def is_kept(self) -> bool:
        """Say whether the answer is as promised."""
        is_simple = SIMPLE in self.answer.text
        return (
            self.answer.status == self.promise.status
            and self.answer.seconds <= self.promise.seconds
            and self.promise.simple in (None, is_simple)
        )


WELL = Promise()
SLOWLY = Promise(seconds=6.0)
AWAY = Promise(status=503, seconds=7.5)
SIMPLY = Promise(seconds=2.0, simple=True)
NORMALLY = Promise(seconds=1.5, simple=False)

PROMISES: dict[tuple[str, Fault, str], Promise] = {
    # Without PostgreSQL there is no portal, but for what is kept; a slow one makes pages slow.
    **{("postgresql", fault, action): AWAY for fault in ("refuse", "freeze", "cut") for action in ACTIONS},
    **{("postgresql", "delay", action): SLOWLY for action in ACTIONS},
    **{("postgresql", fault, "page seen before"): WELL for fault in FAULTS},
    # Without Redis (both of them) everything comes from PostgreSQL, and nobody is signed out; without the queue alone nothing is seen.
    **{("redis", fault, action): WELL for fault in FAULTS for action in ACTIONS},
    **{("queue", fault, action): WELL for fault in FAULTS for action in ACTIONS},
    # Without Elasticsearch the basic search answers, and says so.
    **{("elasticsearch", fault, action): WELL for fault in FAULTS for action in ACTIONS},
    **{("elasticsearch", fault, "new search"): SIMPLY for fault in ("refuse", "freeze", "cut")},
    ("elasticsearch", "delay", "new search"): NORMALLY,
}


def run(portal: PortalServer, ids: list[int], *, services: Iterable[str], faults: Iterable[Fault]) -> Iterable[Cell]:
    """Go through the matrix; after each fault the portal must be well again by itself, or RuntimeError is raised.

    ids: of resources whose page nobody has seen yet; they are used up. The portal is signed in.
    """
    for service, fault in itertools.product(services, faults):
        portal.get("/fr/")
        portal.set_fault(service, fault)
        try:
            for action, act in ACTIONS.items():
                yield Cell(service, fault, action, PROMISES[service, fault, action], act(portal, ids))
        finally:
            portal.set_fault(service, "pass")
        _wait_until_well(portal)


def table(cells: Iterable[Cell]) -> str:
    """Write the matrix as a table in Markdown; each cell: status, milliseconds, s = basic search, ✗ = not as promised."""
    rows: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        simple = " s" if SIMPLE in cell.answer.text else ""
        mark = "" if cell.is_kept else " ✗"
        shown = f"{cell.answer.status} {cell.answer.seconds * 1000:.0f} ms{simple}{mark}"
        rows.setdefault((cell.service, cell.fault), []).append(shown)
    lines = [f"| service | fault | {' | '.join(ACTIONS)} |", "|" + "---|" * (len(ACTIONS) + 2)]
    return "\n".join(
        lines + [f"| {service} | {fault} | {' | '.join(shown)} |" for (service, fault), shown in rows.items()]
    )


def _resource(portal: PortalServer, ids: list[int]) -> Answer:
    path = f"/fr/r/{ids.pop()}"
    first = portal.get(path)
    if first.status != 301:
        return first
    second = portal.get(first.headers["Location"])
    return Answer(second.status, first.seconds + second.seconds, second.text, second.headers)


def _wait_until_well(portal: PortalServer) -> None:
    until = time.monotonic() + RECOVERY_S
    while time.monotonic() < until:
        answer = portal.get(f"/fr/search?q=chateau&page={2 + next(NUMBERS)}")
        if answer.status == 200 and SIMPLE not in answer.text:
            return
        time.sleep(0.25)
    raise RuntimeError("the portal did not get well again by itself")
