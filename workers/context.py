"""Give jobs what they need: the settings, the services, one transaction, and a log line at the end."""

import functools
import os
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy.orm import Session

from portal import queues, wiring
from portal.config import Config
from portal.db import db
from portal.monitoring import logs
from search.client import SearchUnavailable

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")


@functools.cache
def bind_services() -> Config:
    """Connect this process to the services, once."""
    config = Config.from_env(os.environ)
    logs.configure(config.log_format)
    wiring.bind_jobs(config)
    return config


def logged(function: Callable[P, T]) -> Callable[P, T]:
    """Bind the services, run, and log how it went; what came to nothing is not worth a line. A failure is raised on, for RQ to retry."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        bind_services()
        queues.has_begun(f"{function.__module__}.{function.__name__}")
        started = time.monotonic()
        try:
            result = function(*args, **kwargs)
        except SearchUnavailable as error:
            log.warning("job put off", job=function.__name__, reason=str(error))
            raise
        except Exception:
            log.exception("job failed", job=function.__name__, seconds=round(time.monotonic() - started, 2))
            raise
        if result:
            log.info("job done", job=function.__name__, result=result, seconds=round(time.monotonic() - started, 2))
        return result

    return run


def job(function: Callable[Concatenate[Session, P], T]) -> Callable[P, T]:
    """Run a job in one transaction that commits at its end."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with db.transaction() as session:
            return function(session, *args, **kwargs)

    return logged(run)
