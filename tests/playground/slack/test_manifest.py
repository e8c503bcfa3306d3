"""The manifest reader against a full YAML parser."""

from pathlib import Path

import pytest
import yaml

from bot.playground.slack.manifest import Manifest, parse
from tests.playground.slack.conftest import MANIFEST

SNIPPETS = [
    "a: 1\nb: 'it''s'\nc: \"say \\\"hi\\\"\"\n",
    "a:\n- 1\n- 2\nb:\n  - x: 1\n    y: 2\n  - x: 3\n",
    "a: {b: [c, d, {e: f}], g: true}  # end\n",
    "a: [message.channels, app_mention]\nurl: https://x.example.com/a?b=c:d\n",
    "a:\nb: ~\n",
    "---\na: text # comment\n# whole line\nb: no#comment\n",
    "a: {usage: \"[task] | list, stop\", n: 'x, y'}\n",
    "- x",
]


@pytest.mark.parametrize("text", SNIPPETS[:-1])
def test_reads_what_a_full_parser_reads(text: str) -> None:
    assert parse(text) == yaml.safe_load(text)


def test_a_list_is_no_manifest() -> None:
    with pytest.raises(ValueError, match="cannot read the manifest"):
        parse(SNIPPETS[-1])


def test_the_whole_manifest() -> None:
    assert parse(MANIFEST.read_text()) == yaml.safe_load(MANIFEST.read_text())


def test_the_products_own_manifest_is_read_in_full() -> None:
    own = Path(__file__).parents[3] / "manifest.yml"
    assert parse(own.read_text()) == yaml.safe_load(own.read_text())
    manifest = Manifest.from_file(own)
    assert "chat:write" in manifest.scopes
    assert [command.command for command in manifest.commands] == ["/backfill"]
    assert manifest.home_tab_enabled
