"""One server, the official SDK's client and ours: what each of them sends for one request, as the server means it."""

import asyncio
import inspect
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import alibabacloud_dataworks_public20240518.models as sdk_models
from alibabacloud_dataworks_public20240518.client import Client as SdkClient
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions

from bot.dataworks import NO_RETRY, Credentials, DataWorks
from tests.dataworks.standin import KEY_ID, SECRET, Received, StandIn, ok, serving_in_thread

TEXTS = "words 订单 a+b ~*/&=%é"
SAMPLES: dict[str, Any] = {
    "str": TEXTS,
    "int": 2**62 + 1,
    "bool": True,
    "float": 0.5,
    "List[str]": ["a b", "订单"],
    "List[int]": [1, 2**62 + 1],
    "Dict[str, str]": {"k": "值"},
    "Dict[str, Any]": {"k": [1, True]},
    "Dict[str, List[str]]": {"k": ["值"]},
}


ANSWER = ok(
    OperationId="op-1",
    Result={"Status": "Creating"},
    WorkflowInstance={"Id": 1},
    TaskInstanceLog="",
    Task={"Id": 1},
    PagingInfo={"TotalCount": 0},
)


@dataclass
class Wire:
    """One server, the SDK's client and ours."""

    service: StandIn
    sdk: SdkClient
    dataworks: DataWorks
    runner: asyncio.Runner

    def by_sdk(self, action: str, request: Any) -> Received:
        method = getattr(self.sdk, SDK_METHODS[action.lower()])
        method(request, RuntimeOptions(no_proxy="127.0.0.1"))
        return self._only()

    def by_us(self, call: Callable[[DataWorks], Awaitable[object]]) -> Received:
        self.runner.run(_waited(call(self.dataworks)))
        return self._only()

    def _only(self) -> Received:
        (received,) = self.service.received
        self.service.received.clear()
        return received


async def _waited(call: Awaitable[object]) -> None:
    await call


@contextmanager
def two_clients() -> Iterator[Wire]:
    """Both, until the end; whatever reached the server must have been signed rightly."""
    config = Config(access_key_id=KEY_ID, access_key_secret=SECRET, protocol="http")
    with serving_in_thread(StandIn(usual=ANSWER)) as service, asyncio.Runner() as runner:
        config.endpoint = service.url.removeprefix("http://")
        dataworks = DataWorks(service.url, Credentials.fixed(KEY_ID, SECRET), retry=NO_RETRY)
        yield Wire(service, SdkClient(config), dataworks, runner)
        runner.run(dataworks.aclose())
    assert service.wrongly_signed == []


def meaning(received: Received) -> tuple[object, ...]:
    """What the server understands: method, action, version, each parameter by place; absent and empty are one."""
    return (
        received.method,
        received.action,
        received.headers["x-acs-version"],
        {name: value_of(text) for name, text in received.query.items() if text},
        {name: value_of(text) for name, text in received.form.items() if text},
    )


def value_of(text: str) -> object:
    """JSON as its value, True and true as one."""
    if text in {"True", "False"}:
        return text.lower()
    if text[:1] in {"{", "["}:
        try:
            return ("json", json.loads(text))
        except ValueError:
            return text
    return text


SDK_METHODS = {
    name.removesuffix("_with_options").replace("_", ""): name
    for name in dir(SdkClient)
    if name.endswith("_with_options")
}


def with_samples(kind: type[Any], depth: int = 4) -> Any:
    """A request with every field filled in, objects and lists of objects too."""
    fields = {}
    for name, parameter in inspect.signature(kind.__init__).parameters.items():
        if name != "self" and (sample := sample_of(str(parameter.annotation), depth)) is not None:
            fields[name] = sample
    return kind(**fields)


def sample_of(annotation: str, depth: int) -> Any:
    """A value of a field's type; None when it has none, or lies too deep in a model that holds itself."""
    if annotation in SAMPLES:
        return SAMPLES[annotation]
    inner = re.fullmatch(r"(?:List\[)?main_models\.(\w+)\]?", annotation)
    if inner is None or depth == 0:
        return None
    sample = with_samples(getattr(sdk_models, inner[1]), depth - 1)
    return [sample] if annotation.startswith("List") else sample


def request_kind(action: str) -> type[Any] | None:
    """The SDK's request class; None for the one action without parameters' class."""
    return next((getattr(sdk_models, n) for n in dir(sdk_models) if n.lower() == f"{action.lower()}request"), None)
