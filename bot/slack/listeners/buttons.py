"""Buttons of previews, questions, refusals and lists. Every press is checked anew: who, on which draft, in which
state.
"""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.locale import _
from bot.planning.planner import Unsettled
from bot.request.command import to_command
from bot.request.model import EnvType
from bot.request.tree import as_text
from bot.slack.flow import Flow
from bot.slack.listeners.form import FormListener
from bot.slack.render import answered
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import answers, effect, preview, question, root, sheet, status, tasks, thread

TREE_LINES = 2000
"""Lines of a tree that are shown; the rest are counted."""

Press = Callable[[Turn, str, dict[str, Any]], Awaitable[None]]


class ButtonListener:
    """action_id -> what the press does; the value is the operation's id."""

    def __init__(self, services: Services, flow: Flow, form: FormListener) -> None:
        self._services = services
        self._flow = flow
        self._form = form
        self._presses: dict[str, Press] = {
            preview.CONFIRM: self._confirm,
            preview.EDIT: self._open_form,
            preview.COPY: self._copy,
            preview.SHOW: self._show,
            preview.CANCEL: self._cancel,
            preview.TREE: self._tree,
            question.CONTINUE: self._continue,
            question.CANCEL: self._cancel,
            answers.OPEN_FORM: self._open_form,
            answers.USE_DEV: self._use_dev,
            answers.PREVIEW_AGAIN: self._preview_again,
            answers.RESUME: self._resume,
            answers.DISCARD: self._cancel,
            root.DETAILS: self._details,
            thread.AGAIN: self._again,
        }

    def register(self, app: AsyncApp) -> None:
        """Listen to every button; links and radio buttons need no more than an acknowledgement."""
        for action_id in self._presses:
            app.action(action_id)(self.on_press)
        app.action(re.compile(f"^{preview.USE_READING}_\\d+$"))(self.on_press)
        app.action(re.compile(f"^choose_|^{root.CONSOLE}$"))(_acknowledge)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Acknowledge, then do what the button says."""
        await ack()
        turn = Turn.of_interaction(client, body)
        action = body["actions"][0]
        press = self._presses.get(action["action_id"], self._use_reading)
        self._services.spawn(turn, self._pressed(turn, press, action.get("value") or "", body))

    async def _pressed(self, turn: Turn, press: Press, operation_id: str, body: dict[str, Any]) -> None:
        # Rights may have gone within the hour that a person is remembered; a press that starts something asks anew.
        if await self._services.admit(turn, anew=press == self._confirm):
            await press(turn, operation_id, body)

    async def _confirm(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        """The value names the draft and the digest that was on the screen: others may have been shown since."""
        draft, _colon, digest = operation_id.partition(":")
        await self._flow.confirm(turn, draft, digest)

    async def _cancel(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._flow.own(turn, operation_id)
        if operation and await self._services.store.discard(operation_id, turn.user_id):
            await turn.replace(
                answers.notice(turn.speech, _("{label} was cancelled; nothing was sent.", label=operation.label))
            )

    async def _open_form(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        if not operation_id:
            await self._form.open_new(turn)
            return
        operation = await self._flow.own(turn, operation_id)
        if operation:
            await self._form.open_filled(turn, operation)

    async def _use_dev(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._flow.own(turn, operation_id)
        if operation:
            form = operation.form.model_copy(update={"env_type": EnvType.DEV})
            await self._flow.present(turn, operation, form, replacing=True)

    async def _use_reading(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        """Another reading of the phrase: picked by its place among those that the phrase has now."""
        operation = await self._flow.own(turn, operation_id)
        if operation is None:
            return
        index = int(body["actions"][0]["action_id"].rpartition("_")[2])
        others = self._flow.other_readings(operation)
        if index < len(others):
            form = operation.form.model_copy(update={"chosen": others[index].canonical})
            await self._flow.present(turn, operation, form, replacing=True)
        else:
            await self._flow.present(turn, operation, operation.form, replacing=True)

    async def _continue(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._flow.own(turn, operation_id)
        if operation is None:
            return
        form = operation.form
        unsettled = await self._services.planner.plan(form, operation.name)
        if isinstance(unsettled, Unsettled):
            form = form.model_copy(update=answered(unsettled, question.answers(body.get("state") or {})))
        await self._flow.present(turn, operation, form, replacing=True)

    async def _resume(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._flow.own(turn, operation_id)
        if operation:
            await self._flow.present(turn, operation, operation.form)

    async def _preview_again(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        """The same words as a new draft, since the old one is over."""
        operation = await self._services.store.get(operation_id)
        if operation is None or operation.asker.user_id != turn.user_id:
            await self._flow.own(turn, operation_id)
            return
        turn.channel_id = operation.asker.channel_id
        fresh = await self._flow.draft(turn, operation.text, operation.form)
        await self._flow.present(turn, fresh, operation.form, replacing=True)

    async def _copy(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._flow.own(turn, operation_id)
        if operation:
            form = operation.form
            reading = self._services.planner.settled(form)
            exact = to_command(form.having(chosen=reading.canonical) if reading else form)
            said = to_command(form)
            command = f"{self._services.command} {exact}"
            note = _("Send this line to ask for exactly the same.")
            if said != exact:
                note = _("The first line asks for exactly these days; the second reads its days anew when it is sent.")
                command = f"{command}\n{self._services.command} {said}"
            await turn.client.views_open(
                trigger_id=turn.trigger_id, view=sheet.text_modal(turn.speech, _("Copy as command"), note, command)
            )

    async def _show(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._flow.own(turn, operation_id)
        if operation and operation.plan:
            requests = [item.parameters() for item in operation.plan.requests]
            text = json.dumps(requests if len(requests) > 1 else requests[0], indent=2, ensure_ascii=False)
            note = _(
                "What Confirm sends to CreateWorkflowInstances, exactly. Digest {digest}.",
                digest=operation.plan.digest[:12],
            )
            await turn.client.views_open(
                trigger_id=turn.trigger_id, view=sheet.text_modal(turn.speech, _("Request"), note, text)
            )

    async def _tree(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        """What is downstream, as indented text, to the one who asked; from there as a picture."""
        operation = await self._flow.own(turn, operation_id)
        if operation is None or operation.plan is None:
            return
        planner = self._services.planner
        tree = await planner.tree(operation.plan)
        text, hidden = as_text(tree, planner.projects, TREE_LINES, sheet.TEXT_ROOM)
        view = tasks.modal(turn.speech, operation.id, effect.of_tree(tree, hidden), text)
        await turn.client.views_open(trigger_id=turn.trigger_id, view=view)

    async def _again(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._services.store.get(operation_id)
        if operation is None:
            await turn.answer(answers.notice(turn.speech, _("This operation is not in my store any more.")))
            return
        await self._form.open_again(turn, operation)

    async def _details(self, turn: Turn, operation_id: str, body: dict[str, Any]) -> None:
        operation = await self._services.store.get(operation_id)
        if operation is None:
            await turn.answer(answers.notice(turn.speech, _("This operation is not in my store any more.")))
            return
        progress = await self._services.store.progress_of(operation.id)
        await turn.answer(status.one(turn.speech, operation, progress))


async def _acknowledge(ack: AsyncAck) -> None:
    """A choice or a link: the state comes with the button that is pressed next."""
    await ack()
