"""The files in deploy/ name what there is: metrics of the bot, settings, paths of the image."""

import json
import re
from typing import Any

import pytest
import yaml

from bot.metrics import Metrics
from bot.settings import Settings
from tests.packaging.installing import ROOT

DEPLOY = ROOT / "deploy"
SERIES = re.compile(r"backfill_bot_\w+")


def exposed() -> set[str]:
    """The series that /metrics gives."""
    found: set[str] = set()
    for name, kind in re.findall(r"# TYPE (\w+) (\w+)", Metrics().render().decode()):
        endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(kind, ("",))
        found |= {f"{name}{ending}" for ending in endings}
    return found


@pytest.mark.parametrize("name", ["alerts.yaml", "grafana.json"])
def test_every_series_exists(name: str) -> None:
    named = set(SERIES.findall((DEPLOY / name).read_text()))
    assert named
    assert named - exposed() == set()


def test_every_alert_says_what_it_is() -> None:
    rules: list[dict[str, Any]] = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules) >= 5
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["expr"].count("(") == rule["expr"].count(")")


def test_every_panel_has_a_place_of_its_own() -> None:
    panels = json.loads((DEPLOY / "grafana.json").read_text())["panels"]
    cells = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in panels
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert all(x < 24 for x, _ in cells)


def test_settings_and_ports_are_those_of_the_image() -> None:
    image = (ROOT / "Dockerfile").read_text()
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    parts = {item["kind"]: item for item in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())}
    bot = compose["services"]["bot"]
    (container,) = parts["Deployment"]["spec"]["template"]["spec"]["containers"]
    known = {name.upper() for name in Settings.model_fields}
    assert set(bot["environment"]) <= known
    assert {item["name"] for item in container["env"]} <= known
    assert container["ports"][0]["containerPort"] == 3000
    assert "PORT=3000" in image
    assert parts["Deployment"]["spec"]["template"]["spec"]["securityContext"]["runAsUser"] == 10001
    assert "USER 10001:10001" in image
    assert bot["deploy"]["replicas"] == parts["Deployment"]["spec"]["replicas"] == 2
