"""Nothing is sent that was not shown; what cannot be looked up is previewed and said."""

import pytest

from bot.playground.person import Person
from tests.conversations.conftest import DataWorks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_older_preview_of_a_draft_sends_nothing(oskar: Person, dataworks: DataWorks) -> None:
    command = '/backfill 1001 2026-10-05 --reason "two previews"'
    await oskar.says(command)
    first = await oskar.sees("two previews", only_to_me=True)
    await oskar.says(command)
    second = await oskar.sees("two previews", only_to_me=True)
    await second.press("Edit")
    form = await oskar.sees("New backfill", only_to_me=True)
    await form.sees("Business dates")
    await form.fill("Business dates", "2026-10-01..2026-10-03")
    assert await form.submit() == {}
    await second.sees("Thu 1 - Sat 3 Oct 2026")
    await first.press("Confirm")
    await first.sees("That preview was an earlier one of BF-")
    assert "Thu 1 - Sat 3 Oct 2026" in first.text
    assert await dataworks.created("two previews") == []
    await first.press("Cancel")


async def test_two_forms_are_two_drafts(oskar: Person, dataworks: DataWorks) -> None:
    shown = []
    for number in (1, 2):
        await oskar.says("/backfill")
        form = await oskar.sees("Business dates", only_to_me=True)
        await form.pick("Tasks", "dwd_orders_di", typing="dwd_orders")
        await form.fill("Business dates", f"2026-10-0{number}")
        await form.fill("Reason", f"form {number}")
        assert await form.submit() == {}
        shown.append(await oskar.sees("Preview BF-", only_to_me=True))
        assert f"form {number}" in shown[-1].text
    await shown[0].press("Confirm")
    await oskar.sees("is done", in_thread=True, within=60)
    assert len(await dataworks.created("form 1")) == 1
    assert await dataworks.created("form 2") == []
    await shown[1].press("Cancel")


@pytest.mark.parametrize("fault", ["access_denied", "html_500", "throttle"])
async def test_a_task_that_cannot_be_looked_up_is_previewed(oskar: Person, dataworks: DataWorks, fault: str) -> None:
    await dataworks.set("faults", **{fault: {"action": "GetTask"}})
    try:
        await oskar.says(f'/backfill 1006 2 days ago --reason "blind {fault}"')
        preview = await oskar.sees(f"blind {fault}", only_to_me=True, within=30)
    finally:
        await dataworks.set("faults", **{fault: False})
    assert "1006" in preview.text
    assert "⚠" in preview.text
    assert preview.offers("Confirm")
    await preview.press("Cancel")


async def test_dates_picked_backwards_are_refused_not_turned(oskar: Person) -> None:
    await oskar.says("/backfill")
    form = await oskar.sees("Business dates", only_to_me=True)
    await form.fill("or pick: from", "2026-11-10")
    await form.fill("to", "2026-11-02")
    await form.sees("2026-11-10..2026-11-02")
    await form.sees("⚠")
    await form.close()


async def test_a_refusal_stands_in_the_form_that_was_opened(playground: object, dataworks: DataWorks) -> None:
    from tests.conversations.conftest import Playground

    assert isinstance(playground, Playground)
    async with Person(playground.addresses.slack, "Gus Guest") as guest:
        await guest.says("/backfill")
        form = await guest.sees("New backfill", only_to_me=True)
        await form.sees("Guests may not ask for backfills")
