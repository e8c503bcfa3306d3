"""Forms of every kind, for the laws: hostile words, every field, each Type and Mode."""

from datetime import time

from hypothesis import strategies as st

from bot.request.form import Form
from bot.request.model import (
    AlertType,
    EnvType,
    InstanceType,
    Mode,
    NoticeType,
    Order,
    PriorityWeightStrategy,
    RunPolicyType,
    TagCreationPolicy,
)

HOSTILE = st.sampled_from(
    [
        *(
            "--reason",
            "--",
            "—",
            "–order desc",
            '"',
            "'",
            "\\",
            '\\"',
            "“x”",
            "it's",
            "‘a’",
            "a=b",
            "a:b",
            "*",
            "@x",
            "[1]",
        ),
        *(
            '["a"]',
            '{"a":1}',
            "{",
            "[",
            ",",
            "，",
            "、",
            "a, b",
            "status",
            "help",
            "with downstream",
            "上周及下游",
            "true",
        ),
        *(
            "--biz-dates",
            "yesterday",
            "last week",
            "&amp;",
            "<a|b>",
            "\n",
            " x ",
            "x\u00a0y",
            "\u3000",
            "1001:k=v",
            "no",
        ),
    ]
)
ANYTHING = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | HOSTILE
PLAIN = st.from_regex(r"[a-z_][a-z0-9_.]{0,20}|[1-9][0-9]{0,18}|[a-z]{1,5}\*|@[a-z]{1,5}", fullmatch=True)
WORD = PLAIN | ANYTHING
WORDS = st.lists(WORD, max_size=4, unique=True).map(tuple)
PHRASES = ["yesterday", "last 7 days", "Nov 20–24", "上周一到周三", "2026-11-01..2026-11-03", "Nov 20 - 24", ""]
TIMES = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
PAIR = st.builds("{}={}".format, st.from_regex(r"[A-Za-z_]\w{0,8}", fullmatch=True), ANYTHING | st.just("$bizdate"))

FORMS = st.builds(
    Form,
    tasks=WORDS,
    phrase=st.sampled_from(PHRASES) | ANYTHING,
    downstream=st.booleans(),
    project=st.none() | WORD,
    env_type=st.none() | st.sampled_from(EnvType),
    parallelism=st.none() | st.integers(1, 10),
    order=st.none() | st.sampled_from(Order),
    reason=st.just("") | ANYTHING,
    type=st.sampled_from(InstanceType),
    workflow=st.none() | WORD,
    name=st.just("") | ANYTHING,
    start_time=TIMES,
    end_time=TIMES,
    mode=st.none() | st.sampled_from(Mode),
    roots=WORDS,
    include_tasks=WORDS,
    exclude_tasks=WORDS,
    include_projects=WORDS,
    exclude_projects=WORDS,
    analysis_enabled=st.none() | st.booleans(),
    analysis_blocked=st.none() | st.booleans(),
    run_policy_type=st.none() | st.sampled_from(RunPolicyType),
    run_policy_start_time=TIMES,
    run_policy_end_time=TIMES,
    immediately=st.none() | st.booleans(),
    hold=st.booleans(),
    alert_type=st.none() | st.sampled_from(AlertType),
    alert_notice_type=st.none() | st.sampled_from(NoticeType),
    runtime_resource=st.none() | WORD,
    priority=st.none() | st.integers(1, 11),
    priority_weight_strategy=st.none() | st.sampled_from(PriorityWeightStrategy),
    data_sources=st.lists(st.tuples(WORD, WORD), max_size=3).map(tuple),
    workflow_parameters=st.lists(PAIR | st.just('{"k": [1, "v"]}'), max_size=3).map(tuple),
    task_parameters=st.lists(st.tuples(WORD | st.just("*"), PAIR | ANYTHING), max_size=3).map(tuple),
    tags=st.lists(st.tuples(WORD, st.none() | ANYTHING | st.just("")), max_size=3).map(tuple),
    tag_creation_policy=st.none() | st.sampled_from(TagCreationPolicy),
)
"""Any form at all; whether a request can be made of it is another question."""
