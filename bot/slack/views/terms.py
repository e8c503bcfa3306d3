"""The API's values as people say them."""

from bot.locale import _
from bot.request.model import EnvType

ENVIRONMENTS = {EnvType.PROD: _("PROD"), EnvType.DEV: _("DEV")}
"""Where a backfill runs, as the preview and the root message shout it."""
