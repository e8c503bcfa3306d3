"""What is logged: one line an event, with its traceback, without secrets."""

import json
import logging

import pytest

from bot import logs


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
