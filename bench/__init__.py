"""Measurements: how good, how fast."""
