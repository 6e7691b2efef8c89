"""This file gives sessions and transactions on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

BeforeCommit = Callable[[Session], Callable[[], object] | None]
"""Looks at a session just before its commit; what it returns is called once the commit is through."""

CONNECT_TIMEOUT_S = 3
STATEMENT_TIMEOUT_MS = 15_000
"""A page never waits longer for PostgreSQL; imports and rebuilds ask for more with `without_time_limit`."""

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
        self._sessions: sessionmaker[Session] = sessionmaker(expire_on_commit=False)
        self._before_commit: BeforeCommit = lambda session: None

    def bind(self, url: str, *, pool_size: int = 8) -> None:
        """Connect to `url` (postgresql://…) from now on; the old engine, if any, is let go."""
        if self._engine is not None:
            self._engine.dispose()
        self._engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=CONNECT_TIMEOUT_S,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC",
            },
        )
        self._sessions.configure(bind=self._engine)

    def announce_commits(self, before_commit: BeforeCommit) -> None:
        """Let `before_commit` see every transaction of this process that is about to commit."""
        self._before_commit = before_commit

    @property
    def engine(self) -> Engine:
        """Return the engine; raise RuntimeError before `bind`."""
        if self._engine is None:
            raise RuntimeError("the database is not bound; create_app() or Database.bind() comes first")
        return self._engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session to read with; it is rolled back at the end."""
        with self._sessions() as session:
            yield session

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


db = Database()
