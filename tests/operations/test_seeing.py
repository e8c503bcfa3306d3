"""What is seen of a bot that runs, from outside, over real HTTP: readiness, metrics, log lines, spans."""

import asyncio
import gzip
import hashlib
import hmac
import json
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot.playground.bot_process import BotProcess, environment, run_command
from bot.playground.dataworks.server import SERVICE, make_app
from bot.playground.dataworks.service import Service
from bot.playground.person import Person
from bot.playground.slack import server as slack
from tests.operations.harness import free_port
from tests.packaging.installing import ROOT, clean_environment

pytestmark = pytest.mark.slow

REASON = "strictly-private-words"
SECRETS = ("xoxb-playground", "playground-signing-secret", "playgroundkeysecret", "playgroundkeyid")


@dataclass
class Collector:
    """An OTLP collector: decodes what is posted to it."""

    spans: list[Span] = field(default_factory=list)
    raw: bytes = b""
    headers: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        self.raw += body
        batch = ExportTraceServiceRequest.FromString(body)
        self.spans += [span for item in batch.resource_spans for scope in item.scope_spans for span in scope.spans]
        return web.Response(headers={"Content-Type": "application/x-protobuf"})

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]


def attributes(span: Span) -> dict[str, Any]:
    return {item.key: item.value.string_value or item.value.int_value for item in span.attributes}


@dataclass
class Running:
    """A bot in a process of its own, and what it stands between."""

    bot: BotProcess
    url: str
    folder: Path
    slack: slack.Server
    dataworks: Service
    collector: Collector

    async def get(self, path: str) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as http, http.get(self.url + path) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith("{") else text

    async def post(self, body: bytes, content_type: str) -> tuple[int, str]:
        """A request with a signature that is right."""
        at = str(int(time.time()))
        base = b"v0:" + at.encode() + b":" + body
        signature = "v0=" + hmac.new(b"playground-signing-secret", base, hashlib.sha256).hexdigest()
        headers = {"x-slack-request-timestamp": at, "x-slack-signature": signature, "content-type": content_type}
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.url}/slack/events", data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    async def becomes(self, path: str, holds: Callable[[int, Any], bool]) -> Any:
        async with asyncio.timeout(60):
            while True:
                try:
                    status, found = await self.get(path)
                except aiohttp.ClientError:
                    status, found = 0, None
                if holds(status, found):
                    return found
                await asyncio.sleep(0.2)

    def log(self) -> list[dict[str, Any]]:
        lines = (self.folder / "bot.log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    async def backfills(self) -> None:
        """One backfill, from the command to its last word."""
        async with Person(self.slack.url, "Oskar Lind") as oskar:
            await oskar.says(f'/backfill 1001 2026-10-05..2026-10-06 --reason "{REASON}"')
            preview = await oskar.sees(REASON, only_to_me=True, within=60)
            await preview.press("Confirm")
            await oskar.sees("is done", in_thread=True, within=60)


@asynccontextmanager
async def running(
    folder: Path, *, http: bool = True, collector: str | None = "here", **settings: str
) -> AsyncIterator[Running]:
    """Start everything. `collector`: "here", or the address of one that is away."""
    async with AsyncExitStack() as stack:
        app = make_app(speed=600.0)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        stack.push_async_callback(runner.cleanup)
        port, seen = free_port(), Collector()
        delivery = {"mode": "http", "events_url": f"http://127.0.0.1:{port}/slack/events"} if http else {}
        server = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml", **delivery)
        stack.push_async_callback(server.close)
        collecting = web.Application()
        collecting.router.add_post("/v1/traces", seen.take)
        endpoint = web.AppRunner(collecting, access_log=None)
        await endpoint.setup()
        await web.TCPSite(endpoint, "127.0.0.1", 0).start()
        stack.push_async_callback(endpoint.cleanup)
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        env = environment(server.url, address, folder, port, clean_environment()) | settings
        if collector is not None:
            here = f"http://127.0.0.1:{endpoint.addresses[0][1]}"
            env["OTEL_EXPORTER_OTLP_ENDPOINT"] = here if collector == "here" else collector
        bot = BotProcess(run_command(http=http), env, folder / "bot.log", lambda _line: None)
        keeping = asyncio.create_task(bot.keep())
        found = Running(bot, f"http://127.0.0.1:{port}", folder, server, app[SERVICE], seen)
        try:
            await found.becomes("/readyz", lambda status, _: status == 200)
            yield found
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)


async def test_one_operation_is_seen_from_end_to_end(tmp_path: Path) -> None:
    async with running(tmp_path, LOG_LEVEL="DEBUG", DATAWORKS_CALLS_PER_DAY="500") as seen:
        await seen.backfills()
        await seen.becomes("/metrics", lambda _, text: "backfill_bot_followed_operations 0.0" in (text or ""))
        await seen.becomes("/metrics", lambda _, text: "backfill_bot_outbox_oldest_seconds 0.0" in (text or ""))
        _status, metrics = await seen.get("/metrics")
        for body, kind in (
            (b"{not json", "application/json"),
            (b"[1, 2]", "application/json"),
            (b"payload=%7Bnot", "application/x-www-form-urlencoded"),
            (b"payload=null", "application/x-www-form-urlencoded"),
            (b'{"a": "\xff"}', "application/json"),
        ):
            status, words = await seen.post(body, kind)
            assert (status, "no payload of Slack" in words) == (400, True), body
        assert (await seen.get("/readyz"))[0] == 200
    lines, collector = seen.log(), seen.collector

    # Spans: one trace for the operation, its id the operation's; another for each payload, with the plan in it.
    (first,) = collector.named("operation")
    operation_id = attributes(first)["operation_id"]
    assert (attributes(first)["operation"], first.trace_id.hex()) == ("BF-1", operation_id)
    its = {span.span_id: span for span in collector.spans if span.trace_id == first.trace_id}
    names = {span.name for span in its.values()}
    assert {"begin", "send", "after_sending", "creation", "follow", "tell_end", "tell"} <= names
    assert {"DataWorks CreateWorkflowInstances", "Slack chat.postMessage", "Slack chat.update"} <= names
    for span in its.values():
        assert attributes(span)["operation"] == "BF-1"
        assert attributes(span)["operation_id"] == operation_id
        parent = its[span.parent_span_id] if span is not first else None
        expected = {"DataWorks": {"send", "creation", "follow", "tell_end"}, "Slack": {"tell"}}.get(
            span.name.split()[0]
        )
        assert parent is None or parent.name in (expected or {"operation"}), (span.name, parent.name)
    (created,) = collector.named("DataWorks CreateWorkflowInstances")
    assert attributes(created)["outcome"] == "ok"
    taken = next(entry for entry in seen.dataworks.journal if entry.action == "CreateWorkflowInstances")
    assert attributes(created)["request_id"] == taken.request_id
    by_id = {span.span_id: span for span in collector.spans}
    plans = collector.named("plan")
    assert len(plans) >= 2  # the preview, and again on Confirm
    for plan in plans:
        turn = by_id[plan.parent_span_id]
        assert (attributes(plan)["operation"], turn.name, by_id[turn.parent_span_id].name) == (
            "BF-1",
            "turn",
            "payload",
        )
    asked = [by_id[span.parent_span_id].name for span in collector.named("DataWorks GetTask")]
    assert set(asked) == {"plan"}

    # Neither spans nor logs tell secrets, or what people wrote.
    text = json.dumps(lines, ensure_ascii=False)
    for secret in (*SECRETS, REASON):
        assert secret.encode() not in collector.raw
        assert secret not in text
    assert "Traceback" not in text
    assert sum("is no payload of Slack" in line["event"] for line in lines) == 5

    # Every line of an operation's work names it.
    carried = [
        line for line in lines if line["logger"].startswith("bot.dataworks") and "CreateWorkflow" in line["event"]
    ]
    assert carried
    assert {(line["operation"], line["operation_id"]) for line in carried} == {("BF-1", operation_id)}
    looked = [line for line in lines if "ListTaskInstances ok" in line["event"]]
    assert looked
    assert {line.get("operation") for line in looked} == {"BF-1"}

    # And the metrics.
    assert 'backfill_bot_dataworks_calls_left_today{region="cn-shanghai"} 4' in metrics
    assert "backfill_bot_outbox_oldest_seconds 0.0" in metrics
    acks = {float(line.split()[1]) for line in metrics.splitlines() if line.startswith("backfill_bot_ack_seconds_sum")}
    assert min(acks) > 0.001  # no empty measure: a few payloads take a few milliseconds


async def test_a_dead_collector_neither_slows_nor_breaks(tmp_path: Path) -> None:
    async with running(tmp_path, collector=f"http://127.0.0.1:{free_port()}") as seen:
        began = time.monotonic()
        await seen.backfills()
        took = time.monotonic() - began
        pid = seen.bot.pid
        assert pid is not None
    assert took < 45
    lines = seen.log()
    assert sum("spans are sent" in line["event"] for line in lines) == 1
    assert not [line for line in lines if line["logger"].startswith("bot.") and line["level"] in ("error", "critical")]
    noise = [line for line in lines if line["logger"].startswith("opentelemetry")]
    assert len(noise) <= took / 2 + 5
    assert "Traceback" not in json.dumps(noise)


async def test_readiness_tells_what_is_wrong(tmp_path: Path) -> None:
    async with running(tmp_path, http=False, collector=None) as seen:
        assert await seen.get("/healthz") == (200, {"status": "ok"})
        assert await seen.get("/readyz") == (200, {"status": "ok"})
        await seen.backfills()
        records = tmp_path / "backfill.sqlite3"
        _untold(records, "token_revoked")
        found = await seen.becomes("/readyz", lambda _, body: bool(body) and "untold" in body)
        assert (found["status"], found["untold"]) == ("ok", 1)
        await seen.slack.close()
        found = await seen.becomes("/readyz", lambda status, _: status == 503)
        assert found["slack"] == "Socket Mode is not connected"
        assert (await seen.get("/healthz"))[0] == 200
        for name in (f"{records.name}", f"{records.name}-wal"):
            (tmp_path / name).write_bytes(b"no database" * 1000)
        found = await seen.becomes("/readyz", lambda _, body: bool(body) and "database" in body)
        assert found["status"] == "not ready"
        assert "backfill_bot_database_up 0.0" in (await seen.get("/metrics"))[1]


async def test_sigterm_while_it_starts_is_an_end_in_order(tmp_path: Path) -> None:
    env = environment("http://127.0.0.1:1", "http://127.0.0.1:1", tmp_path, free_port(), clean_environment())
    for after in (0.0, 0.2):
        process = await asyncio.create_subprocess_exec(
            *run_command(http=False), env=env, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(30):
            while not _catches(process.pid, signal.SIGTERM):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.005)
        await asyncio.sleep(after)
        process.send_signal(signal.SIGTERM)
        _out, err = await asyncio.wait_for(process.communicate(), 30)
        assert (process.returncode, err) == (0, b"backfill-bot: told to stop before it was ready.\n")


def _catches(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler for a signal of its own."""
    status = Path(f"/proc/{pid}/status").read_text()
    mask = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(mask >> (number - 1) & 1)


def _untold(records: Path, trouble: str) -> None:
    """As the outbox leaves what Slack does not take."""
    import sqlite3

    with sqlite3.connect(records) as connection:
        connection.execute(
            "UPDATE outbox SET pending = 1, trouble = ?, due_at = '2099-01-01 00:00:00.000000' WHERE kind = 'ended'",
            (trouble,),
        )
