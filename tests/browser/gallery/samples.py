"""A usual day for the gallery: dwd_orders_di and what is downstream, for seven days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.dates import Ambiguous, Outcome, Reading, Refused, read
from bot.errors import UserError
from bot.operations.acts import Act, Scope, Target, Verb, Wish
from bot.operations.eta import Eta
from bot.operations.model import Asker, Operation, State
from bot.operations.presets import Preset
from bot.operations.progress import FailedRun, Progress, Run
from bot.operations.timing import Times
from bot.request.form import Form
from bot.request.load import Load
from bot.request.model import EnvType
from bot.request.plan import Plan, make_plan
from bot.request.requests import Found
from bot.request.requests import Target as Where
from bot.request.tasks import Task
from bot.request.tree import Node, Tree
from bot.settings import Project

NOW = datetime(2026, 11, 24, 2, 32, tzinfo=UTC)
"""10:32 in Shanghai."""
ZONE = "Asia/Shanghai"
ASKER = Asker("T0PLAYGRND", "U0ANALYST", "C0DATAOPS", "en-US")
PROJECTS = tuple(
    Project(alias=alias, id=number, region="cn-shanghai") for number, alias in enumerate(("ec_dw", "risk_mart"), 10001)
)
NAMES = {project.id: project.alias for project in PROJECTS}
PROD = Where(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone=ZONE)
DEV = Where(alias="ec_dw", project_id=10001, env_type=EnvType.DEV, time_zone=ZONE)
DAILY, HOURLY, WEEKLY = "00 30 02 * * ?", "00 00 00/1 * * ?", "00 00 04 ? * 2"


def _task(id_: int, name: str, owner: str, cron: str = DAILY, **more: object) -> Task:
    base = {"id": id_, "name": name, "owner": owner, "cron": cron, "project_id": 10001, "recurrence": "Normal"}
    return Task.model_validate(base | more)


TASKS = (
    _task(1001, "dwd_orders_di", "Oskar Lind", parameters="bizdate=$bizdate region=cn"),
    _task(1002, "dwd_refunds_di", "Oskar Lind", parameters=""),
    _task(1003, "dws_trade_1d", "Oskar Lind"),
    _task(1004, "dws_traffic_hi", "Mei Chen", HOURLY, self_dependent=True),
    _task(1005, "dws_member_1w", "Mei Chen", WEEKLY),
    _task(1006, "ads_gmv_di", "Li Wei"),
    _task(1007, "ads_legacy_kpi_di", "Li Wei", recurrence="Pause"),
    _task(1008, "ads_ab_shadow_di", "Li Wei", recurrence="Skip"),
    _task(2001, "risk_order_score_di", "Ana Risk", project_id=10002),
)
BELOW = {1001: (1003, 1004, 2001), 1003: (1005, 1006, 1007), 1004: (1008,)}
TREE = Tree((1001,), {task.id: Node(task, BELOW.get(task.id, ()), read_at=NOW) for task in TASKS if task.id != 1002})
USUAL = Form(
    tasks=("1001",), phrase="last 7 days", downstream=True, reason="late refund file, DATA-4412", parallelism=2
)
FAILED_DAYS = (date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 22))
WORDS = "ODPS-0130071: partition not found: ec_dw.ods_refund/ds=20261118"
LOG = (
    "2026-11-24 10:41:12 INFO  dwd_refunds_di ds=20261118 begins",
    "2026-11-24 10:41:13 INFO  submitted instance 20261124024113_x81",
    "2026-11-24 10:41:55 ERROR ODPS-0130071:[1,15] Semantic analysis exception",
    "2026-11-24 10:41:55 ERROR partition not found: ec_dw.ods_refund/ds=20261118",
    "2026-11-24 10:41:55 INFO  access_key=******** released",
    "2026-11-24 10:41:56 ERROR exit code 1",
)


def outcome(phrase: str) -> Outcome:
    """What a phrase means on this day."""
    return read(phrase, NOW, ZONE)


def reading(phrase: str) -> Reading:
    """The reading of a phrase that has one."""
    found = outcome(phrase)
    assert isinstance(found, Reading), (phrase, found)
    return found


def question(phrase: str) -> Ambiguous:
    """The question that a phrase raises."""
    found = outcome(phrase)
    assert isinstance(found, Ambiguous), (phrase, found)
    return found


def refusal(phrase: str) -> Refused:
    """Why a phrase is refused."""
    found = outcome(phrase)
    assert isinstance(found, Refused), (phrase, found)
    return found


def error(form: Form, days: Reading | None) -> UserError:
    """Why no request can be made of a form."""
    try:
        make_plan(form, days, TASKS[:1], PROD, "BF-248-04fc964f", found=Found(tasks=(1001,)))
    except UserError as problem:
        return problem
    raise AssertionError(form)


def plan(
    form: Form = USUAL,
    tasks: Sequence[Task] = TASKS[:1],
    *,
    target: Where = PROD,
    tree: Tree | None = None,
    load: bool = True,
    days: Reading | None = None,
) -> Plan:
    """A plan of this day. `days` where the form's phrase has several readings."""
    settled = days or (reading(form.phrase) if form.phrase else None)
    found = Found(tasks=tuple(task.id for task in tasks), workflow_id=700 if form.workflow else None)
    made = make_plan(form, settled, tasks, target, "BF-248-04fc964f", found=found, tree=tree, projects=NAMES)
    estimate = Load(low=9600, middle=11400, high=14400, known=7, tasks=8) if load else None
    return made.model_copy(update={"load": estimate})


PLAN = plan(tree=TREE)


def operation(
    state: State = State.RUNNING, *, form: Form = USUAL, made: Plan | None = PLAN, **more: object
) -> Operation:
    """BF-248, or another with `number`."""
    base: dict[str, object] = {
        "id": "6f9619ff-8b86-d011-b42d-00cf04fc964f",
        "number": 248,
        "asker": ASKER,
        "state": state,
        "text": '1001 last 7 days --mode all-downstream --parallelism 2 --reason "late refund file, DATA-4412"',
        "form": form,
        "created_at": NOW - timedelta(minutes=3),
        "expires_at": NOW + timedelta(minutes=12),
        "plan": made,
        "digest": made.digest if made else None,
        "confirmed_at": None if state is State.DRAFTED else NOW,
        "root_channel": "C0DATAOPS",
    }
    return Operation(**(base | more))  # type: ignore[arg-type]


def single(state: State) -> Operation:
    """One task alone, for one day."""
    form = Form(tasks=("1002",), phrase="yesterday")
    return operation(state, form=form, made=plan(form, TASKS[1:2], load=False), text="1002 yesterday")


FAILURES = (
    *(FailedRun(1002, "dwd_refunds_di", 7_000_000_100 + at, day, WORDS) for at, day in enumerate(FAILED_DAYS[:2])),
    FailedRun(1006, "ads_gmv_di", 7_000_000_200, FAILED_DAYS[2], "FAILED: runtime limit of 2 h exceeded"),
)
RUNNING = Progress(
    state=State.RUNNING,
    as_of=NOW + timedelta(minutes=62),
    promised=217,
    created=217,
    succeeded=87,
    running=6,
    waiting=124,
    day=3,
    days=7,
    next_look=NOW + timedelta(minutes=65),
    remote_operation_id="e15ad21c-b0e9-4792-8f55-b037a1c2d3e4",
)
TIMES = Times(NOW + timedelta(minutes=2), NOW + timedelta(minutes=199), start_known=True, finish_known=True, repeated=3)
ETA = Eta(NOW + timedelta(minutes=181), NOW + timedelta(minutes=208), learned=2)
BY_ESTIMATE = replace(ETA, latest=NOW + timedelta(minutes=242), learned=0)
FAILING = replace(RUNNING, failed=3, waiting=121, failures=FAILURES)
RUNNING = replace(RUNNING, eta=ETA)
DONE = replace(
    RUNNING, state=State.DONE, succeeded=217, running=0, waiting=0, day=7, next_look=None, eta=None, times=TIMES
)
LATE = replace(DONE, times=replace(TIMES, finished=NOW + timedelta(minutes=300), repeated=None), rerun_here=2)
DONE_DRY = replace(DONE, succeeded=209, dry_runs=8)
WITH_FAILURES = replace(
    FAILING,
    state=State.DONE_WITH_FAILURES,
    succeeded=173,
    running=0,
    waiting=41,
    day=7,
    next_look=None,
    times=replace(TIMES, finished=NOW + timedelta(minutes=140)),
)
STOPPING = replace(FAILING, state=State.STOPPING)
STOPPED = replace(
    FAILING,
    state=State.STOPPED,
    succeeded=87,
    stopped=127,
    running=0,
    waiting=0,
    next_look=None,
    incomplete=(FAILED_DAYS[0], *(date(2026, 11, day) for day in range(20, 24))),
)
HELD = replace(RUNNING, state=State.HELD, succeeded=0, running=0, waiting=217, day=0)


def before(state: State, **more: object) -> Progress:
    """Progress while, or where, nothing was created."""
    base = Progress(state=state, as_of=NOW + timedelta(seconds=63), promised=217, days=7)
    return replace(base, **more)  # type: ignore[arg-type]


REFUSED = before(
    State.REFUSED,
    message="The parameter DefaultRunProperties.Parallelism is out of range.",
    request_id="0bc1411515937635973125d1e2a2e6",
)
PROGRESS: dict[State, Progress] = {
    State.DRAFTED: before(State.DRAFTED),
    State.DISCARDED: before(State.DISCARDED),
    State.CONFIRMED: before(State.CONFIRMED),
    State.SENDING: before(State.SENDING),
    State.UNKNOWN: before(State.UNKNOWN, next_look=NOW + timedelta(seconds=73)),
    State.CREATING: before(State.CREATING, next_look=NOW + timedelta(seconds=78)),
    State.HELD: HELD,
    State.RUNNING: RUNNING,
    State.STOPPING: STOPPING,
    State.REFUSED: REFUSED,
    State.CREATE_FAILED: before(State.CREATE_FAILED, message="Task 1004 has no schedule on these days."),
    State.NEVER_FOUND: before(State.NEVER_FOUND),
    State.DONE: DONE,
    State.DONE_WITH_FAILURES: WITH_FAILURES,
    State.STOPPED: STOPPED,
    State.GIVEN_UP: replace(RUNNING, state=State.GIVEN_UP, next_look=None),
}
"""How an operation stands in each state."""


def act(verb: Verb, *, trouble: str | None = None, left_out: bool = False, nothing: bool = False) -> Act:
    """What Oskar Lind asked for, on the three failed runs, or where there was `nothing` to do."""
    targets = () if nothing else tuple(Target(it.instance_id, it.task_name, it.bizdate, 900) for it in FAILURES)
    scope = Scope(targets, targets[2:] if left_out else (), running=6, waiting=121)
    asked = NOW + timedelta(minutes=62)
    wish = Wish(reason="the data was repaired by hand") if verb is Verb.SET_SUCCESS else Wish()
    return Act("act", operation().id, verb, "key", "U0OWNER", asked, wish, scope, asked + timedelta(seconds=9), trouble)


RUNS = tuple(
    Run(run.instance_id, run.task_id, run.task_name, run.bizdate, "Failure", "Normal", "AllAllowed") for run in FAILURES
)
HOURS = tuple(Run(7_000_000_300 + n, 1004, "dws_traffic_hi", FAILED_DAYS[2], "Failure", "Normal") for n in range(2))
NEVER_AGAIN = (Run(7_000_000_400, 1008, "ads_ab_shadow_di", FAILED_DAYS[2], "Failure", "Normal", "AllDenied"),)
BEHIND = tuple(Run(7_000_000_500 + n, 1003 + n, TASKS[2 + n].label, FAILED_DAYS[0], "NotRun") for n in range(3))
PRESETS = (
    Preset("C0DATAOPS", "orders week", USUAL.having(phrase="last week"), "U0ANALYST", NOW - timedelta(days=20)),
    Preset("C0DATAOPS", "refunds", Form(tasks=("1002",), reason="late file"), "U0OWNER", NOW - timedelta(days=3)),
)
