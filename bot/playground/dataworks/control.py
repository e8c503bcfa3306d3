"""The control API: unsigned, for the page and for tests; never part of what the bot may call."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import date, datetime

from aiohttp import web

from bot.playground.dataworks.instances import Placed
from bot.playground.dataworks.outcome import FAILURE_KINDS
from bot.playground.dataworks.service import Service
from bot.playground.dataworks.world import with_changed_task

Json = dict[str, object]
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_control(app: web.Application, service: Service) -> None:
    """Add `/_control/*` to the application.

    GET state, faults, orders, journal (?after=N leaves out the first N).
    POST speed {speed}, advance {seconds}, faults {name: value, ...}, reset,
    fail_task {task_id, bizdate?, times?, kind?}, task {id, ...: what to change of it, as in world.toml}.
    Every POST answers the state. A body that makes no sense is answered 400 {error}.
    """
    reads: dict[str, Callable[[Service], object]] = {
        "state": state,
        "faults": lambda it: it.faults.shown(),
        "orders": orders,
    }
    writes: dict[str, Callable[[Service, Json], None]] = {
        "speed": _speed,
        "advance": _advance,
        "faults": _switch_faults,
        "fail_task": _fail_task,
        "task": _change_task,
        "reset": lambda it, _: it.reset(),
    }
    for name, read in reads.items():
        app.router.add_get(f"/_control/{name}", _reading(service, read))
    app.router.add_get("/_control/journal", _journal(service))
    for name, write in writes.items():
        app.router.add_post(f"/_control/{name}", _writing(service, write))


def state(service: Service) -> Json:
    """Speed, simulated moment, faults that are on, orders and calls in numbers."""
    now = service.engine.advance()
    zone = service.world.zone
    return {
        "speed": service.clock.speed,
        "now": datetime.fromtimestamp(now, zone).isoformat(timespec="seconds"),
        "zone": zone.key,
        "faults": {name: asdict(fault) for name, fault in service.faults.active.items()},
        "orders": Counter(placed.status for placed in service.engine.orders.values()),
        "instances": sum((placed.instance_counts for placed in service.engine.orders.values()), Counter[str]()),
        "journal": {
            "requests": len(service.journal),
            "taken": sum(entry.taken for entry in service.journal),
            "codes": Counter(entry.code for entry in service.journal),
        },
        "calls": service.calls(),
    }


def orders(service: Service) -> Json:
    """Every order that was taken, with what became of it."""
    service.engine.advance()
    return {"orders": [_order(service, placed) for placed in service.engine.orders.values()]}


def _order(service: Service, placed: Placed) -> Json:
    return {
        "operation_id": placed.operation_id,
        "name": placed.order.name,
        "at": datetime.fromtimestamp(placed.at, service.world.zone).isoformat(timespec="seconds"),
        "status": placed.status,
        "failure": placed.failure,
        "parameters": placed.order.parameters,
        "instances": placed.instance_counts,
        "runs": [
            {"id": run.id, "bizdate": run.bizdate.isoformat(), "status": run.status, "instances": +run.counts}
            for run in placed.runs
        ],
    }


def _speed(service: Service, body: Json) -> None:
    speed = body.get("speed")
    if not isinstance(speed, int | float) or isinstance(speed, bool) or not 0 < speed <= 100_000:
        raise ValueError("speed must be a number above 0 and at most 100000")
    service.engine.advance()
    service.clock.speed = float(speed)


def _advance(service: Service, body: Json) -> None:
    seconds = body.get("seconds")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise ValueError("seconds must be a number, 0 or more")
    service.engine.advance()
    service.clock.advance(float(seconds))
    service.engine.advance()


def _switch_faults(service: Service, body: Json) -> None:
    for name, value in body.items():
        service.faults.switch(name, value)


def _fail_task(service: Service, body: Json) -> None:
    task_id, bizdate = _task_id(body.get("task_id")), body.get("bizdate")
    times, kind = body.get("times", 1), body.get("kind", "partition")
    if task_id not in service.engine.world.tasks:
        raise ValueError(f"{task_id} is no task")
    if not isinstance(times, int) or times < 0 or kind not in FAILURE_KINDS:
        raise ValueError(f"times must be a number, kind one of {', '.join(FAILURE_KINDS)}")
    day = None if bizdate is None else date.fromisoformat(str(bizdate))
    service.engine.outcomes.fail(task_id, day, times, str(kind))


def _change_task(service: Service, body: Json) -> None:
    at = service.engine.advance()
    changes = {name: value for name, value in body.items() if name != "id"}
    service.engine.live_in(with_changed_task(service.engine.world, _task_id(body.get("id")), changes, at))


def _task_id(given: object) -> int:
    """An id as a number or as text: a page written in JavaScript cannot hold every id as a number."""
    if isinstance(given, str) and given.isdigit():
        return int(given)
    if not isinstance(given, int):
        raise ValueError(f"{given} is no task")
    return given


def _reading(service: Service, read: Callable[[Service], object]) -> _Handler:
    async def handle(_: web.Request) -> web.StreamResponse:
        return web.json_response(read(service))

    return handle


def _writing(service: Service, write: Callable[[Service, Json], None]) -> _Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json() if request.can_read_body else {}
            if not isinstance(body, dict):
                raise ValueError("the body must be a JSON object")
            write(service, body)
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response(state(service))

    return handle


def _journal(service: Service) -> _Handler:
    """Every request received, in order."""

    async def handle(request: web.Request) -> web.StreamResponse:
        after = request.query.get("after", "0")
        entries = service.journal[int(after) if after.isdigit() else 0 :]
        return web.json_response({"journal": [asdict(entry) for entry in entries]})

    return handle
