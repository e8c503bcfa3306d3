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
        "spark.hadoop.fs.oss.accessKeySecret.prod=s3cr3tvalue",
        '"password": "s3cr3tvalue"',
        r'{"password":"a\"s3cr3tvalue","user":"etl"}',
        'password="s3cr3tvalue',
        "pwd = 's3cr3tvalue'",
        "wrong password: s3cr3tvalue",
        "token=s3cr3tvalue&x=1",
        "invalid token: s3cr3tvalue",
        "x-acs-security-token: s3cr3tvalue",
        "Authorization: Bearer s3cr3tvalue",
        "Authorization: s3cr3tvalue",
        "authorization: ACS3-HMAC-SHA256 Credential=abc,SignedHeaders=a;b,Signature=s3cr3tvalue",
        "sent with bearer s3cr3tvalue",
        "jdbc:mysql://user:s3cr3tvalue@host/db",
        "redis://:s3cr3tvalue@host/0",
        "api_key=s3cr3tvalue",
        "ak: s3cr3tvalue",
        "--secret-key s3cr3tvalue",
        "--db-password 'two words, s3cr3tvalue'",
        "-token s3cr3tvalue",
        "--access-key-id=s3cr3tvalue",
        "LTAIs3cr3tvalue00000",
        "xoxb-s3cr3tvalue-1234",
        "Signature=s3cr3tvalue%3D",
        "signed with s3cr3tvalueAAAAbbbbCCCCdddd1111EEEEffff2222==",
        "commit s3cr3tvalue0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    ],
)
def test_whatever_looks_like_a_key_is_redacted(text: str) -> None:
    assert "s3cr3tvalue" not in redact(text)
    assert "***" in redact(text)


def test_only_the_value_is_redacted() -> None:
    assert redact("run.sh --secret-key s3cr3tvalue --tries 3") == "run.sh --secret-key *** --tries 3"
    assert redact("user=etl&password=s3cr3tvalue&db=ec_dw") == "user=etl&password=***&db=ec_dw"
    assert redact('{"token": "s3cr3tvalue", "table": "ods_orders"}') == '{"token": ***, "table": "ods_orders"}'


@pytest.mark.parametrize(
    "text",
    [
        "partition not found: ods_orders/ds=20261120",
        "Table ec_dw.dwd_orders_di has 1234567890 rows",
        "InstanceId: 20261121002001234gabc",
        "instance 20261121002001234gabcdef12_SQL_0_1_0_job_0 failed",
        "read timed out after 7200 s",
        "dws_trade_cross_border_order_detail_1d_snapshot_20261120 is missing",
        "ods_customer_refund_order_detail_delta_v2/ds=20261120/hh=05 is empty",
        "com.aliyun.odps.task.SQLTaskRunnerWithSnapshotIsolation2Impl failed",
        "ODPS-0130161:[1,45] Parse exception - unexpected token: FROM",
        "invalid token: )",
        "InvalidAccessKeyId.NotFound: Specified access key is not found.",
        "SignatureDoesNotMatch: the request signature differs",
        "MissingSecurityToken: SecurityToken is mandatory",
        "TokenExpiredException: the token expired",
        "Authorization: failed for project ec_dw",
        "password authentication failed for user etl",
        "the bearer of this token has no rights",
        "--partition-key ds --tokenizer jieba --max-tokens 512",
        "primary_key=id num_tokens=512",
        "risk: high, task: 5",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert redact(text) == text
