"""What moved between two plans of one draft: the fields of the requests, and the tasks that would run. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.request.plan import Plan

ABSENT = "-"


@dataclass(frozen=True, slots=True)
class MovedField:
    """One field of a request in API terms, such as `DefaultRunProperties.Parallelism`, and its two values."""

    name: str
    before: str
    after: str


def moved_fields(before: Plan, after: Plan) -> tuple[MovedField, ...]:
    """The fields that would be sent with another value, or were not there before."""
    old, new = _flat(before), _flat(after)
    return tuple(
        MovedField(name, old.get(name, ABSENT), new.get(name, ABSENT))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )


def moved_tasks(before: Plan, after: Plan) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Ids of the tasks that came in and of those that are gone; none where either plan does not know its tasks."""
    old, new = before.effect.task_ids, after.effect.task_ids
    if old is None or new is None:
        return (), ()
    return tuple(id_ for id_ in new if id_ not in set(old)), tuple(id_ for id_ in old if id_ not in set(new))


def _flat(plan: Plan) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, request in enumerate(plan.requests, start=1):
        lead = f"{number}." if len(plan.requests) > 1 else ""
        found.update((f"{lead}{name}", value) for name, value in _leaves("", request.parameters()))
    return found


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for place, item in enumerate(value):
            yield from _leaves(f"{path}[{place}]", item)
    else:
        yield path, str(value)
