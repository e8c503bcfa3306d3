"""What people and spreadsheets see of the store."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

from bot.operations import queries
from bot.operations.model import State
from bot.operations.progress import Progress
from bot.operations.store import Store
from bot.request.form import Form
from tests.operations.harness import ASKER, brought, confirmed, plan_for

SEEN = Progress(
    State.RUNNING, datetime(2026, 11, 24, 3, tzinfo=UTC), created=3, succeeded=1, dry_runs=1, failed=1, days=3
)


async def test_an_operation_is_found_as_people_call_it(store: Store) -> None:
    operation = await confirmed(store)
    for words in (operation.label, operation.label.lower(), str(operation.number), f" {operation.id} "):
        found = await queries.find(store, words)
        assert found is not None
        assert found.record.operation == operation.label
    for words in ("BF-99", "nothing", "", "9" * 30, "٣"):
        assert await queries.find(store, words) is None


async def test_the_counts_are_what_was_seen_last(store: Store) -> None:
    operation = await confirmed(store, instances=3)
    (before,) = await queries.recent(store)
    assert (before.record.promised, before.record.created, before.record.failed) == (3, None, None)
    await store.save_progress(operation.id, SEEN)
    await brought(store, operation, State.DONE_WITH_FAILURES)
    (after,) = await queries.recent(store)
    row = after.record
    assert (row.state, row.created, row.succeeded, row.dry_runs, row.failed) == ("done_with_failures", 3, 1, 1, 1)
    assert row.as_of == "2026-11-24T03:00:00+00:00"
    assert row.ended_at.endswith("+00:00")


async def test_the_requests_are_shown_exactly(store: Store) -> None:
    operation = await confirmed(store)
    found = await queries.find(store, operation.label)
    assert found is not None
    assert operation.plan is not None
    assert list(found.requests) == [item.parameters() for item in operation.plan.requests]
    assert found.requests[0]["Name"] == operation.name
    assert json.loads(json.dumps(asdict(found.record)))["confirmed_at"].endswith("+00:00")


async def test_no_cell_is_a_formula(store: Store) -> None:
    operation, _ = await store.draft(ASKER, "=HYPERLINK(1)", Form(tasks=("1001",), reason='@late, "file"\n订单'))
    plan = plan_for(operation)
    await store.save_plan(operation.id, operation.form, plan)
    await store.confirm(operation.id, ASKER.user_id, plan.digest, None, "COPS")
    (found,) = await queries.recent(store)
    cells = found.record.cells()
    assert (cells["command"], cells["reason"]) == ("'=HYPERLINK(1)", '\'@late, "file"\n订单')
    assert cells["business_dates"] == "2026-11-20..2026-11-22"
    assert cells["created"] is None
