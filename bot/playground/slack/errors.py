"""How the local Slack says no."""

from typing import Any

from bot.playground.slack.wire import Json


class SlackError(Exception):
    """A refusal in Slack's own word, answered as `{"ok": false, "error": error, **extra}` with HTTP 200."""

    def __init__(self, error: str, *messages: str, **extra: Json) -> None:
        super().__init__(error)
        self.error = error
        self.extra: dict[str, Any] = dict(extra)
        if messages:
            self.extra["response_metadata"] = {"messages": list(messages)}

    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        return {"ok": False, "error": self.error, **self.extra}


class PageError(Exception):
    """Something a person cannot do in a client, answered on the page API as an HTTP status and `{"error": ...}`."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
