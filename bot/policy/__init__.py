"""May this person do this here, now? Pure: ids in, a decision out. Closed by default."""

from bot.policy.gate import Person, Refusal, may_backfill, may_use

__all__ = ["Person", "Refusal", "may_backfill", "may_use"]
