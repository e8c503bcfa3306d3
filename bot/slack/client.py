"""Slack's Web API client, each call of which is a span."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.refusals import code_of
from bot.traces import span


class SlackClient(AsyncWebClient):
    """The SDK's client. A span says which method and what came of it, nothing of what was sent."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:  # noqa: ANN401 - the SDK's own
        """One call, see the SDK."""
        with span(f"Slack {api_method}") as told:
            try:
                answer = await super().api_call(api_method, **arguments)
            except SlackApiError as error:
                told.set_attribute("outcome", code_of(error))
                raise
            told.set_attribute("outcome", "ok")
            return answer
