"""Map the objects of a batch, here or in other processes while this one stores."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from portal.importers.archives import RawObject, parse
from portal.importers.datatourisme.mapping import map_object
from portal.importers.records import Finding, Incoming, marked
from portal.parenthood import end_with

Mapped = tuple[list[Incoming], list[Finding]]
Mapper = Callable[[dict[str, RawObject]], "Future[Mapped]"]


@contextmanager
def mapping_processes(number: int) -> Iterator[Mapper]:
    """Give a function that maps a batch in one of `number` processes, or at once in this one when there are none."""
    if not number:
        yield _map_here
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=context, initializer=_prepare_process, initargs=(os.getpid(),)) as pool:
        yield lambda raws: pool.submit(map_batch, raws)


def map_batch(raws: dict[str, RawObject]) -> Mapped:
    """Map objects by content hash; of two with the same identity the later one wins."""
    incoming: dict[tuple[str, str], Incoming] = {}
    findings: list[Finding] = []
    for content_hash, raw in raws.items():
        data = parse(raw)
        if isinstance(data, Finding):
            findings.append(data)
            continue
        record, found = map_object(data)
        findings += found
        if record is None:
            continue
        identity = (record.source, record.source_id)
        if identity in incoming:
            message = marked("The same record came twice in this delivery; the later one was kept.")
            findings.append(Finding("skipped", "record.twice", "@id", message, raw.name, *identity))
        incoming[identity] = Incoming(record, content_hash)
    return list(incoming.values()), findings


def _map_here(raws: dict[str, RawObject]) -> "Future[Mapped]":
    done: Future[Mapped] = Future()
    done.set_result(map_batch(raws))
    return done


def _prepare_process(parent: int) -> None:
    """Leave interrupts to the parent; collect garbage rarely, for parsed JSON has no cycles and a lot of objects."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
