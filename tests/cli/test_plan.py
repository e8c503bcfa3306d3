"""`backfill-bot plan`: from text and from a file, to the command text and to exactly what would be sent."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner, Result
from PIL import Image

from bot.cli.plan import plan
from tests.dataworks.standin import KEY_ID, SECRET, StandIn, ok, serving_in_thread

SETTINGS = {
    "DATAWORKS_PROJECT_ID": "10001",
    "DATAWORKS_TIME_ZONE": "Asia/Shanghai",
    "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY_ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET,
}
REQUEST: dict[str, Any] = {
    "ProjectId": 10001,
    "EnvType": "Prod",
    "WorkflowId": 9007199254740993,
    "Name": "BF-0-00000000",
    "Type": "ManualWorkflow",
    "Periods": {"BizDates": [{"StartBizDate": "2026-11-01", "EndBizDate": "2026-11-03"}]},
    "WorkflowParameters": '{"region":"eu"}',
    "AutoStartEnabled": False,
    "DefaultRunProperties": {"Priority": 8},
}
COMMAND = (
    "2026-11-01..2026-11-03 --project 10001 --env-type prod --type manual-workflow --workflow-id 9007199254740993 "
    '--priority 8 --workflow-param "{\\"region\\":\\"eu\\"}" --hold'
)
TOML = """
ProjectId = 10001
EnvType = "Prod"
Type = "ManualWorkflow"
WorkflowId = 9007199254740993
WorkflowParameters = '{"region":"eu"}'
AutoStartEnabled = false
Periods.BizDates = [{ StartBizDate = 2026-11-01, EndBizDate = 2026-11-03 }]

[DefaultRunProperties]
Priority = 8
"""


async def answer(request: web.Request) -> web.StreamResponse:
    """Every id is a daily task; there is nothing downstream, and nothing has run."""
    asked = request.query.get("Id", "0")
    task = {"Id": int(asked), "Name": f"task_{asked}", "Trigger": {"Type": "Scheduler", "Cron": "00 00 00 * * ?"}}
    return await ok(Task=task, PagingInfo={"TotalCount": 0, "PageNumber": 1, "PageSize": 10})(request)


@pytest.fixture(scope="module", autouse=True)
def _dataworks() -> Iterator[None]:
    with serving_in_thread(StandIn(usual=answer)) as service, pytest.MonkeyPatch.context() as patch:
        patch.delenv("BACKFILL_CONFIG", raising=False)
        patch.setenv("DATAWORKS_ENDPOINT", service.url)
        yield
    logging.disable(logging.NOTSET)  # the command's own process would be over by now


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(plan, list(words), env=SETTINGS, input=text)


def requests(*words: str) -> list[dict[str, Any]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["requests"]
    return found


def test_a_file_is_planned_and_printed_as_a_command(tmp_path: Path) -> None:
    for name, content in (("request.json", json.dumps(REQUEST)), ("request.toml", TOML)):
        path = tmp_path / name
        path.write_text(content)
        assert run("--file", str(path), "--as-command").stdout == f"{COMMAND}\n"
        assert requests("--file", str(path)) == [REQUEST]


def test_what_was_printed_is_a_file(tmp_path: Path) -> None:
    odd = ", ".join(f"2026-10-{day:02}" for day in range(1, 18, 2))
    first = run(f"1001 {odd} --order desc --name spring", "--json")
    assert [len(item["Periods"]["BizDates"]) for item in json.loads(first.stdout)["requests"]] == [7, 2]
    path = tmp_path / "printed.json"
    path.write_text(first.stdout)
    assert requests("--file", str(path)) == json.loads(first.stdout)["requests"]


def test_dates_of_a_file_are_not_asked_about(tmp_path: Path) -> None:
    days = {"BizDates": [{"StartBizDate": "2020-01-01", "EndBizDate": "2026-11-01"}]}
    path = tmp_path / "long.json"
    path.write_text(json.dumps({"DefaultRunProperties": {"RootTaskIds": [1001]}, "Periods": days}))
    assert requests("--file", str(path))[0]["Periods"] == days
    assert run("1001 2020-01-01..2026-11-01").exit_code == 1


def test_standard_input(tmp_path: Path) -> None:
    assert run("--file", "-", "--as-command", text=json.dumps(REQUEST)).stdout == f"{COMMAND}\n"
    assert run("--file", "-", "--as-command", text=TOML).stdout == f"{COMMAND}\n"


def test_a_text_may_begin_with_an_option() -> None:
    (made,) = requests("--type manual-workflow --workflow-id 5 --workflow-param a=1")
    assert made["WorkflowParameters"] == '{"a":"1"}'
    assert requests("--type=smoke-test 1001")[0]["Type"] == "SmokeTest"
    assert run("--jsno", "1001 yesterday").exit_code == 2


TYPES = [
    ("1001 2026-11-01", "SupplementData", 1),
    ("--type manual-workflow --workflow-id 5", "ManualWorkflow", 5),
    ("9007199254740993 --type manual --workflow-id 9007199254740993", "Manual", 9007199254740993),
    ("1001 --type smoke-test", "SmokeTest", 1),
    ("1001 2026-11-01 --type trigger-workflow --workflow-id 5", "TriggerWorkflow", 5),
]


@pytest.mark.parametrize(("text", "type_", "workflow"), TYPES)
def test_every_type(text: str, type_: str, workflow: int) -> None:
    (made,) = requests(text)
    assert (made["Type"], made["WorkflowId"]) == (type_, workflow)


REFUSED = [
    ((), "command text"),
    (("1001 yesterday", "--file", "x.json"), "command text"),
    (("--file", "nowhere.json"), "nowhere.json cannot be read"),
    (("status",), "subcommand"),
]


@pytest.mark.parametrize(("words", "named"), REFUSED)
def test_refuses(words: tuple[str, ...], named: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert named in result.output


@pytest.mark.parametrize(("name", "content"), [("a.json", "{"), ("a.toml", "["), ("a.json", "1"), ("a.txt", "{1")])
def test_a_file_that_is_no_request(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content)
    result = run("--file", str(path))
    assert result.exit_code == 2
    assert name in result.output


def test_help_names_every_option() -> None:
    from bot.request.command import OPTIONS

    text = run("--help").output
    for option in OPTIONS:
        assert f"--{option.name}" in text


def test_a_picture_is_written_beside_the_plan(tmp_path: Path) -> None:
    file = tmp_path / "tasks.png"
    result = run("1001 2026-11-01 with downstream", "--picture", str(file))
    assert result.exit_code == 0, result.output
    image = Image.open(file)
    assert image.format == "PNG"
    assert f"Picture         {file} · {image.width} x {image.height} pixels · 1 task" in result.stdout
    shown = json.loads(run("1001,1002 2026-11-01", "--picture", str(file), "--json").stdout)
    assert set(shown) == {"requests", "digest", "warnings"}
    assert Image.open(file).size != image.size


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("tasks.jpg", (), "so call the file tasks.png"),
        ("nowhere/tasks.png", (), "there is no folder nowhere"),
        ("tasks.png", ("--as-command",), "nothing to draw"),
        (".", (), "is a directory"),
    ],
)
def test_a_place_where_no_picture_can_be(name: str, more: tuple[str, ...], said: str) -> None:
    result = run("1001 2026-11-01", "--picture", name, *more)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_workflow_without_tasks_is_not_drawn(tmp_path: Path, more: tuple[str, ...]) -> None:
    file = tmp_path / "tasks.png"
    result = run("--type manual-workflow --workflow-id 5", "--picture", str(file), *more)
    assert result.exit_code == 2
    assert "There is nothing to draw: the request names a workflow and none of its tasks." in result.output
    assert not file.exists()


def test_a_picture_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    file = tmp_path / "tasks.png"
    file.symlink_to(tmp_path / "gone" / "tasks.png")
    result = run("1001 2026-11-01", "--picture", str(file))
    assert result.exit_code == 2
    assert f"{file} cannot be written: No such file" in result.output
