"""The gate until a policy file comes: people of the bot's own workspace, and Prod only for the ids in PROD_ALLOWED."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.locale import Text, _
from bot.request.model import EnvType

ALL = "all"
"""The word in PROD_ALLOWED that opens Prod to everybody."""


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack person as users.info describes them. `team_id` is the person's own workspace; `tz` is an IANA zone."""

    id: str
    team_id: str
    locale: str = "en-US"
    tz: str = "UTC"
    is_guest: bool = False
    """API: users.info is_restricted or is_ultra_restricted."""
    is_stranger: bool = False
    """API: users.info is_stranger: of another company, met through Slack Connect."""
    deleted: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, and what to do about it; `use_dev` when the development environment is open to the same person."""

    text: Text
    next_step: Text
    use_dev: bool = False


def may_use(person: Person, home_teams: Collection[str]) -> Refusal | None:
    """Whether this person may use the bot at all.

    `home_teams` are the workspace (and enterprise) ids of the bot's own token.
    """
    if person.deleted or person.is_bot:
        return Refusal(_("Only active people may ask for backfills."), _("Ask a member of this workspace."))
    if person.is_stranger or (home_teams and person.team_id not in home_teams):
        return Refusal(
            _("Backfills are for people of this workspace only; you are from another one."),
            _("Ask a member of this workspace."),
        )
    if person.is_guest:
        return Refusal(_("Guests may not ask for backfills."), _("Ask a member of this workspace."))
    return None


def may_backfill(user_id: str, channel_id: str | None, env_type: EnvType, allowed: Collection[str]) -> Refusal | None:
    """Whether this person may backfill in this environment, asked in this channel. No match in `allowed` means no."""
    if env_type is not EnvType.PROD or ALL in allowed or user_id in allowed or channel_id in allowed:
        return None
    return Refusal(
        _("You may not backfill Prod from here. Rule: Prod only for the people and channels in PROD_ALLOWED."),
        _(
            "To be let in, ask the bot's operator to add {user_id} (you) or {channel_id} (this channel) to it.",
            user_id=user_id,
            channel_id=channel_id or "-",
        ),
        use_dev=True,
    )
