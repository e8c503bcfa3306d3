"""The words beside report.csv, and in its place."""

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.operations.model import Operation
from bot.slack.views.blocks import Block, Mention, cut, flat, paragraph, posting, preformatted

WORDS_LIMIT = 300


def comment(operation: Operation, *, doubtful: bool) -> Text:
    """The line above the file. `doubtful`: it may stand there a second time."""
    if doubtful:
        return _(
            "Every instance of {label}. This may be here twice: I do not know whether it arrived before.",
            label=operation.label,
        )
    return _("Every instance of {label}.", label=operation.label)


def direct(operation: Operation, speech: Speech) -> Block:
    """In the thread, of a channel that the bot did not join."""
    said = _(
        "The report of {label} is in a direct message to {asker}: I may share no file in a channel that I am not in.",
        label=operation.label,
        asker=Mention(operation.asker.user_id),
    )
    return posting(flat(speech, said), [paragraph(speech, said)])


def none(operation: Operation, speech: Speech, words: Text | str) -> Block:
    """In the thread, where no file could be put. `words` are Slack's or DataWorks'."""
    shown = cut(speech.say(words), WORDS_LIMIT).rstrip(".。")
    said = _(
        "The report of {label} could not be put here: {words}. Who runs this bot can make it:",
        label=operation.label,
        words=shown,
    )
    command = f"backfill-bot operations report {operation.label} --csv {operation.label}.csv"
    return posting(flat(speech, said, " ", command), [paragraph(speech, said), preformatted(command)])
