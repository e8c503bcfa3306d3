"""Presets: saved from a preview or a finished operation, used, shown and deleted by words and buttons."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.locale import _
from bot.locale.speech import speech
from bot.operations.model import State
from bot.operations.presets import NAME_LIMIT, Preset
from bot.request.command import parse, to_command
from bot.request.form import Form
from bot.slack.flow import Flow
from bot.slack.listeners.form import FormListener
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import answers
from bot.slack.views import presets as view

WORDS = {
    "list": "list",
    "列表": "list",
    "show": "show",
    "查看": "show",
    "delete": "delete",
    "删除": "delete",
    "save": "save",
    "保存": "save",
}
NAME = re.compile(r'\s*(?:"([^"]+)"|(\S+))\s*')

Work = Callable[[Turn, str], Awaitable[None]]


class PresetListener:
    """The presets of the channel that a turn is in."""

    def __init__(self, services: Services, flow: Flow, form: FormListener) -> None:
        self._services = services
        self._flow = flow
        self._form = form
        self._words: dict[str, Work] = {"list": self._list, "show": self._show, "delete": self._delete}

    def register(self, app: AsyncApp) -> None:
        """Listen to the buttons and to the modal that names a preset."""
        app.action(view.SAVE)(self.on_save)
        app.action(view.USE)(self.on_use)
        app.action(view.DELETE)(self.on_delete)
        app.view(view.CALLBACK)(self.on_named)

    async def command(self, turn: Turn, argument: str) -> None:
        """`preset`, `preset list|show|delete NAME`, `preset save NAME BF-12`, `preset NAME [DAYS] [--options]`."""
        name, rest = _name(argument)
        word = WORDS.get(name.lower(), "") if name else "list"
        if word == "save":
            await self._save(turn, rest)
        elif word:
            await self._words[word](turn, _name(rest)[0])
        else:
            await self._use(turn, name, rest)

    async def on_save(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """[Save as preset]: ask for its name."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._ask_name(turn, body["actions"][0].get("value") or ""))

    async def on_use(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """[Use]: the preview, or the form where the days are open."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._admitted(turn, self._use_pressed, body["actions"][0].get("value") or ""))

    async def on_delete(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """[Delete]."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._admitted(turn, self._delete, body["actions"][0].get("value") or ""))

    async def on_named(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The name was given."""
        turn = Turn.of_interaction(client, body)
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        name, fixed = view.named(body["view"])
        problem = _bad_name(name)
        if problem:
            await ack(response_action="errors", errors={view.NAME: turn.speech.say(problem.text)})
            return
        await ack()
        held = json.loads(body["view"]["private_metadata"])
        turn.channel_id = held["channel_id"]
        self._services.spawn(turn, self._named(turn, held["operation_id"], name, fixed=fixed))

    async def _admitted(self, turn: Turn, work: Work, value: str) -> None:
        if await self._services.admit(turn):
            await work(turn, value)

    async def _ask_name(self, turn: Turn, operation_id: str) -> None:
        operation = await self._services.store.get(operation_id)
        if operation is None:
            raise UserError(_("This operation is not in my store any more."))
        channel = operation.asker.channel_id or turn.channel_id
        phrase = operation.form.chosen or operation.form.phrase
        await turn.client.views_open(
            trigger_id=turn.trigger_id, view=view.naming(turn.speech, operation_id, channel, phrase)
        )

    async def _named(self, turn: Turn, operation_id: str, name: str, *, fixed: bool) -> None:
        if not await self._services.admit(turn):
            return
        operation = await self._services.store.get(operation_id)
        if operation is None:
            raise UserError(_("This operation is not in my store any more."))
        form = operation.form if fixed else operation.form.model_copy(update={"phrase": "", "chosen": None})
        await self._keep(turn, name, form)

    async def _keep(self, turn: Turn, name: str, form: Form) -> None:
        await self._services.store.save_preset(turn.channel_id, name, form, turn.user_id, self._services.clock())
        preset = await self._found(turn, name)
        await turn.answer(view.saved(turn.speech, preset, self._services.command))

    async def _save(self, turn: Turn, rest: str) -> None:
        """`preset save NAME BF-12`, with the days of that operation as they were said."""
        name, label = _name(rest)
        if problem := _bad_name(name):
            raise problem
        number = label.strip().upper().removeprefix("BF-")
        operation = await self._services.store.by_number(int(number)) if number.isascii() and number.isdigit() else None
        if operation is None or (operation.state is State.DRAFTED and operation.asker.user_id != turn.user_id):
            raise UserError(
                _("Say which operation becomes the preset {name}.", name=name),
                _("For example: /backfill preset save nightly BF-12"),
            )
        await self._keep(turn, name, operation.form)

    async def _use(self, turn: Turn, name: str, rest: str) -> None:
        """The preset's request with the days and options said behind its name."""
        preset = await self._found(turn, name)
        form = _merged(preset.form, rest)
        await self._flow.begin(turn, to_command(form), form)

    async def _use_pressed(self, turn: Turn, name: str) -> None:
        preset = await self._found(turn, name)
        if preset.form.phrase:
            await self._flow.begin(turn, to_command(preset.form), preset.form)
            return
        draft = await self._flow.draft(turn, to_command(preset.form), preset.form)
        await self._form.open_filled(turn, draft)

    async def _list(self, turn: Turn, argument: str) -> None:
        found = await self._services.store.presets(turn.channel_id)
        await turn.answer(view.several(turn.speech, found, self._services.command))

    async def _show(self, turn: Turn, name: str) -> None:
        await turn.answer(view.one(turn.speech, await self._found(turn, name), self._services.command))

    async def _delete(self, turn: Turn, name: str) -> None:
        preset = await self._found(turn, name)
        await self._services.store.delete_preset(turn.channel_id, preset.name)
        await turn.answer(answers.notice(turn.speech, _("The preset {name} is deleted.", name=preset.name)))

    async def _found(self, turn: Turn, name: str) -> Preset:
        preset = await self._services.store.preset(turn.channel_id, name) if name else None
        if preset is None:
            known = tuple(item.name for item in await self._services.store.presets(turn.channel_id))
            raise UserError(
                _("This channel has no preset {name}.", name=name or "?"),
                _("Known: {names}.", names=known) if known else _("[Save as preset] under a preview makes one."),
            )
        return preset


def _name(text: str) -> tuple[str, str]:
    """The first word, quoted or not, and the rest."""
    found = NAME.match(text)
    return ((found[1] or found[2]), text[found.end() :].strip()) if found else ("", "")


def _bad_name(name: str) -> UserError | None:
    if not name or len(name) > NAME_LIMIT or '"' in name or name.startswith("-") or name.lower() in WORDS:
        return UserError(
            _("{name} cannot be a preset's name.", name=name or "?"),
            _("Take up to {limit} characters without quotes, such as: nightly orders", limit=NAME_LIMIT),
        )
    return None


def _merged(form: Form, rest: str) -> Form:
    """The preset's form with what was said behind its name; what was not said stays."""
    if not rest:
        return form
    said = parse(f"0 {rest}")
    if not isinstance(said, Form):
        return form
    values = {name: getattr(said, name) for name in said.model_fields_set - {"tasks", "phrase", "downstream"}}
    values |= {"phrase": said.phrase, "chosen": said.chosen} if said.phrase else {}
    values |= {"downstream": True} if said.downstream else {}
    return form.model_copy(update=values)
