"""Tests of bot.dates."""
