"""Where the store lives, and what is said when it does not open."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.operations.database import DatabaseError, database_of, default_database_url
from bot.operations.store import Store
from tests.operations.harness import Recorder, confirmed, engine_on, of


def test_urls_choose_their_driver(tmp_path: Path) -> None:
    assert database_of("postgres://bot:secret@db.example/backfill").url.drivername == "postgresql+psycopg"
    socket = database_of("postgresql:///backfill?host=/run/postgresql")
    assert (socket.url.drivername, socket.url.query["host"]) == ("postgresql+psycopg", "/run/postgresql")
    assert database_of(f"sqlite:///{tmp_path}/x.sqlite").file == tmp_path / "x.sqlite"


def test_a_relative_file_is_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert database_of("sqlite:///deep/x.sqlite").file == tmp_path / "deep" / "x.sqlite"


def test_the_default_is_in_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_database_url() == f"sqlite:///{tmp_path}/backfill-bot/backfill.sqlite"


@pytest.mark.parametrize("url", ["mysql://u:p4ssw0rd@h/d", "sqlite://", "sqlite:///:memory:", "no url", ""])
def test_other_urls_are_refused_with_what_works(url: str) -> None:
    with pytest.raises(DatabaseError) as refused:
        database_of(url)
    assert "sqlite:///file" in str(refused.value.next_step)
    assert "p4ssw0rd" not in str(refused.value)


async def test_file_and_folder_are_the_owners_alone(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/data/backfill.sqlite")
    await store.ping()
    files = sorted((tmp_path / "data").iterdir())
    assert [(file.name, file.stat().st_mode & 0o777) for file in files if file.is_file()]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    await store.close()


async def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    file.write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseError, match="damaged") as refused:
        await Store.open(f"sqlite:///{file}")
    assert str(file) in str(refused.value)
    assert "backup" in str(refused.value.next_step)


async def test_a_damaged_file_of_workflows_is_named(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/x.sqlite")
    (tmp_path / "x-workflows.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseError, match=r"x-workflows\.sqlite is damaged"):
        async with engine_on(store, Recorder(), None):
            pass
    (tmp_path / "x-workflows.sqlite").unlink()
    operation = await confirmed(store)
    narrator = Recorder()
    async with engine_on(store, narrator, None):
        await narrator.heard("ended", of(operation))
    await store.close()


def test_the_workflows_file_can_be_tried_alone(tmp_path: Path) -> None:
    database = database_of(f"sqlite:///{tmp_path}/backfill.sqlite")
    database.try_durable()
    file = database.durable.file
    assert file is not None
    file.write_bytes(b"no database at all" * 100)
    with pytest.raises(DatabaseError, match="backfill-workflows"):
        database.try_durable()


async def test_a_newer_schema_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    await (await Store.open(f"sqlite:///{file}")).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(DatabaseError, match="newer version"):
        await Store.open(f"sqlite:///{file}")


async def test_a_place_that_cannot_be_written_is_named() -> None:
    with pytest.raises(DatabaseError, match="/proc/nowhere"):
        await Store.open("sqlite:////proc/nowhere/x.sqlite")


async def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="directory"):
        await Store.open(f"sqlite:///{tmp_path}")


async def test_a_server_that_does_not_answer_keeps_the_password_to_itself() -> None:
    with pytest.raises(DatabaseError) as refused:
        await Store.open("postgresql://bot:p4ssw0rd@127.0.0.1:1/backfill")
    told = f"{refused.value} {refused.value.next_step}"
    assert "127.0.0.1:1" in told
    assert "p4ssw0rd" not in told


@pytest.mark.slow
def test_processes_that_start_at_once_on_one_file(tmp_path: Path) -> None:
    code = "import asyncio,sys; from bot.operations.store import Store; asyncio.run(Store.open(sys.argv[1]))"
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path}/x.sqlite"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in started] == [("", 0)] * 3
