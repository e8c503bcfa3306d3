"""[Exclude…] under a preview: pick what should not run, and see the preview without it."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.operations.model import Operation
from bot.planning.index import TaskIndex
from bot.request.tasks import Task
from bot.slack.flow import Flow
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import excluding as view
from bot.slack.views.fields import task_option
from bot.slack.views.preview import EXCLUDE

SUGGESTED = 100


class ExcludeListener:
    """Opens the menu, fills it from the tasks of the plan, and makes the plan again."""

    def __init__(self, services: Services, flow: Flow) -> None:
        self._services = services
        self._flow = flow

    def register(self, app: AsyncApp) -> None:
        """Listen to the button, to what is typed into the menu, and to the submission."""
        app.action(EXCLUDE)(self.on_open)
        app.options(view.LEFT_OUT)(self.on_suggestion)
        app.view(view.CALLBACK)(self.on_submission)

    async def on_open(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """[Exclude…]."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._open(turn, body["actions"][0].get("value") or ""))

    async def on_suggestion(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The tasks of the plan that fit what was typed; no call is made for it."""
        operation = await self._services.store.get(view.operation_of(body["view"]))
        tasks = await self._tasks(operation) if operation else []
        found = TaskIndex(tasks).search(body.get("value") or "", SUGGESTED)
        await ack(options=[task_option(task) for task in found])

    async def on_submission(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """[Leave out]: the preview comes again, in place of the one whose button was pressed."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._leave_out(turn, body["view"]))

    async def _open(self, turn: Turn, operation_id: str) -> None:
        opened = await turn.client.views_open(trigger_id=turn.trigger_id, view=view.loading(turn.speech, operation_id))
        turn.speech = await self._services.speech_of(turn.user_id)
        operation = await self._flow.own(turn, operation_id)
        if operation is None or operation.plan is None:
            return
        # The message that was pressed is the one to be replaced; its address is kept with the draft.
        await self._services.store.save_plan(
            operation.id, operation.form, operation.plan, response_url=turn.response_url or None
        )
        run = operation.plan.requests[0].default_run_properties
        left_out = set((run.exclude_task_ids if run else None) or ())
        tasks = [task for task in await self._tasks(operation) if task.id in left_out]
        tasks += [Task(id=id_) for id_ in left_out - {task.id for task in tasks}]
        shown = view.modal(turn.speech, operation.id, tasks)
        await turn.client.views_update(view_id=opened["view"]["id"], view=shown)

    async def _leave_out(self, turn: Turn, submitted: dict[str, Any]) -> None:
        if not await self._services.admit(turn):
            return
        operation = await self._services.store.get(view.operation_of(submitted))
        if operation is None:
            return
        turn.response_url = turn.response_url or operation.response_url or ""
        turn.channel_id = turn.channel_id or operation.asker.channel_id
        owned = await self._flow.own(turn, operation.id)
        if owned is not None:
            form = owned.form.model_copy(update={"exclude_tasks": view.picked(submitted)})
            await self._flow.present(turn, owned, form, replacing=True)

    async def _tasks(self, operation: Operation) -> list[Task]:
        if operation.plan is None:
            return []
        tree = await self._services.planner.tree(operation.plan)
        return [tree.task(id_) for id_ in tree.ids if id_ not in tree.roots or len(tree.roots) > 1]
