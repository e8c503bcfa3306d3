"""Where the store lives, SQLite file or PostgreSQL; the driver that serves it; what is said when it does not open."""

import errno
import fcntl
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from platformdirs import user_data_path
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import UserError
from bot.locale import Text, _
from bot.operations.transactions import READS, FileTransactions, ServerTransactions, Transactions

BUSY_SECONDS = 30
"""How long a writer waits for another one (SQLite)."""

OPEN_SECONDS = 10
"""How long a transaction may stand still (PostgreSQL): a process that was frozen in one keeps its rows from those that
take over.
"""

LEAST_ROOM = 1024 * 1024
"""Bytes: with less on its disk a SQLite file is called full."""


class DatabaseError(UserError):
    """The database cannot be used: which one it is (never its password), why, and what to do."""


@dataclass(frozen=True, slots=True)
class Database:
    """A checked database URL. `file` is set for SQLite."""

    url: URL
    file: Path | None

    @property
    def shown(self) -> str:
        """The URL for people, without the password."""
        return self.url.set(drivername=self.url.get_backend_name()).render_as_string(hide_password=True)

    def transactions(self, busy_seconds: float = BUSY_SECONDS) -> Transactions:
        """How transactions on our own tables are run; `busy_seconds` is how long a writer waits for others (SQLite)."""
        if self.file is None:
            served = create_async_engine(self.url, pool_pre_ping=True, pool_size=5, max_overflow=5)
            event.listen(served.sync_engine, "connect", _impatient)
            return ServerTransactions(served)
        engine = create_engine(self.url, pool_size=5, max_overflow=5)
        # FULL makes a commit survive a power cut: a claim that is lost after its POST would be a second submission.
        _tune(engine, synchronous="FULL", isolation_level=None, busy_seconds=busy_seconds)
        event.listen(engine, "begin", _begun)
        return FileTransactions(engine)

    @property
    def durable(self) -> "Database":
        """Where the durable workflows are: a file of their own beside ours, or the same PostgreSQL server."""
        if self.file is None:
            return self
        beside = self.file.with_name(f"{self.file.stem}-workflows{self.file.suffix}")
        return Database(URL.create("sqlite", database=str(beside)), beside)

    def durable_engine(self) -> Engine:
        """The engine of the durable workflows. Raises OSError for a file that cannot be made."""
        url, file = self.durable.url, self.durable.file
        if file is None:
            engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)
            event.listen(engine, "connect", _impatient)
            return engine
        _make_private(file)
        engine = create_engine(url, pool_size=5, max_overflow=10)
        _tune(engine, synchronous="NORMAL", isolation_level="IMMEDIATE")
        return engine

    def hold(self) -> BinaryIO | None:
        """Keep a second engine off a SQLite file, until what is given here is closed; None for PostgreSQL.

        Raises DatabaseError when another process holds it.
        """
        if self.file is None:
            return None
        place = self.durable.file
        assert place is not None  # noqa: S101 - the durable database of a file is a file
        held = os.fdopen(_private(place.with_name(f"{place.name}.lock")), "rb")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.close()
            raise DatabaseError(
                _("Another bot runs on {url}.", url=self.shown),
                _("Stop it first; for several replicas use PostgreSQL (DATABASE_URL)."),
            ) from None
        return held

    def check_room(self) -> None:
        """Raises DatabaseError when the disk of a SQLite file is full or takes no writes; reads go on then."""
        if self.file is None:
            return
        disk = os.statvfs(self.file)
        if disk.f_flag & os.ST_RDONLY:
            raise _unusable_file(self.file, os.strerror(errno.EROFS))
        if disk.f_bavail * disk.f_frsize < LEAST_ROOM:
            raise _unusable_file(self.file, os.strerror(errno.ENOSPC))

    def try_durable(self) -> None:
        """Open the records of the durable workflows and close them again. Raises DatabaseError."""
        engine = None
        try:
            engine = self.durable_engine()
            with engine.begin() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master" if self.file else "SELECT 1")
        except (DBAPIError, OSError) as error:
            raise explain(self.durable, error) from error
        finally:
            if engine is not None:
                engine.dispose()


def default_database_url() -> str:
    """A SQLite file in the user's data folder."""
    return f"sqlite:///{user_data_path('backfill-bot', appauthor=False) / 'backfill.sqlite'}"


def database_of(url: str, *, create: bool = True) -> Database:
    """Read `sqlite:///file`, `postgresql://...` or `postgres://...`; the driver is chosen here.

    Raises DatabaseError for anything else. A SQLite file is created readable by its owner only, and so is its folder;
    without `create`, a file that is not there is an error.
    """
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise DatabaseError(
            _("DATABASE_URL is not a database URL."), _("Use sqlite:///file or postgresql://user@host/database.")
        ) from None
    backend = parsed.get_backend_name()
    if backend in ("postgres", "postgresql"):
        return Database(parsed.set(drivername="postgresql+psycopg"), None)
    if backend != "sqlite":
        raise DatabaseError(
            _("DATABASE_URL names {backend}, which is not supported.", backend=backend),
            _("Use sqlite:///file or postgresql://user@host/database."),
        )
    return _sqlite(parsed, create=create)


def _sqlite(parsed: URL, *, create: bool) -> Database:
    name = parsed.database
    if not name or name == ":memory:":
        raise DatabaseError(
            _("DATABASE_URL names no file; what is kept in memory would be lost with the process."),
            _("Use sqlite:///file."),
        )
    file = Path(name).expanduser().absolute()
    if not create and not file.exists():
        raise DatabaseError(_("There is no database file {file}.", file=str(file)))
    try:
        if create:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_private(file)
    except OSError as error:
        raise _unusable_file(file, error.strerror or str(error)) from None
    return Database(URL.create("sqlite", database=str(file)), file)


def _make_private(file: Path) -> None:
    """Create the file for its owner only; SQLite gives the files beside it the same mode."""
    os.close(_private(file))


def _private(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _tune(engine: Engine, *, synchronous: str, isolation_level: str | None, busy_seconds: float = BUSY_SECONDS) -> None:
    """WAL, foreign keys, and a patient writer, on every connection of a SQLite engine."""

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = isolation_level
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={int(busy_seconds * 1000)}",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _impatient(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Have the server end what stands still. Not in the URL: some poolers take no options there."""
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{OPEN_SECONDS}s'")
    cursor.close()
    connection.commit()


def _begun(connection: Connection) -> None:
    """Transactions begin as writers, so that none fails half-way for the lock, unless they say that they only read."""
    if not connection.get_execution_options().get(READS):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def explain(database: Database, error: BaseException) -> DatabaseError:
    """What a person is told when the database does not open; the driver's text, without the password."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    text = str(cause)
    if database.file is not None:
        if "not a database" in text or "malformed" in text:
            return DatabaseError(
                _("{file} is damaged, or is not a SQLite database.", file=str(database.file)),
                _("Restore it from a backup, or move it away to begin with an empty one."),
            )
        return _unusable_file(database.file, text if isinstance(cause, sqlite3.Error) else type(cause).__name__)
    return DatabaseError(
        _("The database {url} cannot be used: {reason}.", url=database.shown, reason=_reason(text, database.url)),
        _("Check DATABASE_URL, and that the server runs and lets this user in."),
    )


def _reason(text: str, url: URL) -> str:
    first = " ".join(text.split())[:300].rstrip(".")
    password = url.password
    return first.replace(password, "***") if password else first


def _unusable_file(file: Path, reason: str | Text) -> DatabaseError:
    return DatabaseError(
        _("The database file {file} cannot be used: {reason}.", file=str(file), reason=reason),
        _("Check that the folder exists, has room, and may be written by this user."),
    )
