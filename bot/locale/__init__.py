"""What people read: sentences that are translated when they are shown, English and Chinese."""

from bot.locale.text import Text, _, _n

__all__ = ["Text", "_", "_n"]
