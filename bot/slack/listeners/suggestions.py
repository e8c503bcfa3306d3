"""Suggestions for the form's menus while somebody types: tasks, workflows, resource groups, workspaces, tags."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.planning.catalog import Choice
from bot.policy import may_use
from bot.request.field import Kind
from bot.request.form import Form
from bot.request.rules import FIELDS
from bot.slack.services import Services
from bot.slack.views.blocks import Block, option
from bot.slack.views.fields import task_option
from bot.slack.views.state import TASKS, read_state

logger = logging.getLogger(__name__)

SUGGEST_SECONDS = 2.5
"""Slack waits three for suggestions."""

OPERATIONS_READ = 100
"""Operations whose tags are offered again."""

Suggest = Callable[[str, Form], Awaitable[list[Block]]]


class SuggestionListener:
    """The options of every menu that is filled while somebody types."""

    def __init__(self, services: Services) -> None:
        self._services = services
        tasks = {TASKS, *(field.form for field in FIELDS if field.kind is Kind.TASKS)}
        self._sources: Mapping[str, Suggest] = {
            **dict.fromkeys(tasks, self._tasks),
            **dict.fromkeys(("include_projects", "exclude_projects"), self._projects),
            "workflow": self._workflows,
            "runtime_resource": self._groups,
            "tags": self._tags,
        }

    def register(self, app: AsyncApp) -> None:
        """Listen to what is typed into the menus."""
        for action_id in self._sources:
            app.options(action_id)(self.on_suggestion)

    async def on_suggestion(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer within three seconds. A list that is slow or broken gives no suggestions rather than an error."""
        found: list[Block] = []
        try:
            async with asyncio.timeout(SUGGEST_SECONDS):
                form = read_state(body["view"], Form()).form
                person = await self._services.people.get(body["user"]["id"])
                if may_use(person, self._services.home_teams) is None:
                    found = await self._sources[body["action_id"]](body.get("value") or "", form)
        except Exception:
            logger.exception("no suggestions")
        await ack(options=found)

    async def _tasks(self, typed: str, form: Form) -> list[Block]:
        target = self._services.planner.target(form)
        return [task_option(task) for task in await self._services.tasks.search(typed, target, limit=50)]

    async def _projects(self, typed: str, form: Form) -> list[Block]:
        alias = self._services.planner.target(form).alias
        return [_named(choice) for choice in await self._services.catalog.projects(typed, alias)]

    async def _workflows(self, typed: str, form: Form) -> list[Block]:
        target = self._services.planner.target(form)
        return [_named(choice) for choice in await self._services.catalog.workflows(typed, target, form.type)]

    async def _groups(self, typed: str, form: Form) -> list[Block]:
        target = self._services.planner.target(form)
        return [_named(choice) for choice in await self._services.catalog.resource_groups(typed, target)]

    async def _tags(self, typed: str, form: Form) -> list[Block]:
        """What is typed, and tags of earlier operations: DataWorks has no list of them."""
        earlier = await self._services.store.recent(OPERATIONS_READ)
        used = (key if value is None else f"{key}={value}" for item in earlier for key, value in item.form.tags)
        fitting = (tag for tag in dict.fromkeys(used) if typed.casefold() in tag.casefold())
        return [option(tag, tag) for tag in dict.fromkeys((typed.strip(), *fitting)) if tag][:50]


def _named(choice: Choice) -> Block:
    label = f"{choice.name} ({choice.id})" if len(choice.name) + len(choice.id) < 66 else choice.name or choice.id
    return option(label, choice.id, choice.about or None)
