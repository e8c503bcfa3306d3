"""Transactions on a SQLite file: in the order they came, committed together, each with a result of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.operations.database import database_of
from bot.operations.transactions import FileTransactions


@pytest_asyncio.fixture
async def file(tmp_path: Path) -> AsyncIterator[FileTransactions]:
    """A file with one table."""
    transactions = database_of(f"sqlite:///{tmp_path / 'store.sqlite'}").transactions()
    assert isinstance(transactions, FileTransactions)
    await transactions.write(lambda connection: connection.execute(text("CREATE TABLE kept (n INTEGER PRIMARY KEY)")))
    yield transactions
    await transactions.close()


async def kept(file: FileTransactions) -> list[int]:
    return [row["n"] for row in await file.read(text("SELECT n FROM kept ORDER BY n"))]


def keep(number: int) -> "Keep":
    return Keep(number)


class Keep:
    """Inserts a number and gives it; `runs` counts how often it did."""

    def __init__(self, number: int, failing: Exception | None = None) -> None:
        self.number, self.failing, self.runs = number, failing, 0

    def __call__(self, connection: Connection) -> int:
        self.runs += 1
        connection.execute(text("INSERT INTO kept VALUES (:n)"), {"n": self.number})
        if self.failing:
            raise self.failing
        return self.number


class Commits:
    """Counts the commits of a file."""

    def __init__(self, file: FileTransactions) -> None:
        self.count = 0
        event.listen(file._engine, "commit", self._committed)

    def _committed(self, _connection: Connection) -> None:
        self.count += 1


async def test_what_comes_at_once_is_committed_together_and_each_gets_its_own(file: FileTransactions) -> None:
    commits = Commits(file)
    assert await asyncio.gather(*(file.write(keep(number)) for number in range(50))) == list(range(50))
    assert commits.count <= 2
    assert await kept(file) == list(range(50))


async def test_one_that_fails_takes_no_other_with_it(file: FileTransactions) -> None:
    bodies = [Keep(number, ValueError("no") if number == 3 else None) for number in range(6)]
    results = await asyncio.gather(*(file.write(body) for body in bodies), return_exceptions=True)
    assert [str(item) for item in results] == ["0", "1", "2", "no", "4", "5"]
    assert await kept(file) == [0, 1, 2, 4, 5]
    assert {body.runs for body in bodies} <= {1, 2}


async def test_a_constraint_is_the_trouble_of_the_one_that_breaks_it(file: FileTransactions) -> None:
    results = await asyncio.gather(*(file.write(keep(number)) for number in (1, 2, 2, 3)), return_exceptions=True)
    assert [item for item in results if not isinstance(item, Exception)] == [1, 2, 3]
    assert isinstance(results[2], DatabaseError)
    assert await kept(file) == [1, 2, 3]


async def test_who_gave_up_while_waiting_wrote_nothing(file: FileTransactions) -> None:
    gate = threading.Event()
    first = asyncio.create_task(file.write(lambda _connection: gate.wait(5)))
    await asyncio.sleep(0.05)
    second, third = asyncio.create_task(file.write(keep(2))), asyncio.create_task(file.write(keep(3)))
    await asyncio.sleep(0)
    second.cancel()
    gate.set()
    await asyncio.gather(first, third)
    assert await kept(file) == [3]


async def test_a_file_that_another_process_writes_is_waited_for(file: FileTransactions, tmp_path: Path) -> None:
    import sqlite3

    other = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(file.write(keep(1)))
    assert await kept(file) == []  # reading does not wait
    assert not waiting.done()
    other.execute("COMMIT")
    assert await waiting == 1
    other.close()


async def test_a_commit_that_fails_is_everybodys_trouble_and_nothing_is_kept(file: FileTransactions) -> None:
    def refuse(_connection: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    event.listen(file._engine, "commit", refuse)
    results = await asyncio.gather(*(file.write(keep(number)) for number in range(4)), return_exceptions=True)
    assert all(isinstance(item, OperationalError) for item in results)
    event.remove(file._engine, "commit", refuse)
    assert await kept(file) == []
    assert await file.write(keep(9)) == 9


async def test_what_waits_is_written_before_it_is_closed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'closing.sqlite'}"
    first = database_of(url).transactions()
    await first.write(lambda connection: connection.execute(text("CREATE TABLE kept (n INTEGER PRIMARY KEY)")))
    writing = [asyncio.create_task(first.write(keep(number))) for number in range(20)]
    await asyncio.sleep(0)
    await first.close()
    assert await asyncio.gather(*writing) == list(range(20))
    with pytest.raises(RuntimeError):
        await first.write(keep(99))
