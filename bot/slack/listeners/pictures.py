"""[Send me a picture] above the tasks of a preview: drawn aside, posted to the direct message of whoever asks."""

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.operations.model import Operation
from bot.picture.chart import Chart, chart_of
from bot.slack.flow import Flow
from bot.slack.refusals import code_of
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import answers, tasks

if TYPE_CHECKING:
    from bot.picture.drawing import Picture

logger = logging.getLogger(__name__)

NO_SCOPE = "missing_scope"


class PictureListener:
    """Draws one picture at a time: a large one takes seconds and some 150 MB."""

    def __init__(self, services: Services, flow: Flow) -> None:
        self._services = services
        self._flow = flow
        self._pen = asyncio.Lock()
        self._asked: set[tuple[str, str]] = set()

    def register(self, app: AsyncApp) -> None:
        """Listen to the button."""
        app.action(tasks.PICTURE)(self.on_press)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Acknowledge, then draw."""
        await ack()
        turn = Turn.of_interaction(client, body)
        turn.view_id = body["view"]["id"]
        self._services.spawn(turn, self._pressed(turn, body["actions"][0].get("value") or "", body["view"]))

    async def _pressed(self, turn: Turn, operation_id: str, view: dict[str, Any]) -> None:
        """Once, however often it is pressed while the picture is drawn."""
        asked = (turn.user_id, operation_id)
        if asked in self._asked:
            return
        self._asked.add(asked)
        try:
            if not await self._services.admit(turn):
                return
            operation = await self._flow.own(turn, operation_id)
            if operation is not None and operation.plan is not None:
                turn.channel_id = operation.asker.channel_id
                await self._send(turn, operation, view)
        finally:
            self._asked.discard(asked)

    async def _send(self, turn: Turn, operation: Operation, view: dict[str, Any]) -> None:
        await self._say(turn, view, _("Drawing…"))
        refused = await self._drawn_and_sent(turn, operation)
        if refused is None:
            await self._say(turn, view, _("The picture is in our direct message."))
        elif not await self._say(turn, view, refused, again=operation.id):
            await turn.answer(answers.notice(turn.speech, refused))

    async def _drawn_and_sent(self, turn: Turn, operation: Operation) -> Text | None:
        """Why it is not there, None when it is. Whatever happens is said: the modal has no button meanwhile."""
        try:
            picture = await self._picture(turn, operation)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("the picture of %s was not drawn, reference %s", operation.label, reference)
            return _(
                "The picture could not be drawn; the log tells why, reference {reference}. The tasks stand below as "
                "text.",
                reference=reference,
            )
        try:
            return await self._upload(turn, operation, picture)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("the picture of %s: posting it failed, reference %s", operation.label, reference)
            return _(
                "Something went wrong as the picture was posted; the log tells what, reference {reference}. Look into "
                "our direct message before you ask again.",
                reference=reference,
            )

    async def _picture(self, turn: Turn, operation: Operation) -> "Picture":
        assert operation.plan is not None  # noqa: S101 - looked at by the caller
        planner = self._services.planner
        tree = await planner.tree(operation.plan)
        chart = chart_of(operation.plan, tree, planner.projects, self._services.clock(), operation.label)
        async with self._pen:
            return await asyncio.to_thread(_drawn, chart, turn.speech)

    async def _upload(self, turn: Turn, operation: Operation, picture: "Picture") -> Text | None:
        """Post it to the direct message; why it is not there, None when it is."""
        said = turn.speech.say(_("The tasks of {label}", label=operation.label))
        try:
            await turn.client.files_upload_v2(
                channel=await self._services.channels.direct_message(turn.user_id),
                filename=f"{operation.label}-tasks.png",
                title=said,
                alt_txt=said,
                initial_comment=said,
                content=picture.png,
            )
        except SlackApiError as error:
            logger.warning("the picture of %s was not posted: %s", operation.label, code_of(error))
            return _refused(code_of(error), str(error.response.get("needed") or "files:write"))
        except SlackClientError as error:
            logger.warning("the picture of %s was not uploaded: %s", operation.label, error)
            return _refused("upload_failed", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("whether the picture of %s was posted is not known: %s", operation.label, error)
            return _(
                "Slack did not answer, so I do not know whether the picture was posted: look into our direct message "
                "before you ask again."
            )
        return None

    async def _say(self, turn: Turn, view: dict[str, Any], words: Text, *, again: str | None = None) -> bool:
        """In the modal, if it is still open."""
        try:
            shown = tasks.answered(turn.speech, view, words, again)
            await turn.client.views_update(view_id=view["id"], view=shown)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            logger.info("nothing is said in the modal: %s", type(error).__name__)
            return False
        return True


def _drawn(chart: Chart, speech: Speech) -> "Picture":
    """Imports the library that draws, too: the first picture waits for it, the start does not."""
    from bot.picture.drawing import draw

    return draw(chart, speech)


def _refused(code: str, needed: str) -> Text:
    """`needed` is the scope that is missing, where one is. API: `needed` beside `missing_scope`."""
    if code == NO_SCOPE:
        return _(
            "I may not post files here: the app lacks the scope {scope}. The operator adds it with manifest.yml and "
            "reinstalls the app. The tasks stand below as text.",
            scope=needed,
        )
    return _("Slack did not take the picture ({error}). The tasks stand below as text.", error=code)
