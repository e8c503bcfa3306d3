"""Messages and views as a person reads them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.playground.mrkdwn import Reader, plain
from bot.playground.transcript import Sight

Json = Any
READER = Reader({"U1": "Mei Chen", "C1": "data-ops"}, "Asia/Shanghai")


def text(words: str, kind: str = "plain_text") -> Json:
    return {"type": kind, "text": words}


def option(words: str, **more: Json) -> Json:
    return {"text": text(words), "value": words, **more}


@pytest.mark.parametrize(
    ("mrkdwn", "read"),
    [
        ("*Preview* _BF-1_ ~old~ `code`", "Preview BF-1 old code"),
        ("dwd_orders_di and 3*4*5", "dwd_orders_di and 3*4*5"),
        ("*_both_*", "both"),
        ("asked by <@U1> in <#C1>", "asked by @Mei Chen in #data-ops"),
        ("<@U9> <#C9|hidden> <!subteam^S1|@owners> <!here>", "@U9 #hidden @owners @here"),
        ("<https://x.io|Console> <https://x.io>", "Console https://x.io"),
        ("a &lt;!channel&gt; &amp;lt; b", "a <!channel> &lt; b"),
        ("```ds=20261008\nfailed```", "ds=20261008\nfailed"),
        ("as of <!date^1791945120^{time}|10:32 CST>", "as of 10:32"),
    ],
)
def test_mrkdwn_reads_as_plain_text(mrkdwn: str, read: str) -> None:
    assert plain(mrkdwn, READER) == read


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("{date_num} {time_secs}", "2026-10-14 10:32:00"),
        ("{date_short_pretty} {time}", "Today 10:32"),
        ("{time} {date_short_pretty}", "10:32 today"),
        ("{date_short}", "Oct 14"),
        ("{date_long}", "Wednesday, October 14th"),
        ("{ago}", "1 hour ago"),
    ],
)
def test_dates_stand_in_the_readers_zone(form: str, read: str) -> None:
    assert READER.date(1791945120, form, now=datetime(2026, 10, 14, 3, 33, tzinfo=UTC)) == read


def test_year_shows_when_it_is_far_and_pretty_names_the_days_beside() -> None:
    later = datetime(2027, 10, 15, tzinfo=UTC)
    assert READER.date(1791945120, "{date_short}", now=later) == "Oct 14, 2026"
    assert READER.date(1791945120, "{date_pretty}", now=datetime(2026, 10, 15, tzinfo=UTC)) == "Yesterday"


def test_message_with_blocks_shows_the_blocks_alone() -> None:
    blocks = [
        {"type": "header", "text": text("Preview BF-1")},
        {"type": "section", "text": text("Tasks"), "accessory": {"type": "button", "text": text("Show")}},
        {"type": "section", "fields": [text("*Days*\n7", "mrkdwn"), text("Instances\n427")]},
        {"type": "divider"},
        {"type": "context", "elements": [text("as of 10:32"), {"type": "image", "alt_text": "chart"}]},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": text("Confirm")},
                {"type": "overflow", "options": [option("Edit"), option("Cancel")]},
            ],
        },
    ]
    assert Sight(READER).message({"text": "for notifications", "blocks": blocks}).splitlines() == [
        "Preview BF-1",
        "Tasks  [Show]",
        "Days",
        "7",
        "Instances",
        "427",
        "-----",
        "as of 10:32  [image: chart]",
        "[Confirm]  [... Edit | Cancel]",
    ]


def test_message_without_blocks_shows_its_text_and_files() -> None:
    message = {"text": "*done* <@U1>", "blocks": None, "files": [{"name": "Report.csv"}]}
    assert Sight(READER).message(message) == "done @Mei Chen\n[file Report.csv]"


def test_choices_show_what_is_chosen() -> None:
    days = {"type": "radio_buttons", "action_id": "a", "options": [option("Mon 12"), option("Mon 5")]}
    days["initial_option"] = days["options"][0]
    ticks = {"type": "checkboxes", "action_id": "c", "options": [option("Dry", description=text("sends nothing"))]}
    blocks = [{"type": "actions", "block_id": "b", "elements": [days, ticks]}]
    assert Sight(READER).blocks(blocks) == ["(•) Mon 12   ( ) Mon 5  [ ] Dry - sends nothing"]
    state = {
        "b": {
            "a": {"type": "radio_buttons", "selected_option": days["options"][1]},
            "c": {"type": "checkboxes", "selected_options": ticks["options"]},
        }
    }
    assert Sight(READER, state).blocks(blocks) == ["( ) Mon 12   (•) Mon 5  [x] Dry - sends nothing"]


def test_form_shows_inputs_hints_errors_and_its_buttons() -> None:
    view = {
        "type": "modal",
        "title": text("Backfill"),
        "submit": text("Preview"),
        "close": text("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "days",
                "label": text("Days"),
                "hint": text("last 7 days"),
                "element": {"type": "plain_text_input", "action_id": "a", "initial_value": "nextish"},
            },
            {
                "type": "input",
                "block_id": "reason",
                "optional": True,
                "label": text("Reason"),
                "element": {"type": "plain_text_input", "action_id": "a"},
            },
            {
                "type": "input",
                "block_id": "owner",
                "label": text("Tell"),
                "element": {"type": "multi_users_select", "action_id": "a", "initial_users": ["U1"]},
            },
        ],
    }
    assert Sight(READER, errors={"days": "is not a day"}).view(view).splitlines() == [
        "Backfill",
        "Days: nextish",
        "  ! is not a day",
        "  last 7 days",
        "Reason (optional): ____",
        "Tell: [Mei Chen]",
        "[Preview]  [Cancel]",
    ]


def test_rich_text_and_tables() -> None:
    line = [{"type": "text", "text": "asked by "}, {"type": "user", "user_id": "U1"}]
    section = {"type": "rich_text_section", "elements": line}
    blocks = [
        {
            "type": "rich_text",
            "elements": [section, {"type": "rich_text_list", "style": "ordered", "elements": [section]}],
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": "day"}, {"type": "raw_number", "value": 7}]]},
    ]
    assert Sight(READER).blocks(blocks) == ["asked by @Mei Chen", "1. asked by @Mei Chen", "day | 7"]
