"""The effect of a plan in words: how many tasks, where, and how many instances."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.locale import Text, _, _n
from bot.request.cycles import Recurrence
from bot.request.effect import Effect, Share, Term
from bot.request.load import Load
from bot.request.plan import Plan, walks
from bot.request.tree import AGAIN, Tree
from bot.slack.views.blocks import Piece, When

TERMS_SHOWN = 6
SHARES_SHOWN = 4


def downstream(effect: Effect) -> Text | None:
    """`+ 37 downstream (3 levels, 2 projects)`; None when it is not known."""
    if effect.tasks is None or not effect.levels:
        return None
    below = effect.tasks - effect.levels[0]
    if effect.denied.count:
        return _("+ at least {count} downstream", count=below)
    if not below:
        return _("nothing is downstream")
    return _(
        "+ {count} downstream ({levels}, {projects})",
        count=below,
        levels=_n("{count} level", "{count} levels", count=len(effect.levels) - 1),
        projects=_n("{count} project", "{count} projects", count=max(1, len(effect.projects))),
    )


def reach(plan: Plan) -> Text | None:
    """What runs beside the tasks that are named: downstream of one, or between two; None where these are all."""
    if plan.downstream:
        return downstream(plan.effect) or _("+ everything downstream")
    if not walks(plan.requests[0]):
        return None
    if plan.effect.tasks is None:
        return _("and everything between them")
    return _n("{count} task with what lies between", "{count} tasks with what lies between", count=plan.effect.tasks)


def by_level(effect: Effect) -> tuple[Text, ...]:
    """Where the tasks are: by level, by project, by owner; each only where there are several."""
    found: list[Text] = []
    if len(effect.levels) > 1:
        found.append(_("by level: {counts}", counts=tuple(map(str, effect.levels))))
    if len(effect.projects) > 1:
        found.append(_("by project: {counts}", counts=_shares(effect.projects)))
    if len(effect.owners) > 1:
        found.append(_("by owner: {counts}", counts=_shares(effect.owners)))
    return tuple(found)


def instances(plan: Plan) -> list[Piece]:
    """`427 = 37 daily × 7 + 1 hourly × 24 × 7`, in pieces."""
    effect = plan.effect
    if plan.instances is None:
        return [_("not known before DataWorks creates them")]
    pieces: list[Piece] = [str(plan.instances)]
    for place, term in enumerate(effect.terms[:TERMS_SHOWN]):
        cycles = "" if term.cycles == 1 else f" × {term.cycles}"
        pieces += [" + " if place else " = ", _kind(term), f"{cycles} × {term.days}"]
    hidden = sum(term.instances for term in effect.terms[TERMS_SHOWN:])
    return [*pieces, f" + {hidden}"] if hidden else pieces


def of_tree(tree: Tree, hidden: int) -> Text:
    """What stands above the drawn tree."""
    unread = len(tree.unread)
    said = _(
        "{tasks} in {levels}.",
        tasks=_n("{count} task", "{count} tasks", count=len(tree.ids)),
        levels=_n("{count} level", "{count} levels", count=len(tree.levels)),
    )
    drawn = len(tree.roots) + sum(len(node.below or ()) for node in tree.nodes.values())
    if drawn > len(tree.ids):
        more = _("{mark} ends a line that is drawn further up.", mark=AGAIN)
        said = _("{sentence} {more}", sentence=said, more=more)
    if unread:
        more = _n(
            "Below {count} of them nothing is read yet.", "Below {count} of them nothing is read yet.", count=unread
        )
        said = _("{sentence} {more}", sentence=said, more=more)
    if hidden:
        more = _n("{count} more line is not shown.", "{count} more lines are not shown.", count=hidden)
        said = _("{sentence} {more}", sentence=said, more=more)
    return said


def load(plan: Plan, parallelism: int, now: datetime, zone: str) -> tuple[Text, ...]:
    """How many dates at a time, where there are several, how long, done near when; the parts of one line.

    What is held begins when somebody starts it, so its end is not known.
    """
    dates = _n("one business date after the other", "{count} business dates at a time", count=parallelism)
    pace = (dates,) if plan.days > 1 else ()
    found = plan.load
    if found is None:
        return (*pace, _("how long is not known"))
    if plan.requests[0].auto_start_enabled is False:
        return (*pace, about(found))
    ending = When(now + timedelta(seconds=found.middle), zone)
    return (*pace, about(found), _("done near {when}, if confirmed now", when=ending))


def span(seconds: int) -> Text:
    """`3 h 10 min`, `12 min`, `40 s`."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return _("{seconds} s", seconds=seconds)
    if minutes < 60:
        return _("{minutes} min", minutes=minutes)
    return _("{hours} h {minutes:02d} min", hours=minutes // 60, minutes=minutes % 60)


def about(load: Load) -> Text:
    """`about 3 h 10 min (2 h 40 min to 4 h 00 min)`."""
    if str(span(load.low)) == str(span(load.high)):
        return _("about {time}", time=span(load.middle))
    return _("about {time} ({low} to {high})", time=span(load.middle), low=span(load.low), high=span(load.high))


def _kind(term: Term) -> Text:
    match term.kind:
        case Recurrence.MINUTELY:
            return _n("{count} minutely", "{count} minutely", count=term.tasks)
        case Recurrence.HOURLY:
            return _n("{count} hourly", "{count} hourly", count=term.tasks)
        case Recurrence.DAILY:
            return _n("{count} daily", "{count} daily", count=term.tasks)
        case Recurrence.WEEKLY:
            return _n("{count} weekly", "{count} weekly", count=term.tasks)
        case Recurrence.MONTHLY:
            return _n("{count} monthly", "{count} monthly", count=term.tasks)
        case Recurrence.YEARLY:
            return _n("{count} yearly", "{count} yearly", count=term.tasks)


def _shares(shares: Sequence[Share]) -> tuple[object, ...]:
    shown: tuple[object, ...] = tuple(f"{share.name} ({share.tasks})" for share in shares[:SHARES_SHOWN])
    hidden = len(shares) - SHARES_SHOWN
    return (*shown, _n("{count} more", "{count} more", count=hidden)) if hidden > 0 else shown
