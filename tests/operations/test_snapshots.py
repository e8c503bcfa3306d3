"""The graph of tasks in the store: what is known of a task survives what is learned of another."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.operations.database import database_of
from bot.operations.schema import upgrade
from bot.operations.store import Store
from bot.operations.tables import task_nodes
from bot.planning.snapshots import Memory, Snapshots
from bot.request.load import Lately
from bot.request.tasks import Task
from bot.request.tree import Node

SCOPE = ("https://dataworks.cn-shanghai.aliyuncs.com", "Prod")
DEV = (SCOPE[0], "Dev")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LARGE = 2**62 + 1


@pytest.fixture(params=["store", "memory"])
async def kept(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Snapshots]:
    """Both kinds, the store on each database."""
    if request.param == "memory":
        yield Memory()
        return
    store = await Store.open(database_url)
    yield store
    await store.close()


def read(id_: int, *below: int, name: str = "dwd_orders_di", project_id: int = 10001) -> Node:
    task = Task(id=id_, name=name, cron="0 30 0 * * ?", project_id=project_id, owner="mei", self_dependent=True)
    return Node(task, below, (7,), NOW, 1_743_350_400_000, denied=False)


def named(id_: int, name: str, project_id: int = 10001) -> Node:
    return Node(Task(id=id_, name=name, project_id=project_id))


async def test_nodes_come_back_as_they_were(kept: Snapshots) -> None:
    nodes = [read(1001, 2, 3), read(LARGE), named(3, "dws_trade_1d")]
    await kept.keep_nodes(SCOPE, nodes)
    assert await kept.nodes(SCOPE, [1001, LARGE, 3, 4]) == {node.task.id: node for node in nodes}
    assert await kept.nodes(DEV, [1001]) == {}


async def test_a_name_alone_does_not_erase_what_is_downstream(kept: Snapshots) -> None:
    await kept.keep_nodes(SCOPE, [read(1001, 2)])
    await kept.keep_nodes(SCOPE, [named(1001, "renamed")])
    found = (await kept.nodes(SCOPE, [1001]))[1001]
    assert (found.task.name, found.below, found.mark) == ("renamed", (2,), 1_743_350_400_000)
    await kept.keep_nodes(SCOPE, [read(1001, 5)])
    assert (await kept.nodes(SCOPE, [1001]))[1001].below == (5,)


async def test_marks_lists_and_what_is_gone(kept: Snapshots) -> None:
    await kept.keep_nodes(SCOPE, [read(id_) for id_ in range(1, 1200)])
    await kept.keep_nodes(SCOPE, [read(5000, project_id=10002)])
    await kept.keep_mark(SCOPE, list(range(1, 1200)), 99)
    assert {node.mark for node in (await kept.nodes(SCOPE, list(range(1, 1200)))).values()} == {99}
    assert await kept.task_list(SCOPE, 10001) is None
    await kept.keep_task_list(SCOPE, 10001, NOW, 5)
    await kept.keep_task_list(SCOPE, 10001, NOW + timedelta(hours=1), 6)
    assert await kept.task_list(SCOPE, 10001) == (NOW + timedelta(hours=1), 6)
    await kept.forget_tasks(SCOPE, 10001, range(1, 1100))
    assert len(await kept.project_tasks(SCOPE, 10001)) == 1099
    assert [task.id for task in await kept.project_tasks(SCOPE, 10002)] == [5000]


async def test_runs_come_back_by_business_date_as_they_were_read_last(kept: Snapshots) -> None:
    day, other = date(2026, 11, 22), date(2026, 11, 21)
    first = {id_: Lately(NOW, (61.5, 59.25, 1e-3), backfilled=id_ == 3) for id_ in (*range(1, 1200), LARGE)}
    await kept.keep_runs(SCOPE, day, first)
    assert await kept.runs(SCOPE, day, [*range(1, 1300), LARGE]) == first
    assert await kept.runs(SCOPE, other, [1]) == {}
    assert await kept.runs(DEV, day, [1]) == {}
    later = {1: Lately(NOW + timedelta(hours=7)), 2: Lately(NOW + timedelta(hours=7), (), skipped=True)}
    await kept.keep_runs(SCOPE, day, later)
    assert await kept.runs(SCOPE, day, [1, 2, 3]) == {**later, 3: first[3]}
    await kept.keep_runs(SCOPE, day, {})


async def test_a_store_without_runs_gets_them_and_keeps_its_tasks(fresh_url: str) -> None:
    database = database_of(fresh_url)
    transactions = database.transactions()
    old = {"endpoint": SCOPE[0], "env_type": SCOPE[1], "task_id": 1001, "task": '{"id": 1001}', "denied": False}

    def before(connection: Connection) -> None:
        upgrade(connection, database.shown, "0007")
        connection.execute(task_nodes.insert().values(**old))

    await transactions.write(before)
    await transactions.close()
    store = await Store.open(fresh_url)
    await store.keep_runs(SCOPE, date(2026, 11, 22), {1001: Lately(NOW, (1.5,))})
    assert await store.nodes(SCOPE, [1001]) == {1001: Node(Task(id=1001))}
    assert await store.runs(SCOPE, date(2026, 11, 22), [1001]) == {1001: Lately(NOW, (1.5,))}
    await store.close()


async def test_projects_of_a_region_share_its_calls(store: Store) -> None:
    day = date(2026, 11, 24)
    await store.count_call("ec_dw", "cn-shanghai", day, 3)
    await store.count_call("risk_mart", "cn-shanghai", day, 4)
    await store.count_call("other", "cn-beijing", day, 5)
    assert await store.calls_of_region("cn-shanghai", day) == 7
    assert await store.calls_of_region("cn-shanghai", day + timedelta(days=1)) == 0
