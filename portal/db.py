"""Give sessions and transactions on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

RV = TypeVar("RV")
LOOK_EVERY_S = 0.1
BeforeCommit = Callable[[Session], Callable[[], object] | None]
"""Looks at a session just before its commit; what it returns is called once the commit is through."""

CONNECT_TIMEOUT_S = 2
PING_S = 1.0
"""So long a kept connection may take to say that it lives."""
STATEMENT_TIMEOUT_MS = 15_000
"""A page never waits longer for PostgreSQL; imports and rebuilds ask for more with SET LOCAL."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Common parent of every table."""

    metadata = MetaData(naming_convention=NAMING)


class Database:
    """Hold the engine of one process; bound once by `create_app` or a script."""

    def __init__(self) -> None:
        """Start unbound."""
        self._engine: Engine | None = None
        self._reading: Engine | None = None
        self._sessions: sessionmaker[Session] = sessionmaker(expire_on_commit=False)
        self._before_commit: BeforeCommit = lambda session: None

    def bind(self, url: str, *, pool_size: int = 8, deadline_s: float | None = None) -> None:
        """Connect to `url` (postgresql://…) from now on; the old engine, if any, is let go.

        deadline_s: seconds after which a silent server counts as gone, for pages; None = wait, for imports and rebuilds.
        """
        if self._engine is not None:
            self._engine.dispose()
        timeout_ms = min(STATEMENT_TIMEOUT_MS, round((deadline_s or STATEMENT_TIMEOUT_MS) * 1000))
        options = {
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": f"-c statement_timeout={timeout_ms} -c timezone=UTC -c jit=off",
        }
        self._engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=CONNECT_TIMEOUT_S,
            **_connecting(url, options, deadline_s),
        )
        event.listen(self._engine, "checkout", self._ping)
        self._sessions.configure(bind=self._engine)
        self._reading = self._engine.execution_options(postgresql_readonly=True)

    def forget(self) -> None:
        """Leave the connections of the process we were forked from to it."""
        if self._engine is not None:
            self._engine.dispose(close=False)
            self._engine = self._reading = None

    def announce_commits(self, before_commit: BeforeCommit) -> None:
        """Let `before_commit` see every transaction of this process that is about to commit."""
        self._before_commit = before_commit

    def connect_anew(self) -> None:
        """Make a connection beside the pool's and let it go; raises psycopg.OperationalError where none is to be had."""
        psycopg.connect(_libpq(self.url), connect_timeout=CONNECT_TIMEOUT_S).close()

    def _ping(self, connection: Any, record: object, proxy: object) -> None:  # noqa: ANN401 - the driver's
        """Look whether a kept connection still answers, with less patience than a statement has: after it, a new one is tried."""
        usual = getattr(connection, "deadline_s", None)
        try:
            if usual is not None:
                connection.deadline_s = PING_S
            self.engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise DisconnectionError from error
        finally:
            if usual is not None:
                connection.deadline_s = usual

    @property
    def url(self) -> str:
        """Return the address it is bound to, password and all: for processes of our own."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def engine(self) -> Engine:
        """Return the engine; raise RuntimeError before `bind`."""
        if self._engine is None:
            raise RuntimeError("the database is not bound; create_app() or Database.bind() comes first")
        return self._engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session to read with; who writes in it gets an error.

        It ends with a commit: after a rollback psycopg forgets what it has prepared, and every page would be planned anew.
        """
        with self._sessions(bind=self._reading or self.engine) as session:
            yield session
            session.commit()

    def let_go(self, session: Session) -> None:
        """Give the connection of a session that reads back while something else is waited for; its next statement takes another.

        A session of a transaction keeps its own: what it has written would be lost.
        """
        if self._reading is not None and session.get_bind() is self._reading:
            session.commit()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session that commits at the end, or rolls back on an error."""
        with self._sessions() as session:
            with session.begin():
                yield session
                session.flush()
                announce = self._before_commit(session)
            if announce is not None:
                announce()


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection whose server may not be silent for longer than deadline_s: a frozen one must not freeze pages.

    statement_timeout is kept by the server, and does nothing when it is the server that hangs.
    """

    deadline_s = 0.0

    def wait(self, gen: PQGen[RV], interval: float = LOOK_EVERY_S, timeout: float | None = None) -> RV:
        """Wait as psycopg does, but not for ever; a connection that was given up is closed."""
        try:
            return super().wait(gen, interval, timeout or self.deadline_s)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"PostgreSQL has not answered for {self.deadline_s} s") from error


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _connecting(url: str, options: dict[str, Any], deadline_s: float | None) -> dict[str, Any]:
    if deadline_s is None:
        return {"connect_args": options}

    def connect() -> ImpatientConnection:
        connection = ImpatientConnection.connect(_libpq(url), **options)
        connection.deadline_s = deadline_s
        return connection

    return {"creator": connect}


db = Database()
