"""The telling lines of logs, without secrets."""

import pytest

from bot.operations.words import redact, telling_lines

LOG = """\
2026-11-21 00:20:01 INFO start running task dwd_orders_di
2026-11-21 00:20:02 INFO odps endpoint: http://service.odps.example/api
2026-11-21 00:20:09 ERROR ODPS-0130071:[1,45] Semantic analysis exception - partition not found: ods_orders/ds=20261120
    at com.aliyun.odps.Task.run(Task.java:42)
2026-11-21 00:20:09 INFO accessKeySecret=abcDEF123456 used
2026-11-21 00:20:10 INFO exit code 1
2026-11-21 00:20:10 INFO current task status: ERROR
"""


def test_the_lines_that_say_why_are_chosen() -> None:
    assert telling_lines(LOG) == (
        "ODPS-0130071:[1,45] Semantic analysis exception - partition not found: ods_orders/ds=20261120\n"
        "exit code 1\n"
        "current task status: ERROR"
    )


def test_without_a_telling_line_the_last_one_is_given() -> None:
    assert telling_lines("one\n\ntwo\n") == "two"
    assert telling_lines(" \n") is None


def test_long_lines_are_cut() -> None:
    told = telling_lines("error " + "very long words " * 100)
    assert told is not None
    assert len(told) <= 300


@pytest.mark.parametrize(
    "text",
    [
        "accessKeySecret=s3cr3tvalue",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET: s3cr3tvalue",
        '"password": "s3cr3tvalue"',
        "pwd = 's3cr3tvalue'",
        "token=s3cr3tvalue&x=1",
        "Authorization: Bearer s3cr3tvalue",
        "jdbc:mysql://user:s3cr3tvalue@host/db",
        "api_key=s3cr3tvalue",
        "--secret-key s3cr3tvalue",
        "LTAIs3cr3tvalue00000",
        "xoxb-s3cr3tvalue-1234",
        "Signature=s3cr3tvalue%3D",
        "signed with s3cr3tvalueAAAAbbbbCCCCdddd1111EEEEffff2222==",
    ],
)
def test_whatever_looks_like_a_key_is_redacted(text: str) -> None:
    assert "s3cr3tvalue" not in redact(text)
    assert "***" in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "partition not found: ods_orders/ds=20261120",
        "Table ec_dw.dwd_orders_di has 1234567890 rows",
        "InstanceId: 20261121002001234gabc",
        "read timed out after 7200 s",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert redact(text) == text
