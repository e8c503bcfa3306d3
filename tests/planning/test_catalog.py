"""Menus of workflows, resource groups and workspaces, out of the simulated DataWorks."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.planning.catalog import Catalog, WorkflowNotFound
from bot.request.model import EnvType, InstanceType
from bot.request.requests import Target
from tests.operations.harness import Remote, client, simulated

TARGET = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")


@pytest_asyncio.fixture
async def remote() -> AsyncIterator[Remote]:
    async with simulated() as served:
        yield served


@pytest_asyncio.fixture
async def catalog(remote: Remote) -> AsyncIterator[Catalog]:
    async with client(remote.address) as dataworks:
        yield Catalog(lambda alias: dataworks)


async def test_each_type_has_its_workflows(catalog: Catalog) -> None:
    for type_, name in (
        (InstanceType.MANUAL_WORKFLOW, "wf_fix_orders"),
        (InstanceType.TRIGGER_WORKFLOW, "wf_refund_event"),
        (InstanceType.SUPPLEMENT_DATA, "wf_crm_daily"),
    ):
        assert [choice.name for choice in await catalog.workflows("", TARGET, type_)] == [name]
    assert len(await catalog.workflows("", TARGET, InstanceType.MANUAL)) == 3


async def test_a_word_is_one_workflow_or_an_error_with_those_there_are(catalog: Catalog) -> None:
    for word in ("wf_fix_orders", "700000000002", "fix"):
        assert (await catalog.workflow(word, TARGET, InstanceType.MANUAL_WORKFLOW)).id == 700000000002
    with pytest.raises(WorkflowNotFound) as missing:
        await catalog.workflow("wf_refund_event", TARGET, InstanceType.MANUAL_WORKFLOW)
    assert "wf_fix_orders (700000000002)" in str(missing.value.next_step)
    with pytest.raises(WorkflowNotFound, match="Several workflows"):
        await catalog.workflow("wf_", TARGET, InstanceType.MANUAL)


async def test_a_workflow_is_known_by_its_whole_name_or_its_id_with_what_starts_it(
    catalog: Catalog, remote: Remote
) -> None:
    words = ["wf_fix_orders", "700000000003", "wf_crm_daily", "wf_", "ods_orders_di", "7"]
    found = await catalog.named(words, TARGET)
    assert {word: (item.id, item.trigger.type) for word, item in found.items()} == {
        "wf_fix_orders": (700000000002, "Manual"),
        "700000000003": (700000000003, "TriggerWorkflow"),
        "wf_crm_daily": (700000000001, "Scheduler"),
    }
    assert [call.action for call in remote.service.journal] == ["ListWorkflows"]
    tasks = await catalog.tasks_of(found["wf_crm_daily"], TARGET)
    assert {(task.id, task.workflow_id) for task in tasks} == {(1045, 700000000001), (1046, 700000000001)}


async def test_groups_and_workspaces_are_found_by_what_is_typed(catalog: Catalog) -> None:
    groups = await catalog.resource_groups("", TARGET)
    assert [choice.name for choice in groups] == ["ec_dw_general", "ec_dw_night"]
    assert next(choice.name for choice in await catalog.resource_groups("night", TARGET)) == "ec_dw_night"
    assert "10002" in [choice.id for choice in await catalog.projects("risk", "ec_dw")]


async def test_a_list_is_read_once(catalog: Catalog, remote: Remote) -> None:
    for typed in ("", "g", "ge", "gen"):
        await catalog.resource_groups(typed, TARGET)
    assert [call.action for call in remote.service.journal].count("ListResourceGroups") == 1
