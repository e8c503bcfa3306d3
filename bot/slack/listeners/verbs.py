"""The verbs in words: `/backfill stop BF-12`, `@backfill stop` in a thread. What acts asks first; a button does it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.locale import _
from bot.operations.acts import Verb
from bot.operations.model import Operation
from bot.request.command import as_typed, to_command
from bot.slack.flow import Flow
from bot.slack.listeners.acts import ActListener
from bot.slack.listeners.logs import LogListener
from bot.slack.listeners.rights import may_act
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import panel, status

WORDS = {
    **dict.fromkeys(("stop", "停止", "停"), "stop"),
    **dict.fromkeys(("rerun", "re-run", "重跑"), "rerun"),
    **dict.fromkeys(("success", "mark-success", "置成功"), "set_success"),
    **dict.fromkeys(("suspend", "freeze", "暂停", "冻结"), "suspend"),
    **dict.fromkeys(("resume", "unfreeze", "恢复", "解冻"), "resume"),
    **dict.fromkeys(("start", "启动"), "start"),
    **dict.fromkeys(("look", "查找"), "look_again"),
    **dict.fromkeys(("refresh", "刷新"), "refresh"),
    **dict.fromkeys(("log", "日志"), "log"),
    **dict.fromkeys(("again", "再来一次", "再跑"), "again"),
}
IN_THREADS = {**WORDS, **dict.fromkeys(("status", "状态"), "status"), **dict.fromkeys(("help", "帮助"), "help")}
LABEL = re.compile(r"(?:BF-)?([0-9]{1,18})", re.IGNORECASE)
MENTION = re.compile(r"^\s*<@[A-Z0-9]+(?:\|[^>]*)?>\s*")

Work = Callable[[Turn, Operation, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A verb, the number of the operation it names (None: none), and the rest of the line."""

    verb: str
    number: int | None
    rest: str


def read(text: str, words: Mapping[str, str] = WORDS) -> Spoken | None:
    """The verb in a line; None where it is none. What follows must be an operation, or nothing, or be for `again`."""
    word, _blank, rest = text.strip().partition(" ")
    verb = words.get(word.lower())
    first, _blank, phrase = rest.strip().partition(" ")
    label = LABEL.fullmatch(first)
    if verb is None or (first and not label and verb != "again") or (phrase and verb != "again"):
        return None
    return Spoken(verb, int(label[1]), phrase.strip()) if label else Spoken(verb, None, rest.strip())


class VerbListener:
    """Verbs of `/backfill` and of mentions."""

    def __init__(self, services: Services, flow: Flow, acts: ActListener, logs: LogListener) -> None:
        self._services = services
        self._flow = flow
        self._acts = acts
        self._works: dict[str, Work] = {
            **{verb.value: self._panel(verb) for verb in Verb},
            "refresh": self._refresh,
            "log": lambda turn, operation, _rest: logs.show(turn, operation),
            "again": self._again,
            "status": self._status,
        }

    def register(self, app: AsyncApp) -> None:
        """Listen to mentions, and to those lines of the command that are verbs."""
        app.event("app_mention")(self.on_mention)
        app.shortcut("backfill_act")(self.on_shortcut)
        app.command(self._services.command, matchers=[_is_verb])(self.on_command)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """`/backfill stop BF-12`."""
        await ack()
        turn = Turn.of_command(client, body)
        spoken = read(as_typed(body.get("text") or ""))
        if spoken is not None:
            self._services.spawn(turn, self._commanded(turn, spoken))

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A shortcut on an operation's message or on a reply to it: everything that can be done now."""
        await ack()
        turn = Turn.of_interaction(client, body)
        message = body.get("message") or {}
        turn.thread_ts = message.get("thread_ts") or message.get("ts") or body.get("message_ts")
        self._services.spawn(turn, self._shown_whole(turn))

    async def on_mention(self, event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        """`@backfill stop` in an operation's thread, or with its number anywhere."""
        if event.get("bot_id") or event.get("edited") or not event.get("user"):
            return
        turn = Turn(
            client,
            user_id=event["user"],
            team_id=event.get("user_team") or event.get("team") or body.get("team_id") or "",
            channel_id=event["channel"],
            thread_ts=event.get("thread_ts"),
        )
        self._services.spawn(turn, self._mentioned(turn, as_typed(MENTION.sub("", event.get("text") or ""))))

    async def _commanded(self, turn: Turn, spoken: Spoken) -> None:
        if await self._services.admit(turn, anew=True):
            await self._do(turn, spoken, await self._named(turn, spoken.number))

    async def _mentioned(self, turn: Turn, text: str) -> None:
        if not await self._services.admit(turn, anew=True):
            return
        spoken = read(text, IN_THREADS)
        if spoken is None or spoken.verb == "help":
            await turn.answer(panel.mentions(turn.speech))
            return
        store = self._services.store
        here = await store.by_root(turn.channel_id, turn.thread_ts) if turn.thread_ts else None
        if here is None or spoken.number is not None:
            here = await self._named(turn, spoken.number)
        await self._do(turn, spoken, here)

    async def _shown_whole(self, turn: Turn) -> None:
        if not await self._services.admit(turn, anew=True):
            return
        operation = await self._services.store.by_root(turn.channel_id, turn.thread_ts or "")
        if operation is None:
            raise UserError(
                _("That message belongs to no operation of mine."),
                _("Use it on an operation's message or in its thread; /backfill list shows what there is."),
            )
        progress = await self._services.store.progress_of(operation.id)
        await turn.answer(panel.whole(turn.speech, operation, progress))

    async def _do(self, turn: Turn, spoken: Spoken, operation: Operation) -> None:
        await self._works[spoken.verb](turn, operation, spoken.rest)

    async def _named(self, turn: Turn, number: int | None) -> Operation:
        """The operation of this number, or this person's latest. Raises UserError."""
        store = self._services.store
        operation = await (store.latest_of(turn.user_id) if number is None else store.by_number(number))
        if operation is None or operation.confirmed_at is None:
            raise UserError(
                _("There is no operation {name}.", name=f"BF-{number}")
                if number is not None
                else _("You have no operation yet."),
                _("/backfill list shows what there is."),
            )
        return operation

    def _panel(self, verb: Verb) -> Work:
        """What would be done, and the button that does it."""

        async def show(turn: Turn, operation: Operation, _rest: str) -> None:
            if await may_act(self._services, turn, operation, verb):
                progress = await self._services.store.progress_of(operation.id)
                await turn.answer(panel.of(turn.speech, operation, verb, progress))

        return show

    async def _refresh(self, turn: Turn, operation: Operation, _rest: str) -> None:
        await self._acts.refresh(turn, operation)

    async def _status(self, turn: Turn, operation: Operation, _rest: str) -> None:
        progress = await self._services.store.progress_of(operation.id)
        await turn.answer(status.one(turn.speech, operation, progress))

    async def _again(self, turn: Turn, operation: Operation, phrase: str) -> None:
        """A new draft of the same request, for other days if a phrase follows."""
        form = operation.form
        if phrase:
            form = form.model_copy(update={"phrase": phrase, "chosen": None})
        await self._flow.begin(turn, to_command(form), form)


async def _is_verb(body: dict[str, Any]) -> bool:
    """Whether a line of the command is a verb on an operation; a task of that name is written after `--`."""
    return read(as_typed(body.get("text") or "")) is not None
