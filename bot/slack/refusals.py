"""What Slack said when it refused a call."""

from slack_sdk.errors import SlackApiError


def code_of(error: SlackApiError) -> str:
    """Slack's error code, such as `channel_not_found`; `http_503` for an answer that is not Slack's own."""
    response = error.response
    content = getattr(response, "data", response)
    if isinstance(content, dict) and content.get("error"):
        return str(content["error"])
    return f"http_{getattr(response, 'status_code', 'unknown')}"
