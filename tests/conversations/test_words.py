"""Questions, refusals, gates, the form, languages: everything before Confirm."""

import pytest

from bot.playground.person import Person
from tests.conversations.conftest import DataWorks, Playground

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_question_with_two_readings(oskar: Person) -> None:
    await oskar.says('/backfill 1001 2/3 --reason "which order"')
    question = await oskar.sees("One thing to settle; nothing has run.", only_to_me=True)
    await question.choose("Tue 3 Feb 2026")
    await question.press("Continue")
    await question.sees("Preview BF-")
    assert "Tue 3 Feb 2026" in question.text
    await question.press("Copy as command")
    copied = await oskar.sees("Send this line")
    assert "2026-02-03" in copied.text
    await copied.close()
    await question.press("Cancel")


async def test_a_name_that_fits_several_tasks_asks_which(oskar: Person) -> None:
    await oskar.says("/backfill dwd_orders yesterday")
    question = await oskar.sees("Which task is", only_to_me=True)
    await question.choose("dwd_orders_di (1001)")
    await question.press("Continue")
    await question.sees("Preview BF-")
    assert "dwd_orders_di (1001)" in question.text
    await question.press("Cancel")


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("/backfill 1001 fri nextish", "nextish"),
        ("/backfill 1001", "Say which days"),
        ("/backfill 1001 yesterday --resaon x", "--reason"),
        ("/backfill 1001 yesterday --exclude 1002 1003", "left over"),
        ("/backfill 1001 yesterday --priority 8", "Priority (Priority) is not for supplement-data"),
        ("/backfill 1001,1002 yesterday --mode general", "exactly 1 task"),
        ("/backfill 999999 yesterday", "999999"),
        ("/backfill dwd_ordres_di yesterday", "dwd_orders_di"),
        ("/backfill 1001 Apr 31", "30"),
        ("/backfill 1001 yesterday --project nope", "nope"),
        ("/backfill 1001,1002 yesterday with downstream", "one task"),
        ("/backfill 1001 <!channel> yesterday", "channel"),
    ],
)
async def test_a_refusal_names_the_word_and_opens_the_form(oskar: Person, command: str, named: str) -> None:
    await oskar.says(command)
    refusal = await oskar.sees(named, only_to_me=True)
    assert "Open form" in refusal.buttons
    assert "Traceback" not in refusal.text


async def test_the_form_opens_filled_and_previews(oskar: Person) -> None:
    await oskar.says('/backfill 1001 fri nextish --reason "from a refusal"')
    refusal = await oskar.sees("nextish", only_to_me=True)
    await refusal.press("Open form")
    form = await oskar.sees("from a refusal")
    await form.fill("Business dates", "last 3 days")
    await form.sees("3 days")
    assert await form.submit() == {}
    preview = await oskar.sees("Preview BF-", only_to_me=True)
    assert "from a refusal" in preview.text
    await preview.press("Cancel")


async def test_the_form_alone(oskar: Person) -> None:
    await oskar.says("/backfill")
    form = await oskar.sees("Business dates")
    assert set(await form.submit()) == {"tasks", "phrase_0"}
    assert any("dws_trade_1d" in label for label in await form.suggestions("Tasks", "trade"))
    assert any("(1003)" in label for label in await form.suggestions("Tasks", "1003"))
    await form.pick("Tasks", "dwd_orders_di (1001)", typing="orders")
    await form.fill("Business dates", "2/3")
    await form.sees("Which one?")
    assert "phrase_0" in await form.submit()
    await form.choose("Tue 3 Feb 2026")
    await form.sees("= Tue 3 Feb 2026")
    assert await form.submit() == {}
    preview = await oskar.sees("Preview BF-", only_to_me=True)
    assert "Tue 3 Feb 2026" in preview.text
    await preview.press("Edit")
    again = await oskar.sees("New backfill")
    await again.sees("dwd_orders_di (1001)")
    await again.close()
    await preview.press("Cancel")


async def test_picked_dates_become_the_phrase(oskar: Person) -> None:
    await oskar.says("/backfill")
    form = await oskar.sees("Business dates")
    await form.pick("or pick: from", "2026-11-02")
    await form.sees("Mon 2 Nov 2026")
    await form.pick("to", "2026-11-04")
    await form.sees("3 days")
    await form.close()


async def test_the_analyst_may_not_backfill_prod_and_is_offered_dev(mei: Person, dataworks: DataWorks) -> None:
    await mei.says('/backfill 1001 yesterday --reason "from an analyst"')
    refusal = await mei.sees("PROD_ALLOWED", only_to_me=True)
    assert mei.user in refusal.text
    await refusal.press("Use Dev")
    await refusal.sees("Preview BF-")
    assert "DEV" in refusal.text
    await refusal.press("Confirm")
    await mei.sees("Sent to DataWorks", in_thread=True)
    (sent,) = await dataworks.created("from an analyst")
    assert sent["EnvType"] == "Dev"


@pytest.mark.parametrize(("name", "channel"), [("Gus Guest", "data-ops"), ("Eve External", "partner")])
async def test_guests_and_strangers_are_refused(playground: Playground, name: str, channel: str) -> None:
    async with Person(playground.addresses.slack, name, channel=channel) as person:
        await person.says("/backfill 1001 yesterday")
        refusal = await person.sees("workspace", only_to_me=True)
        assert "Confirm" not in refusal.buttons


async def test_a_private_channel_without_the_bot_goes_on_in_a_direct_message(oskar: Person) -> None:
    oskar.goes_to("dw-private")
    await oskar.says('/backfill 1001 12 days ago --reason "from a private channel"')
    preview = await oskar.sees("I am not in this channel", only_to_me=True)
    await preview.press("Confirm, follow in a direct message")
    await preview.sees("I tell the rest in a direct message")
    oskar.goes_to("dm")
    await oskar.sees("is done: 1 of 1 succeeded", in_thread=True, within=20)
    oskar.goes_to("data-ops")


async def test_drafts_are_found_resumed_and_discarded(oskar: Person) -> None:
    await oskar.says('/backfill 1001 13 days ago --reason "left lying"')
    await oskar.sees("left lying", only_to_me=True)
    await oskar.reloads()
    await oskar.says("/backfill drafts")
    drafts = await oskar.sees("Your open drafts", only_to_me=True)
    await drafts.press("Resume", near="13 days ago")
    await oskar.sees("Preview BF-", only_to_me=True)
    await drafts.press("Discard", near="13 days ago")
    await drafts.sees("was cancelled; nothing was sent")


async def test_status_list_and_help(oskar: Person) -> None:
    await oskar.says("/backfill help")
    assert "/backfill status" in (await oskar.sees("A business date is the day", only_to_me=True)).text
    await oskar.says('/backfill 1001 21 days ago --reason "to be listed"')
    preview = await oskar.sees("to be listed", only_to_me=True)
    label = preview.text.split()[1]
    await preview.press("Confirm")
    await preview.sees(f"Confirmed {label}")
    await oskar.says("/backfill help options")
    everything = await oskar.sees("--tag-creation-policy", only_to_me=True)
    assert "--data-source" in everything.text
    await oskar.says("/backfill help --Order")
    one = await oskar.sees("--order asc|desc", only_to_me=True)
    assert "Newest first" in one.text
    assert "not verified, for manual-workflow" in one.text
    await oskar.says("/backfill list")
    assert label in (await oskar.sees("Latest operations", only_to_me=True)).text
    await oskar.says("/backfill status BF-99999")
    await oskar.sees("There is no operation BF-99999", only_to_me=True)


async def test_chinese(oskar: Person) -> None:
    await oskar.speaks("zh-CN")
    try:
        await oskar.says('/backfill 1001 上周一到周三 --reason "迟到的文件"')
        preview = await oskar.sees("迟到的文件", only_to_me=True)
        assert "预览" in preview.text
        assert "周一" in preview.text
        assert "业务日期" in preview.text
        await preview.press("取消")
    finally:
        await oskar.speaks("en-US")


async def test_home(oskar: Person) -> None:
    home = await oskar.opens_home()
    assert "My operations" in home.text
    await home.press("New backfill")
    form = await oskar.sees("Channel for the thread")
    await form.close()
