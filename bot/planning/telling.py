"""What a plan says of its own making: what is still being read, what was not, and what it cost."""

from datetime import datetime, timedelta

from bot.locale import Text, _, _n
from bot.planning.downstream import Walk
from bot.planning.graph import LARGEST
from bot.planning.history import Past
from bot.planning.spending import Tally

OLD = timedelta(minutes=2)
"""From this age on a snapshot says so."""


def of_walk(walk: Walk, left: int | None) -> tuple[Text, ...]:
    """Why what is downstream is not known, or not compared with DataWorks."""
    if not walk.over or walk.complete:
        return ()
    if walk.problem is not None:
        return (_("What is downstream is not known: {problem}", problem=walk.problem.text),)
    if walk.stopped is None:
        return (_("What is downstream is not known; the bot's log tells why."),)
    if not walk.stopped.calls:
        return (_("More than {count} tasks are downstream; they are not counted.", count=LARGEST),)
    if walk.tree.complete:
        return (
            _n(
                "What is downstream is as it was read earlier; not looked up, {count} call left today.",
                "What is downstream is as it was read earlier; not looked up, {count} calls left today.",
                count=left or 0,
            ),
        )
    return (
        _n(
            "What is downstream is not looked up, {count} call left today.",
            "What is downstream is not looked up, {count} calls left today.",
            count=left or 0,
        ),
    )


def under_way(walk: Walk) -> Text:
    """What is being read, said while it goes on."""
    return _(
        "Reading what is downstream, a call for each task: {found} tasks found, {read} of them read. "
        "The preview is filled in when all are there.",
        found=len(walk.tree.ids),
        read=walk.read,
    )


def cut_short(walk: Walk) -> Text:
    """What was read until nobody waited any longer."""
    return _(
        "What is downstream was not read to its end, a call for each task: {found} tasks found, {read} of them read. "
        "How many run is decided by DataWorks when the instances are created.",
        found=len(walk.tree.ids),
        read=walk.read,
    )


def cost(tally: Tally, left: int | None, walk: Walk | None, past: Past, now: datetime) -> tuple[Text, ...]:
    """The calls it took, those that are left, and how old the oldest parts of the tree and of recent runs are."""
    # A walk that another plan began was paid for there, but it is what this plan rests on.
    calls = max(tally.calls, walk.reader.calls if walk else 0)
    spent = _n("{count} call to DataWorks", "{count} calls to DataWorks", count=calls)
    found = [spent if left is None else _("{calls}, {left} left today", calls=spent, left=max(0, left - tally.calls))]
    read_at = walk.tree.read_at if walk and walk.over and walk.tree.complete else None
    if read_at is not None and now - read_at > OLD:
        age = _age(now - read_at)
        compared = walk is not None and walk.complete
        found.append(
            _("downstream read {age} ago, changes looked up now", age=age)
            if compared
            else _("downstream read {age} ago", age=age)
        )
    if past.read_at is not None and now - past.read_at > OLD:
        found.append(_("recent runs read {age} ago", age=_age(now - past.read_at)))
    return tuple(found)


def _age(passed: timedelta) -> Text:
    minutes = int(passed.total_seconds() // 60)
    return _("{minutes} min", minutes=minutes) if minutes < 120 else _("{hours} h", hours=minutes // 60)
