"""Ask for a data backfill in Slack, see exactly what would run, follow it to the end."""
