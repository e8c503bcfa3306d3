"""Requests in API terms that keep the rules, of every Type and Mode, with any of the fields these have."""

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.request.field import Need
from bot.request.model import InstanceType, Mode
from bot.request.rules import fields_for, need

IDS = st.integers(1, 2**63 - 1)
ID_LISTS = st.lists(IDS, min_size=1, max_size=4, unique=True)
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
TIMES = st.times().map(lambda moment: moment.strftime("%H:%M:%S"))
DATES = st.dates(date(2026, 8, 1), date(2026, 10, 31)).map(str)
RANGES = st.lists(
    st.tuples(DATES, DATES).map(lambda ends: dict(zip(("StartBizDate", "EndBizDate"), sorted(ends), strict=True))),
    min_size=1,
    max_size=7,
)
KV = st.builds(
    "{}={}".format, st.from_regex(r"[A-Za-z_]\w{0,8}", fullmatch=True), st.from_regex(r"\S{1,8}", fullmatch=True)
)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "ProjectId": IDS,
    "EnvType": st.sampled_from(["Prod", "Dev"]),
    "WorkflowId": IDS.filter(lambda id_: id_ != 1),
    "WorkflowParameters": KV,
    "TaskParameters": st.dictionaries(IDS.map(str), KV | TEXT, min_size=1, max_size=3).map(json.dumps),
    "AutoStartEnabled": st.booleans(),
    "Comment": TEXT,
    "TagCreationPolicy": st.sampled_from(["Append", "Overwrite"]),
    "Tags": st.lists(
        st.fixed_dictionaries({"Key": TEXT}, optional={"Value": TEXT | st.just("")}), min_size=1, max_size=3
    ),
    "DefaultRunProperties.RootTaskIds": ID_LISTS,
    "DefaultRunProperties.IncludeTaskIds": ID_LISTS,
    "DefaultRunProperties.ExcludeTaskIds": ID_LISTS,
    "DefaultRunProperties.IncludeProjectIds": ID_LISTS,
    "DefaultRunProperties.ExcludeProjectIds": ID_LISTS,
    "DefaultRunProperties.Order": st.sampled_from(["Asc", "Desc"]),
    "DefaultRunProperties.RuntimeResource": TEXT,
    "DefaultRunProperties.Priority": st.integers(1, 11),
    "DefaultRunProperties.PriorityWeightStrategy": st.sampled_from(["Disable", "Upstream"]),
    "DefaultRunProperties.DataSourceNameMappings": st.dictionaries(TEXT, TEXT, min_size=1, max_size=3),
}
RUN_POLICY = st.fixed_dictionaries(
    {"Type": st.sampled_from(["Daily", "Weekend"]), "StartTime": TIMES, "EndTime": TIMES},
    optional={"Immediately": st.booleans()},
)
ALERT = st.fixed_dictionaries(
    {"Type": st.sampled_from(["Success", "Failure", "SuccessFailure"])},
    optional={"NoticeType": st.sampled_from(["Sms", "Mail", "SmsMail"])},
)
KINDS = [(InstanceType.SUPPLEMENT_DATA, mode) for mode in Mode] + [(type_, None) for type_ in list(InstanceType)[1:]]


@st.composite
def whole(draw: st.DrawFn) -> dict[str, Any]:
    """A request that keeps the rules."""
    type_, mode = draw(st.sampled_from(KINDS))
    request: dict[str, Any] = {"Name": "BF-0-00000000", "Type": type_.value, "AutoStartEnabled": True}
    run: dict[str, Any] = {}
    for field in fields_for(type_, mode):
        wanted = field.need(type_, mode) is Need.REQUIRED or field.api == "EnvType"
        if field.api in VALUES and (wanted or draw(st.booleans())):
            inside = field.api.startswith("DefaultRunProperties.")
            (run if inside else request)[field.path[-1]] = draw(VALUES[field.api])
    if need("Periods.BizDates", type_, mode) is Need.REQUIRED or draw(st.booleans()):
        times = {"StartTime": draw(TIMES), "EndTime": draw(TIMES)} if draw(st.booleans()) else {}
        request["Periods"] = {"BizDates": draw(RANGES), **times}
    if draw(st.booleans()):
        run |= {"RunPolicy": draw(RUN_POLICY), "Alert": draw(ALERT)}
    if mode:
        analysis = {"Enabled": draw(st.booleans()), "Blocked": draw(st.booleans())}
        run |= {"Mode": mode.value, "Analysis": analysis, "Parallelism": draw(st.integers(1, 10))}
        run.setdefault("Order", "Asc")
    _select(draw, type_, mode, run)
    if type_ in (InstanceType.SMOKE_TEST, InstanceType.SUPPLEMENT_DATA) and "WorkflowParameters" not in request:
        request["WorkflowId"] = 1
    if type_ is InstanceType.MANUAL_WORKFLOW and "WorkflowParameters" in request:
        request["WorkflowParameters"] = json.dumps({"k": request["WorkflowParameters"]})
    return request | ({"DefaultRunProperties": run} if run else {})


def _select(draw: st.DrawFn, type_: InstanceType, mode: Mode | None, run: dict[str, Any]) -> None:
    """As many tasks as the Mode takes, the roots among those to run."""
    if mode is Mode.CHAIN:
        run["IncludeTaskIds"] = draw(st.lists(IDS, min_size=2, max_size=2, unique=True))
    elif mode in (Mode.GENERAL, Mode.ALL_DOWNSTREAM):
        run["RootTaskIds"] = run["RootTaskIds"][:1]
    if mode is Mode.MANUAL_SELECTION or (mode is Mode.GENERAL and "IncludeTaskIds" in run):
        run["IncludeTaskIds"] = list(dict.fromkeys([*run["RootTaskIds"], *run.get("IncludeTaskIds", [])]))


WHOLE = whole()
