"""`/backfill`: a request, a subcommand, or the form."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.locale import _
from bot.request.command import BadCommand, Subcommand, as_typed, parse
from bot.request.form import Form
from bot.slack.flow import Flow
from bot.slack.listeners.form import FormListener
from bot.slack.listeners.presets import PresetListener
from bot.slack.render import refused
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import answers, options, status


class CommandListener:
    """What follows the command's name."""

    def __init__(self, services: Services, flow: Flow, form: FormListener, presets: PresetListener) -> None:
        self._services = services
        self._flow = flow
        self._form = form
        self._subcommands: Mapping[str, Callable[[Turn, str], Awaitable[None]]] = {
            "help": self._help,
            "status": self._status,
            "list": self._list,
            "drafts": self._drafts,
            "preset": presets.command,
        }

    def register(self, app: AsyncApp) -> None:
        """Listen to the command."""
        app.command(self._services.command)(self.on_command)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Acknowledge, then work."""
        await ack()
        turn = Turn.of_command(client, body)
        self._services.spawn(turn, self._handle(turn, as_typed(body.get("text") or "")))

    async def _handle(self, turn: Turn, text: str) -> None:
        if not text:
            await self._form.open_new(turn)
            return
        if not await self._services.admit(turn, anew=True):
            return
        try:
            parsed = parse(text)
        except BadCommand as error:
            draft = await self._flow.draft(turn, text, error.form)
            await self._services.store.save_form(draft.id, error.form, response_url=turn.response_url or None)
            await turn.answer(refused(error, draft.id, turn.speech))
            return
        if isinstance(parsed, Form):
            await self._flow.begin(turn, text, parsed)
        else:
            await self._subcommand(turn, parsed)

    async def _subcommand(self, turn: Turn, parsed: Subcommand) -> None:
        await self._subcommands[parsed.name](turn, parsed.argument)

    async def _help(self, turn: Turn, argument: str) -> None:
        """How to ask; `help options` for every option, `help --order` for one."""
        speech, option = turn.speech, options.asked(argument)
        if argument.strip() in ("options", "选项"):
            await turn.answer(options.all_options(speech))
        elif option:
            await turn.answer(options.one_option(speech, option))
        else:
            await turn.answer(answers.help_message(speech, self._services.command))

    async def _status(self, turn: Turn, argument: str) -> None:
        """One operation as it was last seen: the one named, or this person's latest."""
        store = self._services.store
        if argument:
            number = argument.upper().removeprefix("BF-")
            operation = await store.by_number(int(number)) if number.isascii() and number.isdigit() else None
        else:
            operation = await store.latest_of(turn.user_id)
        if operation is None:
            raise UserError(
                _("There is no operation {name}.", name=argument) if argument else _("You have no operation yet."),
                _("/backfill list shows what there is."),
            )
        progress = await store.progress_of(operation.id)
        await turn.answer(status.one(turn.speech, operation, progress))

    async def _list(self, turn: Turn, argument: str) -> None:
        operations = await self._services.store.recent(answers.SHOWN)
        await turn.answer(status.several(turn.speech, operations))

    async def _drafts(self, turn: Turn, argument: str) -> None:
        found = await self._services.store.drafts_of(turn.user_id, self._services.clock())
        await turn.answer(answers.drafts(turn.speech, found))
