"""Whole plans against the simulated DataWorks: effect, load, digests, calls, and what a small budget leaves out."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot.dataworks import api, midnight_ms
from bot.errors import UserError
from bot.planning.catalog import Catalog
from bot.planning.downstream import Downstream
from bot.planning.environments import Environments
from bot.planning.history import History
from bot.planning.planner import Planned, Planner, TaskQuestion, Unsettled
from bot.planning.settling import PhraseQuestion
from bot.planning.snapshots import Memory
from bot.planning.spending import Budget
from bot.planning.tasks import TaskDirectory
from bot.planning.telling import cut_short
from bot.playground.dataworks.world import with_a_past
from bot.request.form import Form
from bot.request.model import EnvType, Mode
from bot.settings import Settings
from bot.slack.views.effect import downstream
from tests.planning.conftest import PROJECTS, Clock, Simulated, Spent

WEEK = "2026-11-16..2026-11-22"


@pytest.fixture
async def planner(simulated: Simulated, snapshots: Memory, clock: Clock, spent: Spent) -> AsyncIterator[Planner]:
    clock.now = clock.now.replace(hour=1)
    directory = TaskDirectory(simulated.remote, snapshots, clock, {"nightly": ("1001", "dws_trade_*")})
    downstream = Downstream(simulated.remote, snapshots, clock)
    yield Planner(
        Settings(projects=PROJECTS),
        directory,
        clock,
        downstream=downstream,
        history=History(simulated.remote, snapshots, clock),
        budget=Budget(spent, 100),
        catalog=Catalog(simulated.remote),
        environments=Environments(simulated.remote),
    )
    await downstream.aclose()
    await directory.lists.aclose()


async def planned(planner: Planner, **form: Any) -> Planned:
    found = await planner.plan(Form(**{"tasks": ("1001",), "phrase": WEEK, **form}), "BF-1-abc", patience=30)
    assert isinstance(found, Planned)
    return found


def said(plan: Planned) -> str:
    return " | ".join(map(str, (*plan.warnings, *plan.small_print)))


async def test_downstream_is_counted_with_its_projects(simulated: Simulated, planner: Planner) -> None:
    found = await planned(planner, tasks=("1005",), downstream=True)
    world = simulated.service.engine.world
    reached = world.reached_from([1005])
    assert set(found.plan.effect.task_ids or ()) == set(reached)
    cycles = [cron.cycles_a_day for id_ in reached if (cron := world.tasks[id_].cron)]
    assert found.plan.instances == 7 * sum(cycles)
    assert {share.name for share in found.plan.effect.projects} == {"ec_dw", "risk_mart"}
    assert found.plan.project_ids == (10001, 10002)
    assert "calls to DataWorks" in said(found)


async def test_excluded_projects_and_chains_decide_what_runs(simulated: Simulated, planner: Planner) -> None:
    world = simulated.service.engine.world
    without = await planned(planner, tasks=("1005",), downstream=True, exclude_projects=("risk_mart",))
    assert set(without.plan.effect.task_ids or ()) == {
        id_ for id_ in world.reached_from([1005]) if world.tasks[id_].project == 10001
    }
    chain = await planned(planner, tasks=("1005", "1003"), mode=Mode.CHAIN)
    between = {id_ for id_ in world.reached_from([1005]) if 1003 in world.reached_from([id_])}
    assert set(chain.plan.effect.task_ids or ()) == between


@pytest.mark.parametrize(
    ("ends", "sentence", "step"),
    [
        (
            ("1001", "1002"),
            "Nothing leads from dwd_orders_di (1001) to dwd_refunds_di (1002).",
            "Name a task and one downstream of it; without --mode chain these two run by themselves.",
        ),
        (
            ("1038", "1001"),
            "Nothing leads from ads_weekly_report_1w (1038) to dwd_orders_di (1001).",
            "The other way round there is a chain: 1001,1038 --mode chain",
        ),
    ],
)
async def test_a_chain_without_a_way_is_refused(
    planner: Planner, ends: tuple[str, str], sentence: str, step: str
) -> None:
    with pytest.raises(UserError) as refusal:
        await planned(planner, tasks=ends, mode=Mode.CHAIN)
    assert (str(refusal.value.text), str(refusal.value.next_step)) == (sentence, step)


async def test_a_chain_that_could_not_be_walked_is_not_known(
    simulated: Simulated, planner: Planner, spent: Spent
) -> None:
    spent.calls = 100
    cut = await planned(planner, tasks=("1001", "1002"), mode=Mode.CHAIN)
    assert (cut.plan.instances, cut.plan.effect.tasks) == (None, None)
    spent.calls = 0
    simulated.service.faults.switch("access_denied", {"action": "ListDownstreamTasks", "remaining": 1})
    denied = await planned(planner, tasks=("1001", "1002"), mode=Mode.CHAIN)
    assert denied.plan.instances is None
    assert "DataWorks does not tell what is downstream of dwd_orders_di" in said(denied)


async def test_what_is_not_told_makes_the_number_not_known(simulated: Simulated, planner: Planner) -> None:
    simulated.service.faults.switch("access_denied", {"action": "ListDownstreamTasks", "remaining": 1})
    found = await planned(planner, tasks=("1005",), downstream=True)
    assert found.plan.instances is None
    assert found.plan.load is None
    assert "DataWorks does not tell what is downstream of ods_orders_di: no rights there." in said(found)
    assert str(downstream(found.plan.effect)) == "+ at least 0 downstream"


async def test_a_task_of_another_workspace_can_be_left_out(simulated: Simulated, planner: Planner) -> None:
    world = simulated.service.engine.world
    other = next(id_ for id_ in world.reached_from([1005]) if world.tasks[id_].project == 10002)
    whole = await planned(planner, tasks=("1005",), downstream=True)
    simulated.forget_calls()
    found = await planned(planner, tasks=("1005",), downstream=True, exclude_tasks=(str(other),))
    assert simulated.calls == ["GetTask"], "what was met downstream is not asked again"
    assert found.plan.effect.excluded.names == (world.tasks[other].name,)
    assert found.plan.instances == whole.plan.instances, "what is left out gets instances that do nothing"
    assert found.plan.effect_digest == whole.plan.effect_digest
    assert found.plan.digest != whole.plan.digest


async def test_hourly_tasks_of_a_pattern_are_asked_whether_they_wait_for_themselves(
    simulated: Simulated, planner: Planner
) -> None:
    world = simulated.service.engine.world
    waiting = next(
        task
        for task in world.tasks.values()
        if task.id in task.previous and "/1" in task.cron_text and task.project == 10001
    )
    found = await planned(planner, tasks=(f"{waiting.name[:-1]}*",))
    assert waiting.name in found.plan.effect.one_by_one.names
    assert "its runs of a day go one by one" in said(found)
    simulated.forget_calls()
    await planned(planner, tasks=(f"{waiting.name[:-1]}*",))
    assert "GetTask" not in simulated.calls


async def test_parameters_for_all_go_to_what_runs(simulated: Simulated, planner: Planner) -> None:
    found = await planned(
        planner, tasks=("1005",), downstream=True, task_parameters=(("*", "region=eu"),), exclude_tasks=("1003",)
    )
    sent = found.plan.requests[0].task_parameters or ""
    assert '"1005"' in sent
    assert '"1003"' not in sent


async def test_the_two_digests_move_for_themselves(simulated: Simulated, planner: Planner) -> None:
    first = (await planned(planner, tasks=("1005",), downstream=True)).plan
    same = (await planned(planner, tasks=("1005",), downstream=True)).plan
    assert (same.request_digest, same.effect_digest, same.digest) == (
        first.request_digest,
        first.effect_digest,
        first.digest,
    )
    other = (await planned(planner, tasks=("1005",), downstream=True, reason="other")).plan
    assert other.effect_digest == first.effect_digest
    assert other.request_digest != first.request_digest
    simulated.change(1009, upstream=[1005])
    form = Form(tasks=("1005",), phrase=WEEK, downstream=True)
    moved = await planner.plan(form, "BF-1-abc", checked=True, patience=30)
    assert isinstance(moved, Planned)
    assert moved.plan.request_digest == first.request_digest
    assert moved.plan.effect_digest != first.effect_digest
    assert moved.plan.digest != first.digest


async def test_load_comes_from_recent_runs(simulated: Simulated, planner: Planner, clock: Clock) -> None:
    unknown = await planned(planner)
    assert unknown.plan.load is None
    today = clock.now.astimezone().date()
    await _run(simulated, 1001, today - timedelta(days=3), today - timedelta(days=2))
    clock.forward(minutes=11)
    found = await planned(planner, parallelism=2)
    seconds = simulated.service.world.tasks[1001].seconds
    assert found.plan.load is not None
    assert found.plan.load.low <= found.plan.load.middle <= found.plan.load.high
    assert 0.3 * seconds * 4 < found.plan.load.middle < 3 * seconds * 4
    simulated.forget_calls()
    await planned(planner)
    assert "ListTaskInstances" not in simulated.calls, "what recent runs told is kept"


async def test_recent_runs_are_asked_anew_when_they_are_old_and_serve_when_no_calls_are_left(
    simulated: Simulated, planner: Planner, clock: Clock, spent: Spent
) -> None:
    today = clock.now.astimezone().date()
    await _run(simulated, 1001, today - timedelta(days=4), today - timedelta(days=2))
    first = await planned(planner)
    assert "recent runs read" not in said(first)
    clock.forward(hours=5)
    simulated.forget_calls()
    kept = await planned(planner)
    assert "ListTaskInstances" not in simulated.calls
    assert "recent runs read 5 h ago" in said(kept)
    clock.forward(hours=2)
    spent.calls = 85
    simulated.forget_calls()
    few = await planned(planner)
    assert simulated.calls == []
    assert few.plan.load == first.plan.load
    assert "recent runs read 7 h ago" in said(few)
    spent.calls = 0
    anew = await planned(planner)
    assert simulated.calls.count("ListTaskInstances") == 3
    assert "recent runs read" not in said(anew)


async def test_recent_runs_that_cannot_be_asked_are_those_of_earlier(
    simulated: Simulated, planner: Planner, clock: Clock
) -> None:
    today = clock.now.astimezone().date()
    await _run(simulated, 1001, today - timedelta(days=4), today - timedelta(days=2))
    first = await planned(planner)
    clock.forward(hours=7)
    simulated.service.faults.switch("access_denied", {"action": "ListTaskInstances", "remaining": 3})
    refused = await planned(planner)
    assert refused.plan.load == first.plan.load
    assert "recent runs read 7 h ago" in said(refused)


@pytest.mark.parametrize("scheduled", [False, True], ids=["backfills alone", "its schedule runs it too"])
async def test_dry_runs_of_earlier_backfills_are_learned(
    simulated: Simulated, planner: Planner, clock: Clock, *, scheduled: bool
) -> None:
    world = simulated.service.engine.world
    if scheduled:
        simulated.service.engine.live_in(with_a_past(world))
    locked = next(task for task in world.tasks.values() if not task.rights and task.upstream)
    root = locked.upstream[0]
    asked = {"tasks": (str(root),), "downstream": True, "project": str(world.tasks[root].project)}
    before = await planned(planner, **asked)
    assert "No rights there" not in said(before)
    today = clock.now.astimezone().date()
    await _run(simulated, root, today - timedelta(days=2), today - timedelta(days=2), mode="AllDownstream")
    clock.forward(hours=7)
    after = await planned(planner, **asked)
    assert "No rights there, as earlier runs show" in said(after)
    assert locked.name in said(after)
    assert after.plan.digest == before.plan.digest, "what is only worth a warning is in no digest"
    if scheduled:
        day = midnight_ms(today - timedelta(days=2), simulated.service.world.zone)
        page = await api.list_task_instances(simulated.dataworks, locked.project, day, task_ids=[locked.id])
        kinds = {(item.workflow_instance_type, item.is_dry_run) for item in page.items}
        assert kinds == {("SupplementData", True), ("Normal", False)}

    simulated.change(locked.id, rights=True)
    await _run(simulated, root, today - timedelta(days=3), today - timedelta(days=3), mode="AllDownstream")
    clock.forward(hours=7)
    granted = await planned(planner, **asked)
    assert "No rights there" not in said(granted), "a backfill really ran it"


async def test_a_preview_does_not_wait_for_a_long_walk(simulated: Simulated, planner: Planner) -> None:
    simulated.service.faults.switch("slow_ms", {"milliseconds": 400, "action": "ListDownstreamTasks"})
    form = Form(tasks=("1005",), phrase=WEEK, downstream=True)
    first = await planner.plan(form, "BF-1-abc", patience=0.1)
    assert isinstance(first, Planned)
    assert first.pending is not None
    assert first.plan.instances is None
    assert "decided by DataWorks" not in said(first), "it is being read, and filled in"
    assert "was not read to its end" in str(cut_short(first.pending)), "where nothing is filled in"
    await first.pending.wait()
    filled = await planner.plan(form, "BF-1-abc", patience=0.1)
    assert isinstance(filled, Planned)
    assert filled.pending is None
    assert filled.plan.instances
    assert filled.plan.request_digest == first.plan.request_digest


async def test_a_small_budget_leaves_out_the_tree_and_says_so(
    simulated: Simulated, planner: Planner, spent: Spent
) -> None:
    spent.calls = 75
    short = await planned(planner, tasks=("1005",), downstream=True)
    assert len(simulated.calls) <= 5
    assert short.plan.instances is None
    assert "What is downstream is not looked up, 25 calls left today." in said(short)
    spent.calls = 88
    simulated.forget_calls()
    cached = await planned(planner, tasks=("1005",), downstream=True)
    assert simulated.calls == []
    assert cached.plan.tasks[0].name == "ods_orders_di"
    assert "Not looked up, 12 calls left today." in said(cached)
    assert cached.plan.requests == short.plan.requests


async def test_yesterdays_snapshot_serves_when_no_calls_are_left(
    simulated: Simulated, planner: Planner, spent: Spent, clock: Clock
) -> None:
    whole = await planned(planner, tasks=("1005",), downstream=True)
    spent.calls = 95
    clock.forward(hours=3)
    simulated.forget_calls()
    cached = await planned(planner, tasks=("1005",), downstream=True)
    assert simulated.calls == []
    assert cached.plan.effect_digest == whole.plan.effect_digest
    assert "as it was read earlier; not looked up, 5 calls left today" in said(cached)
    assert "downstream read 3 h ago" in said(cached)
    assert "changes looked up now" not in said(cached)


async def test_a_workspace_without_dev_is_refused(planner: Planner) -> None:
    with pytest.raises(UserError, match="risk_mart has no Dev environment"):
        await planned(planner, project="risk_mart", env_type=EnvType.DEV)


async def test_words_that_are_open_are_asked_about_or_refused(planner: Planner) -> None:
    asked = await planner.plan(Form(tasks=("dwd_orders",), phrase=WEEK), "BF-1-abc")
    assert isinstance(asked, Unsettled)
    (question,) = asked.questions
    assert isinstance(question, TaskQuestion)
    assert not isinstance(question, PhraseQuestion)
    with pytest.raises(UserError, match="Several tasks fit dwd_orders"):
        await planned(planner, exclude_tasks=("dwd_orders",))
    many = await planned(planner, tasks=("@nightly",))
    assert [task.name for task in many.plan.tasks] == ["dwd_orders_di", "dws_trade_1d"]


async def _run(simulated: Simulated, task: int, first: date, last: date, mode: str = "General") -> None:
    """A backfill that ran to its end in the simulated DataWorks."""
    await api.create_workflow_instances(
        simulated.dataworks,
        {
            "ProjectId": simulated.service.world.tasks[task].project,
            "EnvType": "Prod",
            "WorkflowId": 1,
            "Name": f"earlier {task}",
            "Type": "SupplementData",
            "Periods": {"BizDates": [{"StartBizDate": first.isoformat(), "EndBizDate": last.isoformat()}]},
            "DefaultRunProperties": {
                "Mode": mode,
                "RootTaskIds": [task],
                "Analysis": {"Enabled": True, "Blocked": True},
                "Parallelism": 2,
                "Order": "Asc",
                "RunPolicy": {"Type": "Daily", "StartTime": "00:00:00", "EndTime": "23:59:59", "Immediately": True},
            },
        },
    )
    simulated.service.engine.advance()
    simulated.service.clock.advance(48 * 3600)
    simulated.service.engine.advance()
    zone = simulated.service.world.zone
    project = simulated.service.world.tasks[task].project
    page = await api.list_task_instances(simulated.dataworks, project, midnight_ms(last, zone))
    assert page.total_count
