"""The store: claims, journal, counts."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from bot.operations.database import database_of
from bot.operations.model import Outcome, State
from bot.operations.progress import FailedRun, Progress
from bot.operations.records import form_text
from bot.operations.schema import upgrade
from bot.operations.store import Store
from bot.operations.tables import metadata, operations
from bot.request.form import Form
from tests.operations.harness import ASKER, brought, confirmed

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


async def test_twenty_claims_at_once_give_one(store: Store) -> None:
    operation = await confirmed(store)
    claims = await asyncio.gather(*(store.claim_submission(operation.id, 0, NOW) for _ in range(20)))
    assert sum(claims) == 1
    assert await store.claim_submission(operation.id, 1, NOW)
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is State.SENDING


async def test_many_claims_of_many_requests_are_each_given_once(store: Store) -> None:
    several = [await confirmed(store, f"words {number}") for number in range(20)]
    claims = [store.claim_submission(item.id, 0) for item in several for _ in range(20)]
    assert sum(await asyncio.gather(*claims)) == 20


async def test_a_claim_is_given_back_only_before_an_outcome(store: Store) -> None:
    operation = await confirmed(store)
    await store.claim_submission(operation.id, 0)
    assert await store.release_submission(operation.id, 0)
    assert await store.claim_submission(operation.id, 0)
    await store.record_submission(operation.id, 0, Outcome.UNKNOWN)
    assert not await store.release_submission(operation.id, 0)
    assert not await store.claim_submission(operation.id, 0)


async def test_a_submission_keeps_what_was_known_before(store: Store) -> None:
    operation = await confirmed(store)
    big = 2**63 - 1
    await store.claim_submission(operation.id, 0, NOW)
    await store.record_submission(operation.id, 0, Outcome.TAKEN, request_id="R1", remote_operation_id="op-1")
    await store.record_submission(operation.id, 0, Outcome.TAKEN, workflow_instance_ids=[big, 2])
    (found,) = await store.submissions(operation.id)
    assert (found.request_id, found.remote_operation_id, found.workflow_instance_ids) == ("R1", "op-1", (big, 2))
    assert (found.sent_at, found.exists, found.adopted) == (NOW, True, False)


async def test_an_ended_operation_stays_as_it_ended(store: Store) -> None:
    operation = await confirmed(store)
    await brought(store, operation, State.SENDING)
    assert await store.set_state(operation.id, State.REFUSED, detail="Parallelism out of range", now=NOW)
    assert not await store.set_state(operation.id, State.RUNNING)
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.detail, found.ended_at) == (State.REFUSED, "Parallelism out of range", NOW)


async def test_who_asks_for_what_is_under_way(store: Store) -> None:
    first, second = await confirmed(store), await confirmed(store, "other words")
    await store.draft(ASKER, "a draft", first.form)
    await brought(store, first, State.DONE)
    assert [item.id for item in await store.under_way()] == [second.id]
    assert [item.id for item in await store.recent(10)] == [second.id, first.id]
    assert await store.recent(10, "UOTHER") == ()
    latest = await store.latest_of(ASKER.user_id)
    assert latest is not None
    assert latest.id == second.id


async def test_a_number_that_nobody_can_have_is_nobodys(store: Store) -> None:
    operation = await confirmed(store)
    assert await store.by_number(operation.number) == operation
    assert await store.by_number(2**63 - 1) is None
    assert await store.by_number(10**30) is None


async def test_the_root_is_found_by_its_message(store: Store) -> None:
    operation = await confirmed(store)
    await store.root_posted(operation.id, "COPS", "17.1")
    found = await store.by_root("COPS", "17.1")
    assert found is not None
    assert (found.id, found.root_channel, found.root_ts) == (operation.id, "COPS", "17.1")
    assert await store.by_root("COPS", "17.2") is None


async def test_the_journal_keeps_order_and_writes_a_key_once(store: Store) -> None:
    operation = await confirmed(store)
    await store.add_event(operation.id, "taken", data={"id": 2**60}, now=NOW, user_id="UMEI")
    written = await asyncio.gather(*(store.add_event(operation.id, "ended", key="ended", now=NOW) for _ in range(8)))
    await store.add_event(operation.id, "taken", now=NOW)
    assert sum(written) == 1
    events = await store.events(operation.id)
    assert [event.kind for event in events] == ["taken", "ended", "taken"]
    assert (events[0].data, events[0].at, events[0].user_id) == ({"id": 2**60}, NOW, "UMEI")
    assert await store.has_event(operation.id, "ended")


async def test_a_posting_is_known_by_its_key(store: Store) -> None:
    assert await store.posted("root:1") is None
    assert await store.record_posting("root:1", "COPS", "17.1")
    assert not await store.record_posting("root:1", "COPS", "17.2")
    assert await store.posted("root:1") == ("COPS", "17.1")


async def test_calls_are_counted_per_day_project_and_region(store: Store) -> None:
    day = date(2026, 11, 24)
    await asyncio.gather(*(store.count_call("ec_dw", "cn-shanghai", day) for _ in range(20)))
    await store.count_call("ec_dw", "cn-shanghai", day, 3)
    await store.count_call("ec_dw", "cn-beijing", day)
    assert await store.calls_today("ec_dw", "cn-shanghai", day) == 23
    assert await store.calls_today("ec_dw", "cn-shanghai", date(2026, 11, 25)) == 0


async def test_what_was_kept_is_there_after_opening_again(fresh_url: str) -> None:
    first = await Store.open(fresh_url)
    operation = await confirmed(first)
    await first.close()
    second = await Store.open(fresh_url)
    assert await second.get(operation.id) == operation
    await second.ping()
    await second.close()


async def test_processes_that_start_at_once_migrate_once(fresh_url: str) -> None:
    stores = await asyncio.gather(*(Store.open(fresh_url) for _ in range(5)))
    operation = await confirmed(stores[0])
    for store in stores:
        assert await store.get(operation.id) == operation
        await store.close()


async def test_the_migrations_make_the_tables_that_the_code_uses(fresh_url: str) -> None:
    await (await Store.open(fresh_url)).close()

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [item for item in compare_metadata(context, metadata) if "alembic_version" not in str(item)]

    engine = create_engine(database_of(fresh_url).url)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


async def test_a_store_of_the_first_version_is_brought_up_to_date(fresh_url: str) -> None:
    database = database_of(fresh_url)
    transactions = database.transactions()
    old = {"id": "a" * 32, "team_id": "T1", "user_id": "UMEI", "channel_id": "COPS", "locale": "zh-CN"}
    old |= {"state": "running", "text": "1001 昨天", "form": form_text(Form(tasks=("1001",)))}
    times = dict.fromkeys(("created_at", "expires_at", "confirmed_at"), NOW)

    def first_version(connection: Connection) -> None:
        upgrade(connection, database.shown, "0001")
        connection.execute(operations.insert().values(**old, **times))

    await transactions.write(first_version)
    await transactions.close()
    store = await Store.open(fresh_url)
    found = await store.get("a" * 32)
    assert found is not None
    assert (found.label, found.text, found.state, found.confirmed_at) == ("BF-1", "1001 昨天", State.RUNNING, NOW)
    assert await store.progress_of(found.id) is None
    seen = Progress(State.RUNNING, NOW, created=3)
    assert await store.save_progress(found.id, seen)
    assert await store.progress_of(found.id) == seen
    assert (await confirmed(store)).label == "BF-2"
    await store.close()


async def test_a_naive_datetime_is_refused(store: Store) -> None:
    operation = await confirmed(store)
    with pytest.raises(Exception, match="naive"):
        await store.claim_submission(operation.id, 0, datetime(2026, 11, 24))  # noqa: DTZ001


async def test_what_was_seen_last_comes_back_as_it_was(store: Store) -> None:
    operation = await confirmed(store)
    await brought(store, operation, State.RUNNING)
    assert await store.progress_of(operation.id) is None
    failure = FailedRun(1001, "订单 & <b>", 71, date(2026, 11, 23), 'ODPS-0130071: it\'s "gone"\n')
    for seen in (
        Progress(State.RUNNING, NOW, promised=7, created=7, running=7),
        Progress(
            State.RUNNING, NOW, promised=7, created=7, failed=1, failures=(failure,), next_look=NOW, day=1, days=7
        ),
    ):
        assert await store.save_progress(operation.id, seen)
        assert await store.progress_of(operation.id) == seen
    assert await store.progress_of("nobody's") is None
    assert not await store.save_progress("nobody's", seen)


async def test_the_operations_state_outranks_the_one_that_was_seen(store: Store) -> None:
    operation = await confirmed(store)
    await store.save_progress(operation.id, Progress(State.CONFIRMED, NOW, promised=7))
    await store.claim_submission(operation.id, 0)
    progress = await store.progress_of(operation.id)
    assert progress is not None
    assert (progress.state, progress.promised, progress.as_of) == (State.SENDING, 7, NOW)


async def test_an_outcome_that_was_found_out_meanwhile_is_not_overwritten(store: Store) -> None:
    operation = await confirmed(store)
    await store.claim_submission(operation.id, 0)
    await store.record_submission(operation.id, 0, Outcome.UNKNOWN)
    await store.record_submission(operation.id, 0, Outcome.ADOPTED, workflow_instance_ids=[7])
    assert not await store.record_submission(operation.id, 0, Outcome.NEVER_FOUND, instead_of=Outcome.UNKNOWN)
    (found,) = await store.submissions(operation.id)
    assert (found.outcome, found.workflow_instance_ids) == (Outcome.ADOPTED, (7,))
