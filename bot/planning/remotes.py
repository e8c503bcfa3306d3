"""The DataWorks client of each project: made once, shared by projects of one endpoint, closed together."""

from collections.abc import Callable

from bot.dataworks import Credentials, DataWorks, OnCall, checked_endpoint, endpoint_of
from bot.settings import Project, Settings


def endpoint(project: Project) -> str:
    """Where this project's calls go, scheme included. Raises UserError for an unusable endpoint or region."""
    return checked_endpoint(project.endpoint) if project.endpoint else endpoint_of(project.region or "")


class Remotes:
    """Project alias -> client. One HTTP pool per endpoint and process."""

    def __init__(self, settings: Settings, on_call: Callable[[Project], OnCall] | None = None) -> None:
        self._settings = settings
        self._on_call = on_call
        self._clients: dict[str, DataWorks] = {}
        self._credentials: Credentials | None = None

    def __call__(self, alias: str) -> DataWorks:
        """The client for the project of this alias or id."""
        project = self._settings.project(alias)
        address = endpoint(project)
        if address not in self._clients:
            if self._credentials is None:
                self._credentials = Credentials.from_environment()
            hook = self._on_call(project) if self._on_call else None
            self._clients[address] = DataWorks(address, self._credentials, on_call=hook)
        return self._clients[address]

    async def aclose(self) -> None:
        """Close every pool."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
