"""A real PostgreSQL server for tests: its own programs, a folder of its own, a Unix socket, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

TRIES = 50


@dataclass(frozen=True)
class Server:
    """A running server; `folder` holds its socket."""

    folder: Path
    user: str

    def database(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or a copy of another one that nobody is connected to; its URL."""
        self._execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return f"postgresql://{self.user}@/{name}?host={self.folder}"

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        address = f"host={self.folder} user={self.user} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            for left in reversed(range(TRIES)):
                try:
                    connection.execute(statement)
                    return
                except psycopg.errors.ObjectInUse:
                    # A connection that was closed a moment ago may not have ended at the server.
                    if not left:
                        raise
                    time.sleep(0.1)


@contextmanager
def server() -> Iterator[Server]:
    """Start one; it is gone with the block."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = pwd.getpwuid(os.geteuid()).pw_name
    become: list[str] = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        user, become = "postgres", ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run([*become, *command], check=True, capture_output=True, cwd="/")

    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", user, "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield Server(folder, user)
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
