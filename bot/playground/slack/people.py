"""Who and what lives in the playground: team, people, channels, user groups. Pure data."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.slack.clock import moment

TEAM_ID = "T0PLAYGRND"
TEAM_NAME = "Acme Data"
TEAM_DOMAIN = "acme-data"
OTHER_TEAM_ID = "T0OTHERCO"
APP_ID = "A0BACKFILL"
BOT_ID = "B0BACKFILL"
BOT_USER = "U0BACKFILL"


@dataclass
class Person:
    """One member of the workspace, or somebody who is seen in a shared channel."""

    id: str
    name: str
    real_name: str
    title: str = ""
    locale: str = "en-US"
    tz: str = "Asia/Shanghai"
    team_id: str = TEAM_ID
    color: str = "4bbe2e"
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False

    def for_api(self, *, include_locale: bool) -> dict[str, Any]:
        """The user object of users.info; `locale` only if asked for."""
        local = moment(ZoneInfo(self.tz))
        offset = local.utcoffset()
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": local.tzname() or self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {
                "title": self.title,
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.name,
                "display_name_normalized": self.name,
                "team": self.team_id,
            },
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1_790_000_000,
        }
        if self.is_stranger:
            user["is_stranger"] = True
        if include_locale:
            user["locale"] = self.locale
        return user

    def for_page(self) -> dict[str, Any]:
        """What the page shows of this person."""
        keys = ("id", "name", "real_name", "title", "locale", "tz", "is_bot", "is_restricted", "deleted", "team_id")
        return {key: getattr(self, key) for key in keys} | {"color": f"#{self.color}", "is_stranger": self.is_stranger}


@dataclass
class Channel:
    """A public or private channel, or the direct message of one person with the bot."""

    id: str
    name: str
    members: list[str]
    topic: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    im_user: str | None = None
    created: int = field(default=1_780_000_000)

    def for_api(self) -> dict[str, Any]:
        """The channel object of conversations.info."""
        member = BOT_USER in self.members
        base = {"id": self.id, "created": self.created, "is_archived": self.is_archived, "is_im": self.is_im}
        if self.is_im:
            return base | {
                "user": self.im_user,
                "is_org_shared": False,
                "is_user_deleted": False,
                "context_team_id": TEAM_ID,
            }
        return base | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_general": False,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "is_member": member,
            "creator": "U0OWNER",
            "unlinked": 0,
            "context_team_id": TEAM_ID,
            "topic": {"value": self.topic, "creator": "U0OWNER", "last_set": self.created},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
        }

    def for_page(self) -> dict[str, Any]:
        """What the page shows of this channel."""
        keys = ("id", "name", "is_private", "is_im", "is_archived", "topic", "im_user", "members")
        own = {key: getattr(self, key) for key in keys}
        return own | {"is_shared": self.is_ext_shared, "bot_is_member": BOT_USER in self.members}


@dataclass
class Usergroup:
    """A user group that rules and mentions may name."""

    id: str
    handle: str
    name: str
    users: list[str]


def cast() -> list[Person]:
    """The people of the playground, the bot among them."""
    return [
        Person("U0ANALYST", "mei", "Mei Chen", "Data analyst", color="9f69e7"),
        Person("U0OWNER", "oskar", "Oskar Lind", "Data owner", color="4bbe2e"),
        Person("U0ONCALL", "liwei", "Li Wei", "On-call engineer", locale="zh-CN", color="e7392d"),
        Person("U0GUEST", "gus", "Gus Guest", "Guest", color="3c989f", is_restricted=True),
        Person("U0EXTERN", "eve", "Eve External", "Partner", team_id=OTHER_TEAM_ID, color="d58247", is_stranger=True),
        Person("U0GONE", "dan", "Dan Gone", color="99a949", deleted=True),
        Person(BOT_USER, "backfill", "Backfill", color="1f2d3d", is_bot=True),
    ]


def rooms(people: list[Person]) -> list[Channel]:
    """The channels of the playground and one direct message per person with the bot."""
    full = ["U0ANALYST", "U0OWNER", "U0ONCALL"]
    channels = [
        Channel("C0DATAOPS", "data-ops", [*full, "U0GUEST", BOT_USER], topic="Pipelines, backfills, on-call"),
        Channel("C0RANDOM", "random", list(full), topic="Anything else"),
        Channel("G0PRIVATE", "dw-private", list(full), topic="Warehouse team only", is_private=True),
        Channel("C0ARCHIVE", "old-ops", [*full, BOT_USER], is_archived=True),
        Channel("C0SHARED", "partner", [*full, "U0EXTERN", BOT_USER], topic="With Other Co", is_ext_shared=True),
    ]
    for person in people:
        if not person.is_bot:
            channel_id = f"D0{person.id.removeprefix('U0').removeprefix('W0')}"
            channels.append(
                Channel(
                    channel_id, "directmessage", [person.id, BOT_USER], is_im=True, is_private=True, im_user=person.id
                )
            )
    return channels


def groups() -> list[Usergroup]:
    """The user groups of the playground."""
    return [
        Usergroup("S0DWOWNER", "dw-owners", "Warehouse owners", ["U0OWNER"]),
        Usergroup("S0DWTEAM", "dw-team", "Warehouse team", ["U0ANALYST", "U0OWNER", "U0ONCALL"]),
    ]
