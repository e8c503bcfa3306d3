"""The effect of a plan in words: how many tasks, where, and how many instances."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.locale import Text, _, _n
from bot.request.cycles import Recurrence
from bot.request.effect import Effect, Share, Term
from bot.request.load import Load
from bot.request.plan import Plan
from bot.request.tree import AGAIN, Tree
from bot.slack.views.blocks import When

TERMS_SHOWN = 6
SHARES_SHOWN = 4
KINDS = {
    Recurrence.MINUTELY: _("minutely"),
    Recurrence.HOURLY: _("hourly"),
    Recurrence.DAILY: _("daily"),
    Recurrence.WEEKLY: _("weekly"),
    Recurrence.MONTHLY: _("monthly"),
    Recurrence.YEARLY: _("yearly"),
}


def downstream(effect: Effect) -> Text | None:
    """`+ 37 downstream (3 levels, 2 projects)`; None when it is not known."""
    if effect.tasks is None or not effect.levels:
        return None
    below = effect.tasks - effect.levels[0]
    if not below:
        return _("nothing is downstream")
    return _(
        "+ {count} downstream ({levels}, {projects})",
        count=below,
        levels=_n("{count} level", "{count} levels", count=len(effect.levels) - 1),
        projects=_n("{count} project", "{count} projects", count=max(1, len(effect.projects))),
    )


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


def instances(plan: Plan) -> Text:
    """`427 = 37 daily × 7 + 1 hourly × 24 × 7`."""
    effect = plan.effect
    if plan.instances is None:
        return _("not known before DataWorks creates them")
    terms: list[Text | str] = [_term(term) for term in effect.terms[:TERMS_SHOWN]]
    hidden = effect.terms[TERMS_SHOWN:]
    if hidden:
        terms.append(str(sum(term.instances for term in hidden)))
    if not terms:
        return _("{count}", count=plan.instances)
    return _("{count} = {sum}", count=plan.instances, sum=_plus(terms))


def of_tree(tree: Tree, hidden: int) -> Text:
    """What stands above the drawn tree."""
    unread = len(tree.unread)
    said = _(
        "{tasks} in {levels}; {mark} ends a line that is drawn further up.",
        tasks=_n("{count} task", "{count} tasks", count=len(tree.ids)),
        levels=_n("{count} level", "{count} levels", count=len(tree.levels)),
        mark=AGAIN,
    )
    if unread:
        said = _("{sentence} Not read yet below {count} of them.", sentence=said, count=unread)
    return _("{sentence} {count} more lines are not shown.", sentence=said, count=hidden) if hidden else said


def load(plan: Plan, parallelism: int, now: datetime, zone: str) -> tuple[Text, ...]:
    """How many dates at a time, how long, done near when; the parts of one line."""
    dates = _n("one business date after the other", "{count} business dates at a time", count=parallelism)
    found = plan.load
    if found is None:
        return (dates, _("how long is not known"))
    ending = When(now + timedelta(seconds=found.middle), zone)
    return (dates, about(found), _("done near {when}, if confirmed now", when=ending))


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
    if load.low == load.high:
        return _("about {time}", time=span(load.middle))
    return _("about {time} ({low} to {high})", time=span(load.middle), low=span(load.low), high=span(load.high))


def _term(term: Term) -> Text:
    if term.cycles == 1:
        return _("{tasks} {kind} × {days}", tasks=term.tasks, kind=KINDS[term.kind], days=term.days)
    return _(
        "{tasks} {kind} × {cycles} × {days}",
        tasks=term.tasks,
        kind=KINDS[term.kind],
        cycles=term.cycles,
        days=term.days,
    )


def _plus(terms: Sequence[Text | str]) -> Text | str:
    total = terms[0]
    for term in terms[1:]:
        total = _("{sum} + {term}", sum=total, term=term)
    return total


def _shares(shares: Sequence[Share]) -> tuple[object, ...]:
    shown: tuple[object, ...] = tuple(f"{share.name} ({share.tasks})" for share in shares[:SHARES_SHOWN])
    hidden = len(shares) - SHARES_SHOWN
    return (*shown, _n("{count} more", "{count} more", count=hidden)) if hidden > 0 else shown
