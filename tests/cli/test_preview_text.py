"""`plan` and `submit` print every fact of the preview that Slack shows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import settings
from bot.cli.asked import form_of_text
from bot.cli.plan import PLACEHOLDER, print_plan
from bot.cli.planners import planner
from bot.locale.speech import ENGLISH
from bot.planning.planner import Planned
from bot.request.load import Load
from bot.slack.render import previewed
from bot.slack.views import preview
from tests.operations.harness import Remote

EVERYTHING = (
    "1001,1002 2026-11-22..2026-11-23 --hold --reason late --param 1001:region=eu --run-window 22:00-06:00 "
    "--alert failure:mail --tag owner=dw --order desc --parallelism 2"
)
PLANS = [
    (EVERYTHING, ("newest first", "2 business dates at a time", "created and held", "region=eu", "owner=dw")),
    (
        "1001 2026-11-22..2026-11-23 --reason 'late file'",
        ("oldest first", "one business date after the other", "late file"),
    ),
    ("1001,1002,1003,1005,1007,1009,1010,1011,1012 2026-11-23 --reason 'late file'", ("(1012)",)),
    ("1005 2026-11-22 with downstream --reason late", ("downstream (", "by level: ")),
    (
        "--type manual-workflow --workflow-id 700000000002 --reason 'late file'",
        ("all of workflow 700000000002", "none said", "Kind of run: run of a manual workflow"),
    ),
    ("1001 --type smoke-test --reason 'late file'", ("Kind of run: smoke test",)),
    ("1001 monday --reason 'late file'", ()),
]


@pytest.fixture(autouse=True)
def _one_workspace(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKFILL_CONFIG", raising=False)
    monkeypatch.setenv("DATAWORKS_ENDPOINT", remote.address)
    monkeypatch.setenv("DATAWORKS_PROJECT_ID", "10001")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "playgroundkeyid")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "playgroundkeysecret")


async def planned(text: str) -> Planned:
    async with planner(settings.require_projects(settings.load()), None) as made:
        found = await made.plan(form_of_text(text), PLACEHOLDER, patience=30)
    assert isinstance(found, Planned)
    return found


def facts(found: Planned) -> list[str]:
    """The parts of every line of Slack's preview, without what tells of the message itself and its buttons."""
    shown = previewed(found, "BF-1", found.made_at + timedelta(minutes=15), found.plan.target.time_zone)
    _title, _only_you, *blocks = preview.message(shown, ENGLISH)["blocks"]
    lines = [line for block in blocks if block.get("block_id") != preview.OTHER_READINGS for line in _lines(block)]
    return [part.strip() for line in lines for part in line.split(" · ") if part.strip()]


def _lines(block: dict[str, Any]) -> list[str]:
    """What a block says, a line each; the sign of a warning is left out."""
    if block["type"] == "context":
        return [item["text"] for item in block["elements"]]
    sections: list[dict[str, Any]] = []
    for item in block.get("elements", []) if block["type"] == "rich_text" else []:
        sections += item["elements"] if item["type"] == "rich_text_list" else [item]
    found = []
    for section in sections:
        heading, *rest = (part.get("fallback") or part["text"] for part in section["elements"])
        found += [heading] if section["elements"][0].get("style") else []
        found.append("".join(rest) if rest else heading)
    return found


@pytest.mark.parametrize(("text", "named"), PLANS, ids=[text for text, _named in PLANS])
async def test_every_fact_of_the_preview_is_printed(
    text: str, named: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    found = await planned(text)
    print_plan(found)
    printed = capsys.readouterr().out
    missing = [fact for fact in facts(found) if fact.removesuffix(" and 1 more") not in printed]
    assert not missing, printed
    assert [words for words in named if words not in printed] == [], printed


async def test_how_long_it_takes_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    found = await planned("1001 2026-11-23 --reason 'late file'")
    load = Load(low=600, middle=900, high=1200, known=1, tasks=1)
    for plan, said in (
        (found.plan.model_copy(update={"load": load}), "about 15 min (10 min to 20 min) · done near 20"),
        (found.plan.model_copy(update={"load": None}), "how long is not known"),
    ):
        timed = replace(found, plan=plan)
        print_plan(timed)
        printed = capsys.readouterr().out
        assert f"Load            {said}" in printed
        assert [fact for fact in facts(timed) if fact not in printed] == []


async def test_without_a_reason_it_says_how_to_give_one(capsys: pytest.CaptureFixture[str]) -> None:
    print_plan(await planned("1001 2026-11-23"))
    assert "Reason          none given; --reason adds one" in capsys.readouterr().out
