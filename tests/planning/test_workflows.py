"""Workflows that are named by their id, before a preview: there or not, of which kind, and when nobody can tell."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.errors import UserError
from bot.planning import workflows
from bot.planning.catalog import Catalog, WorkflowNotFound
from bot.planning.planner import Planned, Planner
from bot.planning.snapshots import Memory
from bot.planning.spending import Budget
from bot.planning.tasks import TaskDirectory
from bot.planning.workflows import WrongWorkflow
from bot.request.form import Form
from bot.request.model import InstanceType
from bot.settings import Settings
from tests.planning.conftest import PROJECTS, TARGET, Clock, Simulated, Spent

SCHEDULED, MANUAL, EVENT = 700000000001, 700000000002, 700000000003
RUNS = {
    InstanceType.SUPPLEMENT_DATA: SCHEDULED,
    InstanceType.MANUAL_WORKFLOW: MANUAL,
    InstanceType.TRIGGER_WORKFLOW: EVENT,
}


@pytest.fixture
def catalog(simulated: Simulated) -> Catalog:
    return Catalog(simulated.remote)


@pytest.fixture
async def planner(
    simulated: Simulated, catalog: Catalog, snapshots: Memory, clock: Clock, spent: Spent
) -> AsyncIterator[Planner]:
    directory = TaskDirectory(simulated.remote, snapshots, clock)
    yield Planner(Settings(projects=PROJECTS), directory, clock, budget=Budget(spent, 100), catalog=catalog)
    await directory.lists.aclose()


async def planned(planner: Planner, type_: InstanceType, workflow: object, **form: Any) -> Planned:
    tasks = ("1001",) if type_ in (InstanceType.SUPPLEMENT_DATA, InstanceType.SMOKE_TEST) else ()
    said = {"tasks": tasks, "phrase": "yesterday", "type": type_, "workflow": str(workflow), **form}
    found = await planner.plan(Form(**said), "BF-1-abc")
    assert isinstance(found, Planned)
    return found


def unsure(plan: Planned) -> list[str]:
    return [str(text) for text in plan.warnings if str(text).startswith("Not looked up")]


@pytest.mark.parametrize("type_", RUNS)
async def test_the_workflow_that_a_type_runs_is_previewed_for_one_call(
    simulated: Simulated, planner: Planner, type_: InstanceType
) -> None:
    plan = await planned(planner, type_, RUNS[type_])
    assert unsure(plan) == []
    assert plan.plan.requests[0].workflow_id == RUNS[type_]
    assert simulated.calls.count("GetWorkflow") == 1
    assert "ListWorkflows" not in simulated.calls


@pytest.mark.parametrize("type_", RUNS)
async def test_an_id_that_is_none_is_refused_with_those_of_the_type(planner: Planner, type_: InstanceType) -> None:
    with pytest.raises(WorkflowNotFound, match=r"^There is no workflow 77 in ec_dw/Prod\.") as refused:
        await planned(planner, type_, 77)
    assert f"({RUNS[type_]})" in str(refused.value.next_step)
    assert str(refused.value.next_step).count("(") == 1, "the others would be refused in turn"


@pytest.mark.parametrize(
    ("type_", "workflow", "kind", "option"),
    [
        (InstanceType.TRIGGER_WORKFLOW, MANUAL, "a manual workflow", "--type manual-workflow"),
        (InstanceType.SUPPLEMENT_DATA, MANUAL, "a manual workflow", "--type manual-workflow"),
        (InstanceType.MANUAL_WORKFLOW, EVENT, "an event-triggered workflow", "--type trigger-workflow"),
        (InstanceType.MANUAL_WORKFLOW, SCHEDULED, "a scheduled workflow", "--type supplement-data"),
    ],
)
async def test_a_workflow_of_another_kind_is_refused_with_the_type_that_fits(
    planner: Planner, type_: InstanceType, workflow: int, kind: str, option: str
) -> None:
    with pytest.raises(WrongWorkflow, match=rf"\({workflow}\) is {kind}; ") as refused:
        await planned(planner, type_, workflow)
    assert str(refused.value.next_step) == f"Ask for it with {option}."


@pytest.mark.parametrize("workflow", [SCHEDULED, MANUAL, EVENT])
async def test_types_that_run_tasks_take_any_kind(planner: Planner, workflow: int) -> None:
    assert unsure(await planned(planner, InstanceType.MANUAL, workflow, tasks=("1041",))) == []
    with pytest.raises(WorkflowNotFound):
        await planned(planner, InstanceType.MANUAL, 77, tasks=("1041",))


async def test_a_workflow_of_another_workspace_is_none_of_this_one(planner: Planner) -> None:
    with pytest.raises(WorkflowNotFound, match="in risk_mart/Prod") as refused:
        await planned(planner, InstanceType.MANUAL_WORKFLOW, MANUAL, project="risk_mart")
    assert str(refused.value.next_step) == f"{MANUAL} is a workflow of project 10001."


async def test_ids_are_compared_with_those_that_are_near(catalog: Catalog) -> None:
    with pytest.raises(UserError) as refused:
        await workflows.not_looked_up(catalog, 700000000004, TARGET, InstanceType.MANUAL, None)
    assert str(refused.value.next_step).count("(70000000000") == 3


async def test_a_list_that_was_read_lately_saves_the_call(
    simulated: Simulated, catalog: Catalog, planner: Planner
) -> None:
    await catalog.workflows("", TARGET, InstanceType.MANUAL_WORKFLOW)
    await planned(planner, InstanceType.MANUAL_WORKFLOW, MANUAL)
    assert "GetWorkflow" not in simulated.calls
    with pytest.raises(WorkflowNotFound):
        await planned(planner, InstanceType.MANUAL_WORKFLOW, 77)
    assert simulated.calls.count("GetWorkflow") == 1, "what is not in the list may be newer than it"


@pytest.mark.parametrize(
    ("fault", "told"), [("access_denied", "DataWorks said no"), ("error_500", "DataWorks does not answer")]
)
async def test_what_cannot_be_looked_up_is_previewed_and_says_so(
    simulated: Simulated, planner: Planner, fault: str, told: str
) -> None:
    simulated.service.faults.switch(fault, {"action": "GetWorkflow"})
    plan = await planned(planner, InstanceType.MANUAL_WORKFLOW, 5)
    (sentence,) = unsure(plan)
    assert sentence.startswith(f"Not looked up: workflow 5. The id is sent as it is. {told}")
    assert plan.plan.requests[0].workflow_id == 5


async def test_an_answer_is_not_awaited_for_ever(
    simulated: Simulated, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "LOOKUP_SECONDS", 0.1)
    simulated.service.faults.switch("slow_ms", {"milliseconds": 2000, "action": "GetWorkflow"})
    (sentence,) = unsure(await planned(planner, InstanceType.MANUAL_WORKFLOW, 5))
    assert sentence.endswith("DataWorks did not answer within 0.1 seconds.")


async def test_nearest_ids_that_do_not_come_leave_the_refusal(simulated: Simulated, planner: Planner) -> None:
    simulated.service.faults.switch("access_denied", {"action": "ListWorkflows"})
    with pytest.raises(WorkflowNotFound, match="no workflow 5") as refused:
        await planned(planner, InstanceType.MANUAL_WORKFLOW, 5)
    assert str(refused.value.next_step).startswith("DataWorks says: ")


async def test_with_few_calls_left_nothing_is_asked(simulated: Simulated, planner: Planner, spent: Spent) -> None:
    spent.calls = 88
    plan = await planned(planner, InstanceType.MANUAL_WORKFLOW, 5)
    assert unsure(plan) == ["Not looked up: workflow 5, 12 calls left today. The id is sent as it is."]
    assert simulated.calls == []


async def test_tasks_outside_of_workflows_cost_no_call_more(simulated: Simulated, planner: Planner) -> None:
    await planned(planner, InstanceType.SUPPLEMENT_DATA, 1)
    named = list(simulated.calls)
    simulated.forget_calls()
    await planner.plan(Form(tasks=("1001",), phrase="yesterday"), "BF-1-abc")
    assert named == simulated.calls == ["GetTask"]
