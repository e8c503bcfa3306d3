"""What people and spreadsheets see of the store."""

import csv
import io
import json

import pytest

from bot.errors import UserError
from bot.operations import queries
from bot.operations.model import State
from bot.operations.store import Store
from bot.request.form import Form
from tests.operations.harness import ASKER, confirmed, plan_for


async def test_an_operation_is_found_as_people_call_it(store: Store) -> None:
    operation = await confirmed(store)
    for words in (operation.label, operation.label.lower(), str(operation.number), f" {operation.id} "):
        assert (await queries.find(store, words)).id == operation.id
    for words in ("BF-99", "nothing", "", "9" * 30):
        with pytest.raises(UserError, match="There is no operation"):
            await queries.find(store, words)


async def test_the_counts_come_from_the_journal(store: Store) -> None:
    operation = await confirmed(store, instances=3)
    (before,) = await queries.records(store)
    assert (before.promised, before.created, before.failed) == (3, None, None)
    await store.add_event(operation.id, "counted", data={"created": 3, "promised": 3})
    await store.set_state(operation.id, State.DONE)
    await store.add_event(
        operation.id, "ended", data={"created": 3, "succeeded": 2, "dry_runs": 0, "failed": 1, "waiting": 0}
    )
    (after,) = await queries.records(store)
    assert (after.state, after.created, after.succeeded, after.failed) == ("done", 3, 2, 1)
    assert after.ended_at is not None


async def test_details_hold_the_requests_exactly(store: Store) -> None:
    operation = await confirmed(store)
    await store.claim_submission(operation.id, 0)
    found = await queries.details(store, operation.label)
    assert operation.plan is not None
    assert [dict(item) for item in found.requests] == [item.parameters() for item in operation.plan.requests]
    assert len(found.submissions) == 1
    content = json.loads(queries.as_json(found))
    assert content["requests"][0]["Name"] == operation.name
    assert content["record"]["confirmed_at"].endswith("+00:00")


async def test_a_table_has_a_line_each_and_no_formulas(store: Store) -> None:
    operation, _ = await store.draft(ASKER, "=HYPERLINK(1)", Form(tasks=("1001",), reason='@late, "file"\n订单'))
    plan = plan_for(operation)
    await store.save_plan(operation.id, operation.form, plan)
    await store.confirm(operation.id, ASKER.user_id, plan.digest, None, "COPS")
    (line,) = csv.DictReader(io.StringIO(queries.as_csv(await queries.records(store))))
    assert (line["label"], line["text"], line["reason"]) == (operation.label, "'=HYPERLINK(1)", '\'@late, "file"\n订单')
    assert line["ranges"] == "2026-11-20..2026-11-22"
    assert line["created"] == ""
