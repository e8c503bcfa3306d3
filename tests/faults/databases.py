"""The store of a world: a SQLite file in its folder, or a database of a PostgreSQL server of its own."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.disk import Disk, small_disk
from tests.operations.postgres import Server, server

STORES = ("sqlite", "postgres")


@dataclass(frozen=True)
class Database:
    """Where the store is. `file` is set for SQLite, `server` for PostgreSQL, `disk` where it was asked for."""

    url: str
    file: Path | None = None
    server: Server | None = None
    disk: Disk | None = None


@contextmanager
def database(store: str, folder: Path, *, on_disk: bool = False) -> Iterator[Database]:
    """An empty one, gone with the block. `on_disk`: on a small disk of its own."""
    with ExitStack() as stack:
        running = stack.enter_context(server()) if store == "postgres" else None
        disk = stack.enter_context(small_disk(folder / "disk")) if on_disk else None
        if running is None:
            file = (disk.folder if disk else folder) / "backfill.sqlite3"
            yield Database(f"sqlite:///{file}", file=file, disk=disk)
            return
        url = running.database("backfill")
        if disk is not None:
            space = disk.folder / "space"
            space.mkdir()
            folder.chmod(0o755)
            shutil.chown(space, running.user)
            running.execute(
                f"CREATE TABLESPACE small LOCATION '{space}'", "ALTER DATABASE backfill SET TABLESPACE small"
            )
        yield Database(url, server=running, disk=disk)
