"""Environment and file -> settings; every error names the variable or the line and holds no secret."""

from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError
from bot.request.model import EnvType
from ci.configuration import PAGE, render


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> settings.Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return settings.load()


def test_one_project_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(monkeypatch, DATAWORKS_REGION="us-west-1", DATAWORKS_PROJECT_ID="7", DATAWORKS_ENV_TYPE="Dev")
    project = loaded.project()
    assert (project.id, project.region, project.env_type) == (7, "us-west-1", EnvType.DEV)
    assert project.time_zone == "America/Los_Angeles"


def test_an_endpoint_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(monkeypatch, DATAWORKS_ENDPOINT="http://127.0.0.1:9", DATAWORKS_PROJECT_ID="7")
    assert loaded.project().endpoint == "http://127.0.0.1:9"
    assert loaded.project().time_zone == "Asia/Shanghai"


def test_the_zone_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(monkeypatch, DATAWORKS_REGION="cn-shanghai", DATAWORKS_PROJECT_ID="7", DATAWORKS_TIME_ZONE="UTC")
    assert loaded.project().time_zone == "UTC"


FILE = """
prod_allowed = ["U1"]
default_project = "b"
[[projects]]
alias = "a"
id = 1
region = "cn-shanghai"
[[projects]]
alias = "b"
id = 9007199254740993
endpoint = "https://dw.example.com"
time_zone = "UTC"
"""


def test_projects_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "backfill.toml"
    path.write_text(FILE)
    loaded = load(monkeypatch, BACKFILL_CONFIG=str(path))
    assert [project.alias for project in loaded.projects] == ["a", "b"]
    assert loaded.project().id == 9007199254740993
    assert loaded.project("1").alias == "a"
    assert loaded.prod_allowed == ("U1",)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "backfill.toml"
    path.write_text(FILE)
    loaded = load(monkeypatch, BACKFILL_CONFIG=str(path), PROD_ALLOWED="U2, C3")
    assert loaded.prod_allowed == ("U2", "C3")


def test_the_environment_wins_over_the_file_for_the_same_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "backfill.toml"
    path.write_text(
        '[[projects]]\nalias="a"\nid=1\nregion="cn-shanghai"\n[[projects]]\nalias="b"\nid=2\nregion="cn-beijing"'
    )
    variables = {"BACKFILL_CONFIG": str(path), "DATAWORKS_PROJECT_ID": "2"}
    loaded = load(monkeypatch, **variables, DATAWORKS_REGION="eu-central-1", DATAWORKS_ENV_TYPE="Dev")
    project = loaded.project("b")
    assert (project.region, project.time_zone, project.env_type) == ("eu-central-1", "Europe/Berlin", EnvType.DEV)
    assert loaded.project("a").region == "cn-shanghai"
    assert load(monkeypatch, **variables, DATAWORKS_TIME_ZONE="UTC").project("b").time_zone == "UTC"


def test_all_is_all_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, PROD_ALLOWED="U1, ALL").prod_allowed == ("U1", "all")


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"FOLLOW_FIRST_SECONDS": "0"}, "FOLLOW_FIRST_SECONDS"),
        ({"FOLLOW_FIRST_SECONDS": "90"}, "FOLLOW_MAX_SECONDS"),
        ({"DATAWORKS_PROJECT_ID": "x"}, "DATAWORKS_PROJECT_ID"),
        ({"DATAWORKS_PROJECT_ID": "7"}, "DATAWORKS_REGION"),
        ({"DATAWORKS_TIME_ZONE": "Mars/Base"}, "DATAWORKS_TIME_ZONE"),
        ({"DATAWORKS_ENV_TYPE": "Staging"}, "DATAWORKS_ENV_TYPE"),
        ({"BACKFILL_CALENDAR": "XX"}, "BACKFILL_CALENDAR"),
        ({"PROD_ALLOWED": "U1 bob"}, "'bob'"),
        ({"CONSOLE_URL": "https://x.example/{projectId}"}, "CONSOLE_URL"),
        ({"CONSOLE_URL": "nonsense {region}"}, "CONSOLE_URL"),
        ({"CONSOLE_URL": "https://x.example/{region"}, "CONSOLE_URL"),
        ({"BACKFILL_LANGUAGES": "de, xx"}, "BACKFILL_LANGUAGES"),
        ({"SLACK_CLIENT_ID": "1"}, "SLACK_CLIENT_ID"),
        ({"BACKFILL_CONFIG": "/nowhere/x.toml"}, "/nowhere/x.toml"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(monkeypatch, **variables)
    assert named in f"{error.value.text} {error.value.next_step}"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("prod_allowed = [", "TOML"),
        ("prod_alowed = []", "prod_alowed"),
        ('default_project = "x"\n[[projects]]\nalias="a"\nid=1\nregion="cn-shanghai"', "x"),
        ('[[projects]]\nalias="a"\nid=1', "region or an endpoint"),
        ('[[projects]]\nalias="a"\nid=1\nregion="r"\nregoin="r"', "regoin"),
        ('[[projects]]\nalias="a"\nid=1\nregion="r"\n[[projects]]\nalias="a"\nid=2\nregion="r"', "one alias"),
    ],
)
def test_a_wrong_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, named: str) -> None:
    path = tmp_path / "backfill.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r".") as error:
        load(monkeypatch, BACKFILL_CONFIG=str(path))
    assert named in str(error.value.text)


@pytest.mark.parametrize(("said", "kept"), [("us", "US"), ("CN", "CN"), ("none", "none"), (" auto ", "auto")])
def test_a_calendar_is_a_country(monkeypatch: pytest.MonkeyPatch, said: str, kept: str) -> None:
    assert load(monkeypatch, BACKFILL_CALENDAR=said).backfill_calendar == kept


def test_a_secret_is_in_no_error_and_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(monkeypatch, SLACK_BOT_TOKEN="xoxb-1-s3cr3t", DATABASE_URL="postgresql://u:s3cr3t@h/d")
    assert "s3cr3t" not in repr(loaded)
    with pytest.raises(SettingsError) as error:
        settings.secret(loaded.slack_app_token, "SLACK_APP_TOKEN")
    assert "SLACK_APP_TOKEN" in str(error.value.text)


def test_an_unknown_project_names_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(monkeypatch, DATAWORKS_REGION="cn-shanghai", DATAWORKS_PROJECT_ID="7")
    with pytest.raises(SettingsError) as error:
        loaded.project("ec")
    assert "7" in str(error.value.next_step)


def test_the_documentation_is_what_the_settings_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()
