import ssl
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bot.dataworks import Call, Credentials, DataWorks, RetryPolicy
from tests.dataworks.standin import KEY_ID, SECRET, StandIn, serving
from tests.dataworks.wire import Wire, two_clients

TLS = ssl.create_default_context()
"""Made once: loading the authorities takes longer than a call."""

QUICK = RetryPolicy(attempts=3, seconds=5, first_wait=0.001, longest_wait=0.002, jitter=0)


@pytest.fixture
async def service() -> AsyncIterator[StandIn]:
    """The stand-in; whatever reached it must have been signed rightly."""
    standin = StandIn()
    async with serving(standin):
        yield standin
    assert standin.wrongly_signed == []


@pytest.fixture
def calls() -> list[Call]:
    return []


@pytest.fixture
async def dataworks(service: StandIn, calls: list[Call]) -> AsyncIterator[DataWorks]:
    async with httpx.AsyncClient(verify=TLS, trust_env=False) as http:
        credentials = Credentials.fixed(KEY_ID, SECRET)
        yield DataWorks(service.url, credentials, http=http, retry=QUICK, on_call=calls.append)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """The official SDK's client and ours, before one server."""
    with two_clients() as both:
        yield both
