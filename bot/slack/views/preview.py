"""The preview: everything that would run, with Confirm, Edit, Cancel. To the asker only."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.dates import Reading
from bot.dates.show import describe, month_grid, run_dates
from bot.dates.zones import zone_name
from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.request.model import EnvType, Order
from bot.request.plan import Plan, walks
from bot.slack.views import beside, effect
from bot.slack.views.blocks import (
    Block,
    Bold,
    Piece,
    When,
    actions,
    bullets,
    button,
    confirmation,
    context,
    flat,
    header,
    paragraph,
    posting,
    preformatted,
)
from bot.slack.views.presets import SAVE
from bot.slack.views.terms import ENVIRONMENTS

TASKS_SHOWN = 8
DIGEST_SHOWN = 16
"""Hexadecimal digits of a plan's digest that a button carries."""
CONFIRM, EDIT, COPY, SHOW, CANCEL = "preview_confirm", "preview_edit", "preview_copy", "preview_show", "preview_cancel"
TREE = "preview_tree"
EXCLUDE = "preview_exclude"
USE_READING = "preview_use_reading"
"""Prefix of the buttons that pick another reading; the index follows."""
OTHER_READINGS = "preview_other_readings"
"""block_id of what stands above these buttons."""
READINGS_OFFERED = 3
GRID_FROM_RANGES = 3
"""From this many separate ranges on a sentence no longer shows the days well, and a calendar is drawn."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the view shows.

    `elsewhere` says why the thread cannot be in this channel, None when it can; `moved` what changed since the last
    one; `pending` what is still being read and will be filled in; `small_print` what the plan rests on and what it
    cost. `now` is when it was made, for the time of the end; the default is fifteen minutes before it expires.
    """

    operation_id: str
    label: str
    plan: Plan
    reading: Reading | None
    warnings: tuple[Text, ...]
    reason: str
    parallelism: int
    order: Order
    expires_at: datetime
    person_zone: str
    elsewhere: Text | None = None
    moved: tuple[Text, ...] = ()
    pending: Text | None = None
    small_print: tuple[Text, ...] = ()
    now: datetime | None = None


def confirm_value(operation_id: str, plan: Plan) -> str:
    """What Confirm carries: the draft, and the digest of what this very preview shows."""
    return f"{operation_id}:{plan.digest[:DIGEST_SHOWN]}"


def message(preview: Preview, speech: Speech) -> Block:
    """`text` and `blocks` of the preview."""
    plan = preview.plan
    dates, *others = (paragraph(speech, Bold(title), "  ", *pieces) for title, pieces in facts(preview, speech))
    title = _(
        "Preview {label} · {env} · {project}",
        label=preview.label,
        env=ENVIRONMENTS[plan.target.env_type],
        project=plan.target.alias,
    )
    blocks = [
        header(speech.say(title)),
        paragraph(
            speech,
            _(
                "Nothing has run. Only you see this. Good until {when}.",
                when=When(preview.expires_at, preview.person_zone),
            ),
        ),
        *_moved(preview, speech),
        dates,
        *_calendar(preview, speech),
        *others,
        *_warnings(preview, speech),
        *_small_print(preview, speech),
        *_other_readings(preview, speech),
        _buttons(preview, speech),
    ]
    return posting(flat(speech, title, " · ", _days(preview, speech)), blocks)


def facts(preview: Preview, speech: Speech, tasks_shown: int = TASKS_SHOWN) -> list[tuple[Text, list[Piece]]]:
    """What would run, a title and its pieces a line: the days first, at most so many tasks by name."""
    plan = preview.plan
    also: list[Piece] = [piece for line in beside.lines(plan) for piece in (" · ", line)]
    return [
        (_("Business dates"), [_days(preview, speech)]),
        (_("Tasks"), _tasks(plan, speech, tasks_shown)),
        (_("Instances"), _instances(preview)),
        (_("Load"), _load(preview)),
        *([(_("Also set"), also[1:])] if also else []),
        (_("Reason"), [preview.reason or _("none given; Edit adds one")]),
    ]


def days_line(reading: Reading, speech: Speech, order: Text | None = None) -> str:
    """`Mon 5 - Sun 11 Oct 2026 · 7 days · oldest first · Asia/Shanghai (the runs scheduled Tue 6 - ...)`, and the
    window if there is one.
    """
    parts = [describe(reading.ranges, speech), speech.say(_n("{count} day", "{count} days", count=reading.days))]
    if reading.window:
        parts.append(" - ".join(map(_clock, (reading.window.start, reading.window.end))))
    if order:
        parts.append(speech.say(order))
    parts.append(zone_name(reading.zone))
    runs = speech.aside(speech.say(_("the runs scheduled {days}", days=describe(run_dates(reading.ranges), speech))))
    return f"{' · '.join(parts)}{runs if speech.closes(runs) else f' {runs}'}"


def _clock(moment: time) -> str:
    return moment.isoformat("seconds" if moment.second else "minutes")


def _days(preview: Preview, speech: Speech) -> str:
    if preview.reading is None:
        return speech.say(_("none said; DataWorks takes its own"))
    order = _("oldest first") if preview.order is Order.ASC else _("newest first")
    return days_line(preview.reading, speech, order if preview.reading.days > 1 else None)


def _calendar(preview: Preview, speech: Speech) -> list[Block]:
    if preview.reading is None or len(preview.reading.ranges) < GRID_FROM_RANGES:
        return []
    return [preformatted(month_grid(preview.reading.ranges, speech))]


def _tasks(plan: Plan, speech: Speech, most: int) -> list[Piece]:
    if not plan.tasks:
        return [_("all of workflow {id}", id=str(plan.requests[0].workflow_id))]
    shown = [f"{task.name} ({task.id})" if task.name else str(task.id) for task in plan.tasks[:most]]
    pieces: list[Piece] = [speech.list(shown)]
    hidden = len(plan.tasks) - len(shown)
    if hidden:
        pieces += [" ", _n("and {count} more", "and {count} more", count=hidden)]
    reach = effect.reach(plan)
    if reach:
        pieces += [" " if plan.downstream else " · ", reach]
    return pieces


def _instances(preview: Preview) -> list[Piece]:
    """How many; what is still being read is said below."""
    if preview.pending and preview.plan.instances is None:
        return [_("not known yet")]
    return effect.instances(preview.plan)


def _load(preview: Preview) -> list[Piece]:
    now = preview.now or preview.expires_at - timedelta(minutes=15)
    parts = effect.load(preview.plan, preview.parallelism, now, preview.person_zone)
    pieces: list[Piece] = [parts[0]]
    for part in parts[1:]:
        pieces += [" · ", part]
    return pieces


def _small_print(preview: Preview, speech: Speech) -> list[Block]:
    """What is still being read, where the tasks are, and what the plan rests on."""
    texts = [*effect.by_level(preview.plan.effect), *preview.small_print]
    pending = [paragraph(speech, "⏳ ", preview.pending)] if preview.pending else []
    return [*pending, context(speech, *texts)] if texts else pending


def _moved(preview: Preview, speech: Speech) -> list[Block]:
    if not preview.moved:
        return []
    return [
        paragraph(speech, Bold(_("It moved since the last preview, so nothing was sent. Look again:"))),
        bullets(speech, [[text] for text in preview.moved]),
    ]


def _warnings(preview: Preview, speech: Speech) -> list[Block]:
    texts = [*preview.warnings, *([preview.elsewhere] if preview.elsewhere else [])]
    return [bullets(speech, [["⚠ ", text] for text in texts])] if texts else []


def _other_readings(preview: Preview, speech: Speech) -> list[Block]:
    if preview.reading is None or not preview.reading.alternatives:
        return []
    others = preview.reading.alternatives[:READINGS_OFFERED]
    return [
        context(speech, _("Read another way, {phrase} would be:", phrase=f"“{preview.reading.phrase}”"))
        | {"block_id": OTHER_READINGS},
        actions(
            *(
                button(
                    speech,
                    _("Use {days}", days=describe(other.ranges, speech)),
                    f"{USE_READING}_{index}",
                    preview.operation_id,
                )
                for index, other in enumerate(others)
            )
        ),
    ]


def _buttons(preview: Preview, speech: Speech) -> Block:
    here = preview.operation_id
    label = _("Confirm, follow in a direct message") if preview.elsewhere else _("Confirm")
    return actions(
        button(
            speech, label, CONFIRM, confirm_value(here, preview.plan), style="primary", confirm=_sure(preview, speech)
        ),
        button(speech, _("Edit"), EDIT, here),
        button(speech, _("Show tasks"), TREE, here) if _hides_tasks(preview.plan) else None,
        button(speech, _("Exclude…"), EXCLUDE, here) if (preview.plan.effect.tasks or 0) > 1 else None,
        button(speech, _("Copy as command"), COPY, here),
        button(speech, _("Show request"), SHOW, here),
        button(speech, _("Save as preset"), SAVE, here),
        button(speech, _("Cancel"), CANCEL, here),
        block_id="preview_buttons",
    )


def _hides_tasks(plan: Plan) -> bool:
    """Whether more tasks would run than the preview names."""
    return bool(plan.downstream or len(plan.tasks) > TASKS_SHOWN or walks(plan.requests[0]))


def _sure(preview: Preview, speech: Speech) -> Block | None:
    """Production asks once more."""
    if preview.plan.target.env_type is not EnvType.PROD:
        return None
    tasks = _count(preview.plan)
    days = describe(preview.reading.ranges, speech) if preview.reading else None
    held = beside.is_held(preview.plan)
    return confirmation(
        speech,
        _("Create this in production?") if held else _("Run this in production?"),
        _("{days} on {tasks}.", days=days, tasks=tasks) if days else _("Now: {tasks}.", tasks=tasks),
        _("Create it") if held else _("Run it"),
        _("Not yet"),
    )


def _count(plan: Plan) -> Text | str:
    if not plan.tasks:
        return _("workflow {id}", id=str(plan.requests[0].workflow_id))
    if len(plan.tasks) == 1 and not plan.downstream:
        return plan.tasks[0].label
    if plan.downstream:
        return _("{task} and everything downstream", task=plan.tasks[0].label)
    return _n("{count} task", "{count} tasks", count=len(plan.tasks))
