"""The kind of value that crosses the wire."""

from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Anything `json.loads` gives: what a stranger sends and nobody has checked yet."""
