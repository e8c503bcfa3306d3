"""What Slack said when it refused a call."""

from slack_sdk.errors import SlackApiError


def code_of(error: SlackApiError) -> str:
    """Slack's error code, such as `channel_not_found`; `http_503` for an answer that is not Slack's own."""
    response = error.response
    content = getattr(response, "data", response)
    if isinstance(content, dict) and content.get("error"):
        return str(content["error"])
    return f"http_{getattr(response, 'status_code', 'unknown')}"


def retry_after(error: SlackApiError) -> float | None:
    """The seconds that Slack wants to rest, None unless it said so."""
    headers = getattr(error.response, "headers", None) or {}
    words = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    try:
        return None if words is None else max(0.0, float(words))
    except ValueError:
        return None
