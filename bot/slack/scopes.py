"""The bot token's scopes, each with what it is for. manifest.yml asks for exactly these; a test holds the two
together.
"""

SCOPES = {
    "commands": "the slash command and the shortcut",
    "chat:write": "root messages, replies, private answers",
    "chat:write.public": "threads in public channels without an invitation",
    "im:write": "direct messages where the channel is closed to the bot",
    "users:read": "language, time zone, guests and people of other companies",
    "channels:read": "whether a public channel is archived, shared, joined",
    "groups:read": "the same for private channels",
    "app_mentions:read": "verbs in an operation's thread, where slash commands do not work",
    "channels:history": "whether a message was posted whose answer was lost, before it is posted again",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages",
    "files:write": "reports and whole logs in their thread, the picture of the tasks in a direct message",
}

POSTS_UNINVITED = "chat:write.public"


def missing_scopes(granted: frozenset[str]) -> list[str]:
    """What the token lacks, in the order above."""
    return [scope for scope in SCOPES if scope not in granted]
