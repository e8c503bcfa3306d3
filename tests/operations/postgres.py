"""A real PostgreSQL server for tests: its own programs, a folder of its own, a Unix socket, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

WAIT_SECONDS = 10.0
"""How long a backend that was told to end may take."""


@dataclass(frozen=True)
class Server:
    """A server; `folder` holds its socket, `become` is what runs a command as its user."""

    folder: Path
    user: str
    programs: Path
    become: tuple[str, ...] = ()

    def database(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or a copy of another one; its URL. Whoever is connected to the other one is ended."""
        with self._connected() as connection:
            if template:
                _end_backends(connection, template)
            connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return f"postgresql://{self.user}@/{name}?host={self.folder}"

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def execute(self, *statements: str) -> None:
        """Run statements as the server's owner, each in a transaction of its own."""
        with self._connected() as connection:
            for statement in statements:
                connection.execute(statement)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it, and wait until it is down. API: pg_ctl stop --mode: smart, fast, immediate (as a crash)."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "stop")

    def initialise(self) -> None:
        """Make its data folder."""
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", self.user, "-E", "UTF8", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.become, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(f"host={self.folder} user={self.user} dbname=postgres", autocommit=True)


@contextmanager
def server() -> Iterator[Server]:
    """Start one; it is gone with the block."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = pwd.getpwuid(os.geteuid()).pw_name
    become: tuple[str, ...] = ()
    if os.geteuid() == 0:
        # The server refuses to run as root.
        user, become = "postgres", ("runuser", "-u", "postgres", "--")
        shutil.chown(folder, user)
    running = Server(folder, user, programs, become)
    running.initialise()
    running.start()
    try:
        yield running
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            running.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _end_backends(connection: psycopg.Connection, name: str) -> None:
    """A connection that was closed a moment ago may not have ended at the server: wait for the end of each."""
    connection.execute(
        "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = %s",
        (int(WAIT_SECONDS * 1000), name),
    )
