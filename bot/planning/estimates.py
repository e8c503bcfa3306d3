"""What a walk and recent runs add to a plan: how long it would take, and what else is odd about its tasks. Pure."""

from collections.abc import Iterable
from itertools import chain

from bot.planning.history import Past
from bot.request.effect import some
from bot.request.load import Sample, estimate
from bot.request.plan import Plan
from bot.request.tasks import Task
from bot.request.tree import Node, Tree

NO_TIME = Sample(0.0, 0.0, 0.0)
"""What a task takes that is left out: its instances succeed at once."""


def estimated(plan: Plan, tree: Tree | None, past: Past) -> Plan:
    """The plan with its load, and with the tasks that are not counted, not told or without rights."""
    if plan.effect.task_ids is None:
        return plan
    ids = set(plan.effect.task_ids)
    graph = _among(ids, tree) if tree else _alone(plan.tasks, ids)
    tasks = [graph.task(id_) for id_ in plan.effect.task_ids]
    run = plan.requests[0].default_run_properties
    excluded = set((run.exclude_task_ids if run else None) or ())
    skipped = [task for task in tasks if task.id in past.skipped - excluded and task.recurrence != "Skip"]
    samples = {**past.samples, **dict.fromkeys(excluded, NO_TIME)}
    effect = plan.effect.model_copy(
        update={
            "across": some(tree.task(id_) for id_ in tree.across) if tree else plan.effect.across,
            "no_rights": some(skipped),
            "excluded": some(task for task in tasks if task.id in excluded),
        }
    )
    days = [
        sum((item.end_biz_date - item.start_biz_date).days + 1 for item in period.biz_dates)
        for period in (request.periods for request in plan.requests)
        if period
    ]
    waits = bool(run and run.run_policy and not run.run_policy.immediately)
    load = (
        None
        if waits or not days or plan.effect.denied.count
        else estimate(graph, samples, days, (run.parallelism if run else None) or 1)
    )
    return plan.model_copy(update={"effect": effect, "load": load})


def _among(ids: set[int], tree: Tree) -> Tree:
    """The tree of the chosen tasks alone; what is chosen but hangs on nothing chosen begins by itself."""
    nodes = {
        id_: Node(tree.task(id_), tuple(one for one in tree.nodes[id_].below or () if one in ids))
        for id_ in ids
        if id_ in tree.nodes
    }
    below = set(chain.from_iterable(node.below or () for node in nodes.values()))
    return Tree(tuple(id_ for id_ in tree.ids if id_ in nodes and (id_ in tree.roots or id_ not in below)), nodes)


def _alone(tasks: Iterable[Task], ids: set[int]) -> Tree:
    """Tasks of which nobody knows whether they wait for each other."""
    nodes = {task.id: Node(task, ()) for task in tasks if task.id in ids}
    return Tree(tuple(nodes), nodes)
