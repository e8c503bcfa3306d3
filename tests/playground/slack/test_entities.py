"""Text between the keyboard and the app."""

import pytest

from bot.playground.slack.clock import Clock
from bot.playground.slack.entities import Names, mentioned, smart_typing
from bot.playground.slack.workspace import Workspace


@pytest.fixture
def names() -> Names:
    return Workspace(Clock()).names()


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("1001 a & b <c>", "1001 a &amp; b &lt;c&gt;"),
        ("ask @oskar, please", "ask <@U0OWNER|oskar>, please"),
        ("ask <@U0OWNER> now", "ask <@U0OWNER|oskar> now"),
        ("ask <@U0NOBODY>", "ask &lt;@U0NOBODY&gt;"),
        ("in #data-ops", "in <#C0DATAOPS|data-ops>"),
        ("in #dw-private", "in <#G0PRIVATE|>"),
        ("tell @dw-owners", "tell <!subteam^S0DWOWNER|@dw-owners>"),
        ("tell @nobody", "tell @nobody"),
        ("run ods.io", "run <http://ods.io|ods.io>"),
        ("see https://x.example.com/a", "see <https://x.example.com/a|https://x.example.com/a>"),
        ("dwd_orders_di 2026-10-05..2026-10-11", "dwd_orders_di 2026-10-05..2026-10-11"),
        ("mail a@oskar.org", "mail a@oskar.org"),
    ],
)
def test_should_escape(names: Names, typed: str, escaped: str) -> None:
    assert names.command(typed, should_escape=True) == escaped


def test_without_should_escape_names_stay_names_and_entities_do_not(names: Names) -> None:
    assert names.command("<@U0OWNER> & #data-ops", should_escape=False) == "@oskar &amp; #data-ops"


def test_a_message_has_ids_without_labels(names: Names) -> None:
    assert names.message("@backfill stop & tell @mei") == "<@U0BACKFILL> stop &amp; tell <@U0ANALYST>"


def test_smart_typing() -> None:
    assert smart_typing('1001 --reason "late" it\'s ... now') == "1001 —reason “late” it’s …\u00a0now"


def test_mentions_are_found_in_text_and_blocks() -> None:
    blocks = [
        {"type": "rich_text", "elements": [{"type": "user", "user_id": "U1"}, {"type": "broadcast", "range": "here"}]}
    ]
    assert mentioned("<@U2|x> <!subteam^S1>", blocks) == {"U1", "U2", "S1", "channel"}
