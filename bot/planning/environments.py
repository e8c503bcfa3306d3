"""Whether a workspace has the environment that is asked for. Dev may be missing. API: DevEnvironmentEnabled."""

import logging
from collections.abc import Callable

from bot.dataworks import DataWorks, DataWorksError, api
from bot.errors import UserError
from bot.locale import _
from bot.request.model import EnvType
from bot.request.requests import Target

logger = logging.getLogger(__name__)


class Environments:
    """Asked once a workspace, and only for Dev."""

    def __init__(self, remote: Callable[[str], DataWorks]) -> None:
        self._remote = remote
        self._dev: dict[int, bool] = {}

    async def check(self, target: Target) -> None:
        """Raises UserError when the workspace certainly has no such environment."""
        if target.env_type is not EnvType.DEV:
            return
        if target.project_id not in self._dev:
            try:
                page = await api.list_projects(self._remote(target.alias), ids=[target.project_id])
            except DataWorksError as error:
                logger.info("the environments of %s are not known: %s", target.alias, error)
                return
            enabled = next((item.dev_environment_enabled for item in page.items if item.id == target.project_id), None)
            if enabled is None:
                return
            self._dev[target.project_id] = enabled
        if not self._dev[target.project_id]:
            raise UserError(
                _("{project} has no Dev environment.", project=target.alias),
                _("Its tasks exist in Prod only: ask for Prod, or for another project."),
            )
