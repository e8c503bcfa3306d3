"""The DataWorks client of each project: made once, shared by projects of one endpoint, closed together."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.dataworks import Call, Credentials, DataWorks, OnCall, checked_endpoint, endpoint_of
from bot.dataworks.endpoint import is_loopback
from bot.dataworks.pace import Pace
from bot.planning.spending import count_one
from bot.settings import Project, Settings


def endpoint(project: Project) -> str:
    """Where this project's calls go, scheme included. Raises UserError for an unusable endpoint or region."""
    return checked_endpoint(project.endpoint) if project.endpoint else endpoint_of(project.region or "")


class Remotes:
    """Project alias -> client. One HTTP pool per endpoint and process, and one pace for all that is called there."""

    def __init__(self, settings: Settings, on_call: Callable[[Project], OnCall] | None = None) -> None:
        self._settings = settings
        self._on_call = on_call
        self._clients: dict[str, DataWorks] = {}
        self._https: list[httpx.AsyncClient] = []
        self._credentials: Credentials | None = None

    def __call__(self, alias: str) -> DataWorks:
        """The client for the project of this alias or id."""
        project = self._settings.project(alias)
        address = endpoint(project)
        if address not in self._clients:
            if self._credentials is None:
                self._credentials = Credentials.from_environment()
            pace = Pace(self._settings.dataworks_calls_per_second)
            # Before each request on the wire, so that repeated attempts wait for their turn too.
            http = httpx.AsyncClient(trust_env=not is_loopback(address), event_hooks={"request": [_in_turn(pace)]})
            self._https.append(http)
            hook = self._counting(self._on_call(project) if self._on_call else None)
            self._clients[address] = DataWorks(address, self._credentials, http=http, on_call=hook)
        return self._clients[address]

    async def aclose(self) -> None:
        """Close every pool."""
        for client in self._clients.values():
            await client.aclose()
        for http in self._https:
            await http.aclose()
        self._clients.clear()
        self._https.clear()

    def _counting(self, hook: OnCall | None) -> OnCall:
        def count(call: Call) -> None:
            if call.was_sent:
                count_one()
            if hook is not None:
                hook(call)

        return count


def _in_turn(pace: Pace) -> Callable[[httpx.Request], Awaitable[Any]]:
    async def wait(_request: httpx.Request) -> None:
        await pace.turn()

    return wait
