"""App Home: my operations, my drafts, a way to start."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listeners.form import FormListener
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import home

SHOWN = 10


class HomeListener:
    """Published when somebody opens it; it stays until the next time, so it prints when it was made."""

    def __init__(self, services: Services, form: FormListener) -> None:
        self._services = services
        self._form = form

    def register(self, app: AsyncApp) -> None:
        """Listen to its opening and its button."""
        app.event("app_home_opened")(self.on_opened)
        app.action(home.NEW)(self.on_new)

    async def on_opened(self, event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        """Publish for the Home tab only."""
        if event.get("tab") != "home":
            return
        turn = Turn(client, user_id=event["user"], team_id=body.get("team_id") or "")
        self._services.spawn(turn, self._publish(turn))

    async def on_new(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The form, which asks for the channel."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._form.open_anywhere(turn))

    async def _publish(self, turn: Turn) -> None:
        if not await self._services.admit(turn, anew=True):
            return
        store, clock = self._services.store, self._services.clock
        view = home.view(
            turn.speech,
            operations=await store.recent(SHOWN, turn.user_id),
            drafts=await store.drafts_of(turn.user_id, clock()),
            at=clock(),
            untold=await store.untold(),
        )
        await turn.client.views_publish(user_id=turn.user_id, view=view)
