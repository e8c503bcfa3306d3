"""Command text <-> form: a table of what people type, and the law that printing and reading give the same form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.request.command import BadCommand, Subcommand, parse, to_command
from bot.request.form import Form
from bot.request.model import EnvType, Order

CASES = [
    ("1001 yesterday", Form(tasks=("1001",), phrase="yesterday")),
    ("1001,1002 last 7 days", Form(tasks=("1001", "1002"), phrase="last 7 days")),
    ("1001, 1002 , dwd_orders_di  Nov 20-24", Form(tasks=("1001", "1002", "dwd_orders_di"), phrase="Nov 20-24")),
    ("1001，1002、1003 上周一到周三", Form(tasks=("1001", "1002", "1003"), phrase="上周一到周三")),
    ("1001 last 7 days with downstream", Form(tasks=("1001",), phrase="last 7 days", downstream=True)),
    ("1001 上周及下游", Form(tasks=("1001",), phrase="上周", downstream=True)),
    ("1001 with downstream", Form(tasks=("1001",), downstream=True)),
    ('1001 yesterday --reason "late file"', Form(tasks=("1001",), phrase="yesterday", reason="late file")),
    (
        "1001 yesterday --reason late partner's file",
        Form(tasks=("1001",), phrase="yesterday", reason="late partner's file"),
    ),
    ("1001 yesterday —reason “late file”", Form(tasks=("1001",), phrase="yesterday", reason="late file")),
    ("1001 Nov 20 – Nov 24", Form(tasks=("1001",), phrase="Nov 20 – Nov 24")),
    ("1001 yesterday --env dev", Form(tasks=("1001",), phrase="yesterday", env_type=EnvType.DEV)),
    (
        "1001 yesterday --order=desc --parallelism 3",
        Form(tasks=("1001",), phrase="yesterday", order=Order.DESC, parallelism=3),
    ),
    ("-- status last week", Form(tasks=("status",), phrase="last week")),
    ("<http://ods.io|ods.io> yesterday", Form(tasks=("ods.io",), phrase="yesterday")),
    ("a&amp;b yesterday", Form(tasks=("a&b",), phrase="yesterday")),
    ('"two words" yesterday', Form(tasks=("two words",), phrase="yesterday")),
    ("9007199254740993 yesterday", Form(tasks=("9007199254740993",), phrase="yesterday")),
    ("status BF-12", Subcommand("status", "BF-12")),
    ("帮助", Subcommand("help", "")),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_reads(text: str, expected: Form | Subcommand) -> None:
    assert parse(text) == expected


REFUSED = [
    ("1001 yesterday --resaon x", "--resaon", "--reason"),
    ("1001 yesterday --parallelism 11", "--parallelism", "N"),
    ("1001 yesterday --parallelism many", "many", "N"),
    ("1001 yesterday --env staging", "staging", "prod|dev"),
    ("1001 yesterday --downstream yes", "yes", "no value"),
    ("1001 yesterday --xyzzyxyzzy", "--xyzzyxyzzy", "--reason"),
]


@pytest.mark.parametrize(("text", "named", "remedy"), REFUSED)
def test_refuses_and_keeps_what_was_understood(text: str, named: str, remedy: str) -> None:
    with pytest.raises(BadCommand) as refusal:
        parse(text)
    assert named in str(refusal.value.text)
    assert remedy in str(refusal.value.next_step)
    assert refusal.value.form.tasks == ("1001",)
    assert refusal.value.form.phrase == "yesterday"


NAMES = st.from_regex(r"[a-z_][a-z0-9_.]{0,20}|[1-9][0-9]{0,17}", fullmatch=True)
FORMS = st.builds(
    Form,
    tasks=st.lists(NAMES, min_size=1, max_size=4, unique=True).map(tuple),
    phrase=st.sampled_from(["yesterday", "last 7 days", "Nov 20–24", "上周一到周三", "2026-11-01..2026-11-03", ""]),
    downstream=st.booleans(),
    project=st.none() | st.from_regex(r"[a-z][a-z0-9_.-]{0,10}", fullmatch=True),
    env_type=st.none() | st.sampled_from(EnvType),
    parallelism=st.integers(1, 10),
    order=st.sampled_from(Order),
    reason=st.text(
        st.characters(exclude_categories=["C", "Z"], exclude_characters="“”„«»＂&<>") | st.just(" "), max_size=60
    ).map(str.strip),
)


@given(FORMS)
def test_printing_and_reading_give_the_same_form(form: Form) -> None:
    assert parse(to_command(form)) == form
