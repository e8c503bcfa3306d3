"""`python -m bot`, the same as the command `backfill-bot`."""

from bot.cli import main

main()
