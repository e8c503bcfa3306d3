"""Where the store lives, and what is said when it does not open."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.operations.database import DatabaseError, database_of, default_database_url
from bot.operations.joining import MIGRATIONS, newest
from bot.operations.schema import upgrade
from bot.operations.store import Store
from tests.operations.conftest import TEMPLATE
from tests.operations.harness import Recorder, confirmed, engine_on, of
from tests.operations.postgres import Server


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


@pytest.mark.postgres
async def test_a_server_that_takes_no_writes_is_not_ready(postgres: Server) -> None:
    url = postgres.database("reading")
    store = await Store.open(url)
    await store.ping()
    postgres.execute("ALTER DATABASE reading SET default_transaction_read_only = on")
    await store.close()
    with pytest.raises(DatabaseError, match="read-only"):
        await store.ping()
    await store.close()
    postgres.drop("reading")


async def test_a_full_disk_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/x.sqlite")
    await store.ping()
    # More than any disk has: filling one takes root, as the fault matrix does.
    monkeypatch.setattr("bot.operations.database.LEAST_ROOM", 2**62)
    with pytest.raises(DatabaseError, match="No space left"):
        await store.ping()
    await store.close()


async def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="directory"):
        await Store.open(f"sqlite:///{tmp_path}")


async def test_a_server_that_does_not_answer_keeps_the_password_to_itself() -> None:
    with pytest.raises(DatabaseError) as refused:
        await Store.open("postgresql://bot:p4ssw0rd@127.0.0.1:1/backfill")
    told = f"{refused.value} {refused.value.next_step}"
    assert "127.0.0.1:1" in told
    assert "p4ssw0rd" not in told


async def test_beside_a_bot_the_store_is_used_as_it_is(database_url: str) -> None:
    owner = await Store.open(database_url)
    operation = await confirmed(owner)
    held = owner.database.hold()
    store = await Store.join(database_url)
    assert await store.get(operation.id) == operation
    await store.count_call("ec_dw", "cn-shanghai", operation.created_at.date())
    await store.close()
    assert await owner.calls_of_region("cn-shanghai", operation.created_at.date()) == 1
    await owner.close()
    if held:
        held.close()


async def test_where_there_is_no_store_none_is_made(tmp_path: Path, fresh_url: str) -> None:
    missing = tmp_path / "nowhere" / "x.sqlite"
    with pytest.raises(DatabaseError, match=f"There is no database file {missing}"):
        await Store.join(f"sqlite:///{missing}")
    assert not missing.parent.exists()
    database = database_of(fresh_url)
    with pytest.raises(DatabaseError, match="has no store yet"):
        await Store.join(fresh_url)
    transactions = database.transactions()
    assert await transactions.write(lambda connection: inspect(connection).get_table_names()) == []
    await transactions.close()


@pytest.mark.parametrize("version", ["0007", "9999"])
async def test_another_version_s_store_is_left_alone(fresh_url: str, version: str) -> None:
    database = database_of(fresh_url)
    transactions = database.transactions()

    def other(connection: Connection) -> None:
        upgrade(connection, database.shown, "0007")
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

    await transactions.write(other)
    with pytest.raises(DatabaseError, match="is another version's"):
        await Store.join(fresh_url)
    (found,) = await transactions.read(text("SELECT version_num FROM alembic_version"))
    assert found["version_num"] == version
    await transactions.close()


def test_the_newest_version_is_the_migrations_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS.parent))
    assert ScriptDirectory.from_config(config).get_current_head() == newest()


@pytest.mark.postgres
async def test_a_server_that_only_lets_read_is_not_joined(migrated_server: Server) -> None:
    url = migrated_server.database("read_only", TEMPLATE)
    store = await Store.open(url)
    await store.write(text("ALTER DATABASE read_only SET default_transaction_read_only = on"))
    await store.close()
    with pytest.raises(DatabaseError, match="read-only transaction"):
        await Store.join(url)
    migrated_server.drop("read_only")


async def test_a_file_that_may_only_be_read_is_not_joined(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    await (await Store.open(f"sqlite:///{file}")).close()
    with file.open("r+b") as content:
        content.seek(18)  # the version that writers must know; of a newer one SQLite only reads, whoever asks
        content.write(b"\x03")
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match="readonly database"):
        await Store.join(f"sqlite:///{file}")
    assert file.read_bytes() == before


async def test_a_locked_file_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.operations.store.BRIEFLY", 0.2)
    file = tmp_path / "x.sqlite"
    await (await Store.open(f"sqlite:///{file}")).close()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="locked"):
        await Store.join(f"sqlite:///{file}")
    writer.execute("ROLLBACK")
    writer.close()
    await (await Store.join(f"sqlite:///{file}")).close()


@pytest.mark.slow
def test_processes_that_start_at_once_on_one_file(tmp_path: Path) -> None:
    code = "import asyncio,sys; from bot.operations.store import Store; asyncio.run(Store.open(sys.argv[1]))"
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path}/x.sqlite"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in started] == [("", 0)] * 3
