"""A backfill request in API terms: model, command text, plan, digest. Pure."""
