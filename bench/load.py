"""Ask a server at a steady rate, from a process of its own, and keep the milliseconds of each answer."""

import http.client
import json
import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

CONNECTIONS = 24


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back: milliseconds from the moment an answer was due until it was there, bad ones counted; bodies only when asked for."""

    milliseconds: list[float]
    failures: int
    empty: int
    rate: float

    def share(self, percent: int) -> float:
        """Return the milliseconds within which so many per cent of the answers came."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and what to ask. method: GET, or POST with bodies; is_full: whether an answer holds what it should."""

    port: int
    requests: list[tuple[str, str, bytes | None]]
    per_second: float
    content_type: str = "application/json"
    full_marker: str = ""


def ask(plan: Plan) -> Answers:
    """Ask all in a process of its own; return what came."""
    queue: multiprocessing.Queue[str] = multiprocessing.Queue()
    asking = multiprocessing.Process(target=_run, args=(plan, queue))
    asking.start()
    answers = Answers(**json.loads(queue.get()))
    asking.join()
    return answers


def _run(plan: Plan, queue: "multiprocessing.Queue[str]") -> None:
    pool: SimpleQueue[http.client.HTTPConnection] = SimpleQueue()
    for _ in range(CONNECTIONS):
        pool.put(http.client.HTTPConnection("127.0.0.1", plan.port, timeout=30))
    found: list[float] = []
    bad: list[int] = []
    empty: list[int] = []
    start = time.perf_counter() + 0.2

    def one(number: int) -> None:
        due = start + number / plan.per_second
        method, path, body = plan.requests[number]
        connection = pool.get()
        try:
            connection.request(method, path, body=body, headers={"Content-Type": plan.content_type} if body else {})
            answer = connection.getresponse()
            data = answer.read()
            if answer.status != 200:
                bad.append(answer.status)
            elif plan.full_marker and plan.full_marker.encode() not in data:
                empty.append(number)
        except OSError:
            connection.close()
            bad.append(0)
        finally:
            pool.put(connection)
        found.append((time.perf_counter() - due) * 1000)

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        for number in range(len(plan.requests)):
            wait = start + number / plan.per_second - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            threads.submit(one, number)
    seconds = time.perf_counter() - start
    queue.put(
        json.dumps({"milliseconds": found, "failures": len(bad), "empty": len(empty), "rate": len(found) / seconds})
    )
