from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.server import Server, serve
from tests.playground.slack.acting import MEI, Page, SmallApp

MANIFEST = Path(__file__).parent / "manifest.yml"
Serve = Callable[..., Awaitable[Server]]
OpenPage = Callable[..., Awaitable[Page]]
AppAt = Callable[[Server], Awaitable[SmallApp]]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def served(stack: AsyncExitStack) -> Serve:
    async def start(manifest: Any = MANIFEST, **settings: Any) -> Server:
        server = await serve("127.0.0.1", 0, manifest, **settings)
        stack.push_async_callback(server.close)
        return server

    return start


@pytest.fixture
async def server(served: Serve) -> Server:
    return await served()


@pytest.fixture
async def http(stack: AsyncExitStack) -> aiohttp.ClientSession:
    return await stack.enter_async_context(aiohttp.ClientSession())


@pytest.fixture
def web(server: Server) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-playground", base_url=server.api_url, retry_handlers=[])


@pytest.fixture
def page_of(server: Server, http: aiohttp.ClientSession) -> OpenPage:
    async def join(user: str = MEI, of: Server | None = None) -> Page:
        return await Page(of or server, http, user).join()

    return join


@pytest.fixture
async def mei(page_of: OpenPage) -> Page:
    return await page_of(MEI)


@pytest.fixture
def app_at(stack: AsyncExitStack) -> AppAt:
    async def connect(server: Server) -> SmallApp:
        app = SmallApp(server)
        await app.connect()
        stack.push_async_callback(app.close)
        return app

    return connect


@pytest.fixture
async def app(server: Server, app_at: AppAt) -> SmallApp:
    return await app_at(server)
