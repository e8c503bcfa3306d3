"""How long an operation took, beside its estimate; how often its runs were tried; when it will have ended."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.locale import Text, _, _n
from bot.operations.model import Operation, State
from bot.operations.progress import Progress
from bot.request.load import Load
from bot.slack.views.blocks import Piece
from bot.slack.views.effect import span

WHOLE = frozenset({State.DONE, State.DONE_WITH_FAILURES})


def outcome(operation: Operation, progress: Progress) -> list[Piece]:
    """What is known at the end, in sentences: how long it took, how many were tried more than once."""
    pieces: list[Piece] = []
    for said in (took(operation, progress), *attempts(progress)):
        if said is not None:
            pieces += [" ", said] if pieces else [said]
    return pieces


def took(operation: Operation, progress: Progress) -> Text | None:
    """`Took 1 h 12 min; estimated 50 min to 1 h 30 min.` None when DataWorks does not tell how long it took.

    The estimate is of everything, run through without people: it is no measure of what was stopped, or went on later.
    """
    times = progress.times
    if times.took is None:
        return None
    seconds = round(times.took.total_seconds())
    time = span(seconds)
    if operation.reopened and times.exact:
        return _("{time} from its first start to its last end, with what people re-ran later.", time=time)
    load = operation.plan.load if operation.plan else None
    if load is None or operation.reopened or progress.state not in WHOLE:
        return _("Took {time}.", time=time) if times.exact else _("Took at least {time}.", time=time)
    estimate = between(span(load.low), span(load.high))
    if not times.exact:
        if _over(seconds, load.high):
            return _("Took at least {time}, longer than its longest estimate ({estimate}).", **_both(time, estimate))
        return _("Took at least {time}; estimated {estimate}.", **_both(time, estimate))
    return _compared(seconds, load, estimate, whole=progress.state is State.DONE)


def _compared(seconds: int, load: Load, estimate: Text, *, whole: bool) -> Text:
    both = _both(span(seconds), estimate)
    if _over(seconds, load.high):
        more = span(seconds - load.high)
        return _("Took {time}, {more} longer than its longest estimate ({estimate}).", more=more, **both)
    if not whole:
        return _("Took {time}; everything was estimated to take {estimate}.", **both)
    if _over(load.low, seconds):
        less = span(load.low - seconds)
        return _("Took {time}, {less} shorter than its shortest estimate ({estimate}).", less=less, **both)
    return _("Took {time}; estimated {estimate}.", **both)


def _over(seconds: int, limit: int) -> bool:
    """Whether it is over the limit as people read the two."""
    return seconds > limit and str(span(seconds)) != str(span(limit))


def _both(time: Text, estimate: Text) -> dict[str, Text]:
    return {"time": time, "estimate": estimate}


def between(low: Text, high: Text) -> Text:
    """`50 min to 1 h 30 min`, or the one that both are."""
    return low if str(low) == str(high) else _("{low} to {high}", low=low, high=high)


def attempts(progress: Progress) -> list[Text]:
    """Runs with more than one attempt, and those of them that people had re-run from here."""
    repeated, here = progress.times.repeated, progress.rerun_here
    found: list[Text] = []
    if repeated:
        found.append(
            _n(
                "{count} run needed more than one attempt.",
                "{count} runs needed more than one attempt.",
                count=repeated,
            )
        )
    if here:
        found.append(_n("{count} was re-run from here.", "{count} were re-run from here.", count=here))
    return found


def ending(operation: Operation, progress: Progress) -> Text | None:
    """When it will have ended, in the scheduling zone; None when it does not run."""
    if progress.state is not State.RUNNING or progress.created is None:
        return None
    eta = progress.eta
    if eta is None:
        return _("when it ends is not known yet") if not progress.failed else _("when it ends is not known")
    zone = ZoneInfo(operation.plan.target.time_zone if operation.plan else "UTC")
    near = _moments(eta.earliest.astimezone(zone), eta.latest.astimezone(zone), progress.as_of.astimezone(zone))
    if not eta.learned:
        return _("done {near}, by its estimate", near=near)
    return _n(
        "done {near}, by the {count} business date that ended",
        "done {near}, by the {count} business dates that ended",
        count=eta.learned,
        near=near,
    )


def _moments(earliest: datetime, latest: datetime, now: datetime) -> Text:
    first, last = _moment(earliest, now), _moment(latest, earliest)
    if _moment(latest, now) == first:
        return _("near {time}", time=first)
    return _("between {earliest} and {latest}", earliest=first, latest=last)


def _moment(at: datetime, beside: datetime) -> str:
    """The day only where it is another one."""
    return f"{at:%H:%M}" if at.date() == beside.date() else f"{at:%m-%d %H:%M}"
