"""The books of a world, held against each other: what the store says, what DataWorks did, what stands in Slack.

Every operation that was confirmed ends, was created at most once, and its end stands in Slack once.
"""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.operations.acts import CallOutcome
from bot.operations.model import ENDED, Operation, Outcome, State
from bot.operations.store import Store
from bot.operations.tables import act_calls, acts, events, operations, outbox
from bot.operations.telling import again_key
from tests.faults.world import World

CREATE = "CreateWorkflowInstances"
TWICE = "perhaps_told_twice"
MISSES_AN_END = frozenset({State.REFUSED, State.NEVER_FOUND, State.CREATE_FAILED})
"""States in which DataWorks may have no instances."""


@dataclass
class Audit:
    """What was found. `duplicates`, `lost`, `stuck` and `untrue` are sentences, and none is as it must be."""

    states: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    marked: list[str] = field(default_factory=list)
    """What stands in Slack twice, and the journal says that it may: the bot could not look."""
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)

    @property
    def confirmed(self) -> int:
        """How many operations were confirmed."""
        return self.states.total()

    @property
    def troubles(self) -> list[str]:
        """Everything that is not as it must be."""
        return [
            f"{kind}: {words}" for kind in ("duplicates", "lost", "stuck", "untrue") for words in getattr(self, kind)
        ]


async def is_settled(store: Store) -> bool:
    """Whether nothing is under way and nothing is left to tell."""
    waiting = select(outbox.c.id).where(outbox.c.pending).limit(1)
    return not (await store.under_way() or await store.acts_under_way() or await store.read(waiting))


async def audited(world: World, store: Store) -> Audit:
    """Compare, once all has settled, or should have."""
    audit = Audit()
    keys = _keys(world)
    may_twice = {row["data"]["key"] for row in await store.read(select(events.c.data).where(events.c.kind == TWICE))}
    for key, count in keys.items():
        if count > 1:
            words = audit.marked if key in may_twice else audit.duplicates
            words.append(f"{key} stands {count} times in Slack")
    for row in await store.read(select(operations.c.id).where(operations.c.confirmed_at.is_not(None))):
        operation = await store.get(row["id"])
        assert operation is not None
        audit.states[operation.state.value] += 1
        await _created(world, store, operation, audit)
        _told(operation, keys, world.deleted, audit)
        _true(world, operation, audit)
    await _acted(world, store, audit)
    for row in await store.read(select(outbox).where(outbox.c.pending)):
        audit.stuck.append(f"{row['operation_id']}:{row['key']} is not told: {row['trouble']}")
    return audit


def _keys(world: World) -> Counter[str]:
    """How often each message of the outbox stands in Slack."""
    messages = world.slack.slack.workspace.messages.values()
    payloads = [(message.metadata or {}).get("event_payload") or {} for message in messages if message.by_token]
    return Counter(str(payload["key"]) for payload in payloads if "key" in payload)


async def _created(world: World, store: Store, operation: Operation, audit: Audit) -> None:
    """Each request was taken once, whatever its answer was; more often only where a person sent it again."""
    takes = sum(
        entry.taken and entry.action == CREATE and entry.parameters.get("Name") == operation.name
        for entry in world.dataworks.journal
    )
    again = select(acts.c.id).where(acts.c.operation_id == operation.id, acts.c.verb == "send_again")
    if takes > 1 + len(await store.read(again)):
        audit.duplicates.append(f"{operation.label} was created {takes} times")
    outcomes = {item.outcome for item in await store.submissions(operation.id)}
    if takes and operation.state in (State.REFUSED, State.NEVER_FOUND):
        audit.lost.append(f"{operation.label} was created and is called {operation.state}")
    if not takes and outcomes & {Outcome.TAKEN, Outcome.ADOPTED}:
        audit.untrue.append(f"{operation.label} was not created and is said to be")


def _told(operation: Operation, keys: Counter[str], deleted: set[str], audit: Audit) -> None:
    if operation.state not in ENDED:
        audit.stuck.append(f"{operation.label} is {operation.state}")
    elif not keys[f"{operation.id}:{again_key('ended', operation.reopened)}"]:
        audit.lost.append(f"the end of {operation.label} ({operation.state}) does not stand in Slack")
    if not any(key.startswith(f"{operation.id}:root") for key in {*keys, *deleted}):
        audit.lost.append(f"{operation.label} has no root message in Slack")


def _true(world: World, operation: Operation, audit: Audit) -> None:
    """What is said of the runs is what DataWorks has."""
    placed = [item for item in world.dataworks.engine.orders.values() if item.order.name == operation.name]
    counts = sum((item.instance_counts for item in placed), Counter[str]())
    succeeded = bool(counts) and counts["Success"] == counts.total()
    if operation.state is State.DONE and not succeeded:
        audit.untrue.append(f"{operation.label} is called done, and DataWorks has {dict(counts)}")
    if operation.state is State.DONE_WITH_FAILURES and succeeded:
        audit.untrue.append(f"{operation.label} is called done with failures, and everything succeeded")
    if operation.state in ENDED - MISSES_AN_END and not counts:
        audit.untrue.append(f"{operation.label} is {operation.state}, and DataWorks has no instance of it")


async def _acted(world: World, store: Store, audit: Audit) -> None:
    """Each call of an act was taken at most once, and each act has come to its end."""
    sent = Counter(
        (entry.action, label)
        for entry in world.dataworks.journal
        if entry.taken and (label := str(entry.parameters.get("Comment", "")).partition(" ")[0]).startswith("BF-")
    )
    claims: Counter[tuple[str, str]] = Counter()
    joined = (
        select(act_calls.c.action, act_calls.c.claimed_at, act_calls.c.outcome, operations.c.number)
        .join_from(act_calls, acts)
        .join(operations, acts.c.operation_id == operations.c.id)
    )
    for row in await store.read(joined):
        if row["claimed_at"] is not None:
            claims[row["action"], f"BF-{row['number']}"] += 1
            audit.acts[row["action"]] += 1
        if row["outcome"] == CallOutcome.UNKNOWN:
            audit.acts["answer lost"] += 1
    for (action, label), times in sent.items():
        if action != CREATE and times > claims[action, label]:
            audit.duplicates.append(f"{action} of {label} was taken {times} times, claimed {claims[action, label]}")
    for act in await store.acts_under_way():
        audit.stuck.append(f"{act.verb} of {act.operation_id} has not ended")
