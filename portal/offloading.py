"""Work that takes a processor for long, beside the loop that serves everybody else."""

from collections.abc import Callable
from typing import Any, TypeVar

from gevent import get_hub, monkey

T = TypeVar("T")


def beside_the_loop(call: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - whatever it takes
    """Return what `call` returns; under gevent it runs in a thread of its own, and other requests are answered meanwhile.

    It must not use sessions, sockets or anything else of the request.
    """
    if not monkey.is_module_patched("socket"):
        return call(*args)
    result: T = get_hub().threadpool.apply(call, args)
    return result
