"""What the listeners are given: the parts of the app, and a place for work that outlives the acknowledgement."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.dataworks import DataWorks
from bot.errors import UserError
from bot.locale import _
from bot.locale.speech import Speech, speech
from bot.operations.engine import Engine
from bot.operations.store import Store
from bot.planning.catalog import Catalog
from bot.planning.planner import Planner
from bot.planning.tasks import TaskDirectory
from bot.policy import may_use
from bot.settings import Settings
from bot.slack.channels import Channels
from bot.slack.people import People
from bot.slack.refusals import code_of
from bot.slack.turn import Turn
from bot.slack.views import answers
from bot.traces import span

logger = logging.getLogger(__name__)

TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id"})
"""A trigger is good for three seconds and one use."""


@dataclass(slots=True)
class Services:
    """Built once by the app. `home_teams` are the ids of the token's own workspace and enterprise."""

    settings: Settings
    store: Store
    engine: Engine
    planner: Planner
    tasks: TaskDirectory
    catalog: Catalog
    remotes: Callable[[str], DataWorks]
    people: People
    channels: Channels
    home_teams: frozenset[str]
    clock: Callable[[], datetime]
    command: str = "/backfill"
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _closing: bool = False

    def spawn(self, turn: Turn, work: Coroutine[Any, Any, None]) -> None:
        """Go on with a turn after its acknowledgement.

        Whatever happens, the person gets a sentence and never a traceback.
        """
        task = asyncio.create_task(self._guarded(turn, work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """Wait for the turns under way, at most so long."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def speech_of(self, user_id: str) -> Speech:
        """The language of a person, asked of Slack at most once in a while."""
        return speech((await self.people.get(user_id)).locale)

    async def admit(self, turn: Turn, *, anew: bool = False) -> bool:
        """Who is this, and may they? Sets the turn's language; says the refusal itself and answers False.

        `anew` where something begins: language and rights are asked of Slack again. Never before a modal is opened,
        whose trigger is good for three seconds.
        """
        person = await (self.people.fresh if anew else self.people.get)(turn.user_id)
        turn.speech = speech(person.locale)
        refusal = may_use(person, self.home_teams)
        if refusal:
            await turn.answer(answers.refusal(turn.speech, refusal.text, refusal.next_step))
        return refusal is None

    async def _guarded(self, turn: Turn, work: Coroutine[Any, Any, None]) -> None:
        try:
            try:
                with span("turn"):
                    await work
            except UserError as error:
                await turn.answer(answers.refusal(turn.speech, error.text, error.next_step))
            except SlackApiError as error:
                if code_of(error) in TOO_LATE:
                    logger.info("a form was not opened: %s", code_of(error))
                    await turn.answer(answers.notice(turn.speech, _("That took too long to open. Press again.")))
                else:
                    logger.exception("Slack refused a call: %s", code_of(error))
                    await turn.answer(answers.outage(turn.speech, f"Slack: {code_of(error)}"))
            except Exception:
                reference = secrets.token_hex(4)
                logger.exception("a turn failed, reference %s", reference)
                await turn.answer(answers.outage(turn.speech, reference))
        except Exception:
            logger.exception("user %s could not be answered", turn.user_id)
