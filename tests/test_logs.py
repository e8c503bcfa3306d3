"""What is logged: one line an event, with its traceback, without secrets."""

import json
import logging

import pytest

from bot import logs, traces
from bot.request.form import Form


@pytest.fixture(autouse=True)
def _restored() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_failure_has_its_traceback_and_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    try:
        raise ValueError("xoxb-123-abc at postgresql://bot:s3cr3t@db/x")
    except ValueError:
        logging.getLogger("bot.x").exception("a turn failed, reference %s", "1f2e")
    (line,) = lines(capsys)
    assert line["event"] == "a turn failed, reference 1f2e"
    assert line["level"] == "error"
    assert "Traceback" in str(line["exception"])
    assert "test_logs.py" in str(line["exception"])
    assert "s3cr3t" not in str(line)
    assert "xoxb-123" not in str(line)


def test_what_is_given_besides_is_a_field(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logging.getLogger("bot.x").info("ready", extra={"seconds": 1.5})
    (line,) = lines(capsys)
    assert (line["event"], line["seconds"]) == ("ready", 1.5)


@pytest.mark.parametrize("free_text", [False, True])
def test_what_people_wrote_is_shown_by_setting_only(capsys: pytest.CaptureFixture[str], free_text: bool) -> None:
    logs.configure("DEBUG", free_text=free_text)
    logging.getLogger("slack_bolt").debug("body: {'text': 'late refund file'}")
    logging.getLogger("sqlalchemy.engine.Engine").info("executing INSERT ('late refund file')")
    wrong = {"reason": ["late refund file"]}
    try:
        Form.model_validate(wrong)
    except ValueError:
        logging.getLogger("bot.x").exception("a turn failed")
    found = lines(capsys)
    assert len(found) == (3 if free_text else 1)
    assert ("late refund file" in json.dumps(found)) is free_text
    assert "Traceback" in str(found[-1]["exception"])


def test_the_operation_is_on_every_line_of_its_block(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    with traces.about("0af7651916cd43dd8448eb211c80319c", "BF-7", act_id="a1"):
        logging.getLogger("bot.x").info("inside")
    logging.getLogger("bot.x").info("outside")
    inside, outside = lines(capsys)
    assert (inside["operation"], inside["operation_id"], inside["act_id"]) == (
        "BF-7",
        "0af7651916cd43dd8448eb211c80319c",
        "a1",
    )
    assert "operation" not in outside
