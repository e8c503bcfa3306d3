"""Scripts: read, played against a real bot, printed as they happen, and told where they fail."""

import pytest

from bot.playground.script import VERBS, ScriptError, parse, play
from tests.playground.toy import toy_bot


async def played(script: str) -> str:
    told: list[str] = []
    async with toy_bot() as (url, _toy):
        await play(url, script, told.append)
    return "\n\n".join(told)


async def failed(script: str) -> tuple[ScriptError, str]:
    told: list[str] = []
    async with toy_bot() as (url, _toy):
        with pytest.raises(ScriptError) as failure:
            await play(url, script, told.append)
    return failure.value, "\n".join(told)


def test_lines_comments_and_blanks() -> None:
    steps = parse("# hello\n\n  as Mei Chen  \nsay /toy 1001 # not a comment\nsubmit\n")
    assert [(step.number, step.verb, step.rest) for step in steps] == [
        (3, "as", "Mei Chen"),
        (4, "say", "/toy 1001 # not a comment"),
        (5, "submit", ""),
    ]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("as Mei Chen\nshout hello", "line 2: shout hello\nThere is no 'shout'. There are: as, in, say,"),
        ("see", "line 1: see\n'see' needs words after it."),
        ("fill  ", "line 1: fill\n'fill' needs LABEL: VALUE after it."),
    ],
)
def test_what_cannot_be_read_is_told_before_anything_is_played(script: str, words: str) -> None:
    with pytest.raises(ScriptError) as failure:
        parse(script)
    assert str(failure.value).startswith(words)


def test_every_verb_is_documented() -> None:
    documentation = str(__import__("bot.playground.script", fromlist=["script"]).__doc__)
    for verb in VERBS:
        assert f"\n    {verb}" in documentation or f"/ {verb}" in documentation, verb


async def test_a_conversation_is_printed_as_it_happens() -> None:
    transcript = await played("""
        as Mei Chen
        say /toy
        see only-to-me Preview T-1
        press [Confirm]
        see in-thread within 5s Sent
        see in #data-ops DONE
    """)
    assert transcript.startswith(
        "Mei Chen: /toy\n\n"
        "Backfill in #data-ops, only to Mei Chen\n"
        "    Preview T-1 for @Mei Chen\n"
        "    Tasks  [Show]\n"
        "    Days  [Show]\n"
        "    ( ) Mon 12   ( ) Mon 5\n"
        "    [Confirm]  [Form]  [Cancel]  [... Copy | Edit]\n\n"
        "Mei Chen presses [Confirm]\n\n"
    )
    for state in (
        "Backfill in #data-ops\n    T-1 RUNNING",
        "Backfill in #data-ops, in a thread\n    Sent @Oskar Lind",
        "Backfill in #data-ops, edited\n    T-1 DONE",
    ):
        assert transcript.count(state) == 1


async def test_a_form_two_people_and_the_rest_of_the_verbs() -> None:
    transcript = await played("""
        as Mei Chen
        in #data-ops
        say /toy
        see Preview
        choose Mon 5
        press Form
        see nothing yet
        fill Days: nextish
        read Reading: nextish
        pick Task: dwd_orders_di
        pick Options: Slow
        submit
        read nextish is not a day
        fill Days: Nov 20: all day
        submit
        reload
        shortcut New toy
        see by shortcut
        close
        locale zh-CN
        home
        read 你好
        say /toy
        see Preview
        press Cancel
        gone within 5s

        as Oskar Lind
        in dm
        fault {"smart_typing": true}
        say hello
    """)
    assert "Mei Chen picks Task: dwd_orders_di" in transcript
    assert "  ! nextish is not a day" in transcript
    assert "Mei Chen fills in Days: Nov 20: all day" in transcript
    assert "App Home\n    你好" in transcript
    assert transcript.endswith("Oskar Lind: hello")


async def test_two_people_see_one_message_once() -> None:
    transcript = await played("""
        as Oskar Lind
        as Mei Chen
        say /toy
        see Preview
        press twice Confirm
        see DONE
        as Oskar Lind
        see DONE
    """)
    assert transcript.count("    T-1 DONE") == 1
    assert "Mei Chen presses [Confirm] twice" in transcript


@pytest.mark.parametrize(
    ("script", "number", "words"),
    [
        ("as Mei Chen\nsay /toy\nsee within 0.2s DONE", 3, 'Mei Chen waited 0.2 s for "DONE", but sees:\n'),
        ("say /toy", 1, "Nobody is there yet: begin with a line like `as Mei Chen`."),
        ("as Mei Chen\nread words", 2, "Nothing was seen yet: put a `see` line before this one."),
        ("as Mei Chen\npress Confirm", 2, "Mei Chen sees no button [Confirm], but this:\n"),
        ("as Mei Chen\nshortcut Old toy", 2, "There is no shortcut 'Old toy'. There are: New toy, Toy this."),
        ("as Mei Chen\nfault {oops}", 2, "This is not written right: Expecting property name"),
        ("as Mei Chen\nfault {\"nonsense\": 1}", 2, "Slack does not let Mei Chen do that: no switch 'nonsense'"),
        ("as Mei Chen\nsay /toy\nsee Preview\npick Days now", 4, "it needs a colon between the label and the value."),
        ("as Nobody", 1, "There is no Nobody in this Slack."),
    ],
)  # fmt: skip
async def test_a_line_that_fails_says_its_number_and_what_was_there(script: str, number: int, words: str) -> None:
    failure, _transcript = await failed(script)
    assert failure.number == number
    assert str(failure).startswith(f"line {number}: {script.splitlines()[-1]}\n")
    assert words in str(failure)


async def test_a_failure_shows_the_screen() -> None:
    failure, transcript = await failed("as Mei Chen\nsay /toy\nsee Preview\nsee within 0.1s DONE")
    assert "Backfill in #data-ops, only to you\n    Preview T-1 for @Mei Chen" in str(failure)
    assert "Mei Chen: /toy" in transcript
