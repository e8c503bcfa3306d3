"""The identity: the library's traps, each against the library itself."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.dataworks import BadCredentials, Call, Credentials, DataWorks
from tests.dataworks.standin import KEY_ID, SECRET, Reply, StandIn, serving

OFF = {
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true",
    "ALIBABA_CLOUD_CREDENTIALS_FILE": "/nonexistent/credentials.ini",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in os.environ:
        if name.startswith("ALIBABA_CLOUD_"):
            monkeypatch.delenv(name)
    for name, value in OFF.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


async def test_a_key_in_the_environment_as_it_is_now(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "id-1")
    environment.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret-1")
    credentials = Credentials.from_environment()
    environment.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "id-2")
    environment.setenv("ALIBABA_CLOUD_SECURITY_TOKEN", "token-2")
    later = Credentials.from_environment()
    first, second = await credentials.get(), await later.get()
    assert (first.id, first.secret, first.security_token) == ("id-1", "secret-1", "")
    assert (second.id, second.security_token) == ("id-2", "token-2")
    assert "secret" not in repr(second)
    assert "token" not in repr(second).replace("security_token", "")


async def test_no_credentials_is_one_short_sentence_and_a_long_log(
    environment: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(BadCredentials) as raised:
        await Credentials.from_environment().get()
    assert str(raised.value) == "The bot has no credentials for DataWorks."
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in str(raised.value.next_step)
    assert "/nonexistent/credentials.ini" not in f"{raised.value} {raised.value.next_step}"
    assert "/nonexistent/credentials.ini" in caplog.text
    assert raised.value.__cause__ is None


async def test_half_a_key_is_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "id-1")
    with pytest.raises(BadCredentials):
        await Credentials.from_environment().get()


async def test_the_library_reads_the_environment_of_now(environment: pytest.MonkeyPatch) -> None:
    async with serving(StandIn(usual=temporary_key("id-uri"))) as service:
        with pytest.raises(BadCredentials):
            await Credentials.from_environment().get()
        environment.setenv("ALIBABA_CLOUD_CREDENTIALS_URI", f"{service.url}/key")
        key = await Credentials.from_environment().get()
    assert (key.id, key.secret, key.security_token) == ("id-uri", SECRET, "token")


def temporary_key(key_id: str, pause: float = 0.0) -> Reply:
    async def reply(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(pause)
        expiry = (datetime.now(UTC) + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return web.json_response(
            {
                "Code": "Success",
                "AccessKeyId": key_id,
                "AccessKeySecret": SECRET,
                "SecurityToken": "token",
                "Expiration": expiry,
            }
        )

    return reply


async def test_three_first_calls_at_once_do_not_freeze_the_loop(service: StandIn) -> None:
    async with serving(StandIn(usual=temporary_key(KEY_ID, pause=0.4))) as source:
        credentials = Credentials.of(type="credentials_uri", credentials_uri=f"{source.url}/key")
        async with DataWorks(service.url, credentials) as dataworks:
            longest = asyncio.create_task(longest_pause_of_the_loop())
            started = time.monotonic()
            await asyncio.gather(*(dataworks.call("GetTask", {"Id": number}) for number in (1, 2, 3)))
            seconds = time.monotonic() - started
            longest.cancel()
            assert await longest < 0.3
    assert len(source.received) == 1
    assert len(service.received) == 3
    assert seconds < 3
    assert {received.headers["x-acs-security-token"] for received in service.received} == {"token"}


async def longest_pause_of_the_loop() -> float:
    longest, last = 0.0, time.monotonic()
    try:
        while True:
            await asyncio.sleep(0.005)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
    except asyncio.CancelledError:
        return longest


async def test_a_bearer_token_is_refused() -> None:
    with pytest.raises(BadCredentials, match="bearer"):
        Credentials.of(type="bearer", bearer_token="b")


async def test_a_wrong_configuration_is_refused_at_once() -> None:
    with pytest.raises(BadCredentials, match="set up wrongly"):
        Credentials.of(type="no_such_kind")


async def test_without_credentials_nothing_is_sent(service: StandIn) -> None:
    calls: list[Call] = []
    async with DataWorks(service.url, Credentials.fixed("", ""), on_call=calls.append) as dataworks:
        with pytest.raises(BadCredentials):
            await dataworks.call("GetTask", {"Id": 1})
    assert service.received == []
    assert [call.was_sent for call in calls] == [False]


async def test_an_answer_quoted_by_the_library_loses_its_secrets(
    environment: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def reply(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"Code": "Odd", "AccessKeySecret": "hunter2", "SecurityToken": "hunter3"})

    async with serving(StandIn(usual=reply)) as source:
        credentials = Credentials.of(type="credentials_uri", credentials_uri=f"{source.url}/key")
        with pytest.raises(BadCredentials):
            await credentials.get()
    assert "Odd" in caplog.text
    assert "hunter" not in caplog.text


def test_the_library_writes_nothing_to_standard_error_by_itself() -> None:
    _ = Credentials.of(type="access_key", access_key_id="a", access_key_secret="b")
    assert logging.getLogger("credentials").handlers == []


def test_the_library_is_not_imported_for_a_key_in_the_environment() -> None:
    program = (
        "import sys, json; from bot.dataworks import Credentials; Credentials.from_environment();"
        "print(json.dumps(sorted(name for name in sys.modules if name.startswith('alibabacloud'))))"
    )
    key = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "i", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"}
    printed = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **key}, capture_output=True, text=True, check=True
    )
    assert json.loads(printed.stdout) == []
