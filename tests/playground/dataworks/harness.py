"""A hand-held clock, and a client that signs for itself."""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp

KEY_ID, SECRET = "playgroundkeyid", "playgroundkeysecret"
GETS = {
    "GetCreateWorkflowInstancesResult",
    "GetWorkflowInstance",
    "GetTaskInstance",
    "GetTaskInstanceLog",
    "GetProject",
    "GetTask",
    "ListDownstreamTasks",
    "ListUpstreamTasks",
    "ListResourceGroups",
    "GetWorkflow",
}


@dataclass
class Watch:
    """Real time that moves only when told; it starts now, on a Tuesday noon in Shanghai."""

    at: float = datetime(2026, 11, 24, 4, 0, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.at


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Client:
    """Signs and sends; every part of a request can be spoilt on the way."""

    session: aiohttp.ClientSession
    address: str
    watch: Watch
    headers_sent: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    async def __call__(self, action: str, **parameters: Any) -> Any:
        """One call that must succeed: its JSON."""
        answer = await self.ask(action, **parameters)
        assert answer.status == 200, answer.text
        return answer.json

    async def refused(self, action: str, **parameters: Any) -> tuple[int, str, str]:
        """One call that must be refused: status, code, message."""
        answer = await self.ask(action, **parameters)
        assert set(answer.json) >= {"RequestId", "HostId", "Code", "Message", "Recommend"}
        return answer.status, answer.json["Code"], answer.json["Message"]

    async def ask(self, action: str, **parameters: Any) -> Answer:
        pairs = {name: _wire(value) for name, value in parameters.items()}
        get = action in GETS
        return await self.send(
            action, query=pairs if get else {}, form={} if get else pairs, method="GET" if get else "POST"
        )

    async def send(
        self,
        action: str,
        *,
        query: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
        method: str = "POST",
        secret: str = SECRET,
        key_id: str = KEY_ID,
        unsigned: tuple[str, ...] = (),
        spoil: dict[str, str] | None = None,
        **headers: str,
    ) -> Answer:
        """`headers` (_ for -) override before signing, `spoil` after it; `unsigned` are left out of the signature."""
        body = urlencode(form or {}).encode()
        sent = {
            "host": self.host,
            "x-acs-action": action,
            "x-acs-version": "2024-05-18",
            "x-acs-date": datetime.fromtimestamp(self.watch(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
            **({"content-type": "application/x-www-form-urlencoded"} if body else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        names = sorted(set(sent) - set(unsigned))
        canonical_query = "&".join(
            f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in sorted((query or {}).items())
        )
        lines = "".join(f"{name}:{sent[name]}\n" for name in names)
        canonical = "\n".join([method, "/", canonical_query, lines, ";".join(names), sent["x-acs-content-sha256"]])
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
        signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        credential = f"Credential={key_id},SignedHeaders={';'.join(names)},Signature={signature}"
        sent["Authorization"] = f"ACS3-HMAC-SHA256 {credential}"
        sent |= spoil or {}
        self.headers_sent = sent
        url = f"{self.address}/" + (f"?{urlencode(query)}" if query else "")
        async with self.session.request(
            method, url, data=body or None, headers=sent, skip_auto_headers=["Content-Type", "Accept", "User-Agent"]
        ) as response:
            return Answer(response.status, dict(response.headers), await response.text())

    async def control(self, name: str, **body: Any) -> Any:
        """Read (no body) or write the control API."""
        url = f"{self.address}/_control/{name}"
        send = self.session.post(url, json=body) if body or name == "reset" else self.session.get(url)
        async with send as response:
            return await response.json()

    async def create(self, *days: str, tasks: tuple[int, ...] = (1001,), top: Any = None, **properties: Any) -> str:
        """Order a backfill: its OperationId."""
        return str(
            (await self("CreateWorkflowInstances", **order(*days, tasks=tasks, top=top, **properties)))["OperationId"]
        )

    async def runs(self, operation_id: str, *, after: float = 5) -> list[int]:
        """The workflow instances of an order, once created."""
        await self.control("advance", seconds=after)
        result = (await self("GetCreateWorkflowInstancesResult", OperationId=operation_id))["Result"]
        assert result["Status"] == "Created", result
        return list(result["WorkflowInstanceIds"])

    async def instances(self, day: str, project: int = 10001, **filters: Any) -> list[dict[str, Any]]:
        """The task instances of a business date, oldest id first."""
        found = await self(
            "ListTaskInstances", ProjectId=project, Bizdate=midnight(day), PageSize=500, SortBy="Id Asc", **filters
        )
        return list(found["PagingInfo"]["TaskInstances"])

    async def status(self, run: int) -> str:
        return str((await self("GetWorkflowInstance", Id=run))["WorkflowInstance"]["Status"])


def _wire(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def midnight(day: str) -> int:
    """00:00 in Shanghai, in milliseconds."""
    return int(datetime.fromisoformat(f"{day}T00:00:00+08:00").timestamp() * 1000)


def order(*days: str, tasks: tuple[int, ...] = (1001,), top: Any = None, **properties: Any) -> dict[str, Any]:
    """The parameters of a plain backfill; a day may be an interval `first/last`; None takes a member away."""
    ranges = [day.split("/") for day in days or ("2026-11-20",)]
    defaults: dict[str, Any] = {
        "Mode": "General" if len(tasks) == 1 else "ManualSelection",
        "RootTaskIds": list(tasks),
        "Analysis": {"Enabled": True, "Blocked": True},
        "Parallelism": 1,
        "Order": "Asc",
    }
    merged = {name: value for name, value in {**defaults, **properties}.items() if value is not None}
    parameters: dict[str, Any] = {
        "ProjectId": 10001,
        "EnvType": "Prod",
        "WorkflowId": 1,
        "Name": f"backfill {uuid.uuid4().hex[:6]}",
        "Type": "SupplementData",
        "Periods": {"BizDates": [{"StartBizDate": pair[0], "EndBizDate": pair[-1]} for pair in ranges]},
        "DefaultRunProperties": merged,
        "Comment": "订单晚到",
        **(top or {}),
    }
    return {name: value for name, value in parameters.items() if value is not None}


def days_between(first: str, last: str) -> list[str]:
    start, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    return [date.fromordinal(day).isoformat() for day in range(start, end + 1)]
