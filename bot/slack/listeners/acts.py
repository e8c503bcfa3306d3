"""Buttons and the modal that act on an operation's runs. Every press is checked anew: who, on what, in which state."""

from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.locale import _
from bot.locale.speech import speech
from bot.operations.acts import POSSIBLE, Act, Verb, Wish, result_of
from bot.operations.choosing import fitting, offered
from bot.operations.model import Operation, State
from bot.slack.listeners.rights import may_act
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import acts, picking, results, status
from bot.slack.views.root import NAMES

LOOKED_AT = frozenset({State.RUNNING, State.HELD, State.STOPPING})
FRESH = timedelta(seconds=3)
"""A look costs calls: what is younger is not looked at again."""
PICKS = {acts.PICK_RERUN: Verb.RERUN, acts.PICK_SUCCESS: Verb.SET_SUCCESS}


class ActListener:
    """Stop, re-run and the like."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def register(self, app: AsyncApp) -> None:
        """Listen to the buttons and to the modal."""
        for verb in Verb:
            app.action(f"{acts.PREFIX}{verb.value}")(self.on_press)
        for action_id in PICKS:
            app.action(action_id)(self.on_pick)
        app.action(acts.REFRESH)(self.on_refresh)
        app.view(picking.CALLBACK)(self.on_picked)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A button that acts: once per operation and round, whoever presses it and however often."""
        await ack()
        turn = Turn.of_interaction(client, body)
        action = body["actions"][0]
        verb = Verb(action["action_id"].removeprefix(acts.PREFIX))
        operation_id, _colon, number = str(action.get("value")).partition(":")
        private = bool((body.get("container") or {}).get("is_ephemeral"))
        self._services.spawn(turn, self._pressed(turn, operation_id, verb, f"button:{number}", private=private))

    async def on_pick(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A button that opens the tick boxes."""
        await ack()
        turn = Turn.of_interaction(client, body)
        action = body["actions"][0]
        operation_id = str(action.get("value")).partition(":")[0]
        self._services.spawn(turn, self._open(turn, operation_id, PICKS[action["action_id"]]))

    async def on_picked(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The tick boxes were sent."""
        turn = Turn.of_interaction(client, body)
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        ids, reason = picking.picked(body["view"])
        if not ids:
            words = turn.speech.say(_("Tick at least one."))
            await ack(response_action="errors", errors={picking.first_box(body["view"]): words})
            return
        await ack()
        operation_id, verb = picking.about(body["view"])
        work = self._pressed(turn, operation_id, verb, f"form:{body['view']['id']}", Wish(ids, reason))
        self._services.spawn(turn, work)

    async def on_refresh(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """One look, now."""
        await ack()
        turn = Turn.of_interaction(client, body)
        operation_id = str(body["actions"][0].get("value")).partition(":")[0]
        self._services.spawn(turn, self._refreshed(turn, operation_id))

    async def refresh(self, turn: Turn, operation: Operation) -> None:
        """Look once, for a person: the root shows it, and the person reads it."""
        progress = await self._services.store.progress_of(operation.id)
        fresh = progress is not None and self._services.clock() - progress.as_of < FRESH
        if not fresh and operation.state in LOOKED_AT:
            _runs, progress = await self._services.engine.look(operation)
            await self._services.store.add_event(operation.id, "refreshed", user_id=turn.user_id)
        await turn.answer(status.one(turn.speech, operation, progress))

    async def _refreshed(self, turn: Turn, operation_id: str) -> None:
        if await self._services.admit(turn):
            await self.refresh(turn, await self._operation(operation_id))

    async def _pressed(
        self, turn: Turn, operation_id: str, verb: Verb, key: str, wish: Wish | None = None, *, private: bool = False
    ) -> None:
        if not await self._services.admit(turn):
            return
        operation = await self._operation(operation_id)
        turn.channel_id, turn.thread_ts = _place(turn, operation)
        if not await may_act(self._services, turn, operation, verb):
            return
        first = await self._services.store.act_of_key(operation.id, verb, key)
        if first is not None:
            await self._already(turn, operation, first)
            return
        _refuse_now(operation, verb)
        act, new = await self._services.engine.act(operation.id, verb, key, turn.user_id, wish)
        if not new:
            await self._already(turn, operation, act)
        elif private:
            await turn.replace(acts.asked(turn.speech, operation, verb))

    async def _already(self, turn: Turn, operation: Operation, act: Act) -> None:
        result = result_of(await self._services.store.calls(act.id))
        await turn.answer(results.already(turn.speech, operation, act, result))

    async def _open(self, turn: Turn, operation_id: str, verb: Verb) -> None:
        """The modal: opened at once, filled after a look at the runs."""
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        opened = await turn.client.views_open(trigger_id=turn.trigger_id, view=picking.loading(turn.speech, verb))
        try:
            view = await self._filled(turn, operation_id, verb)
        except UserError as error:
            view = picking.told(turn.speech, verb, error.text)
        if view is not None:
            await turn.client.views_update(view_id=opened["view"]["id"], view=view)

    async def _filled(self, turn: Turn, operation_id: str, verb: Verb) -> dict[str, Any] | None:
        """The modal with the runs, None when this person may not."""
        operation = await self._operation(operation_id)
        if not await self._services.admit(turn) or not await may_act(self._services, turn, operation, verb):
            return picking.told(turn.speech, verb, _("You may not do that; the reason is in the channel."))
        _refuse_now(operation, verb)
        runs, _progress = await self._services.engine.look(operation)
        fit, can = fitting(verb, runs), offered(verb, runs)
        if not can:
            return picking.told(turn.speech, verb, _("There is nothing to pick: nothing failed that can be acted on."))
        days = {run.bizdate for run in can}
        behind = [run for run in runs if not run.ended and run.bizdate in days]
        return picking.modal(turn.speech, operation, verb, can, [run for run in fit if run not in can], behind)

    async def _operation(self, operation_id: str) -> Operation:
        operation = await self._services.store.get(operation_id)
        if operation is None:
            raise UserError(_("This operation is not in my store any more."), _("/backfill list shows what there is."))
        return operation


def _refuse_now(operation: Operation, verb: Verb) -> None:
    """Raises UserError where the verb can do nothing in the operation's state."""
    if operation.state not in POSSIBLE[verb]:
        raise UserError(
            _("That cannot be done now: {label} is {state}.", label=operation.label, state=NAMES[operation.state]),
            _("/backfill status {label} shows where it stands.", label=operation.label),
        )


def _place(turn: Turn, operation: Operation) -> tuple[str, str | None]:
    """Where this person is answered when there is no address: in the operation's thread, if it is this channel's."""
    channel = turn.channel_id or operation.root_channel or operation.asker.channel_id
    return channel, operation.root_ts if channel == operation.root_channel else None
