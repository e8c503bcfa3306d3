"""Environment and configuration file -> one typed, frozen Settings. Every error names the variable or the line."""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.dates.gate import LANGUAGES, languages_in
from bot.dates.workdays import calendar_in
from bot.errors import SettingsError
from bot.locale import _
from bot.regions import time_zone_of
from bot.request.model import EnvType

SLACK_ID = re.compile(r"[A-Z][A-Z0-9_-]+")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; use an IANA name such as Asia/Shanghai") from error
    return name


def _words(value: object) -> object:
    """`U1, U2 C3` -> ("U1", "U2", "C3")."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _slack_ids(names: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of people and channels, or `all`. A name would never match, and nobody would know why."""
    wrong = [name for name in names if name.lower() != "all" and not SLACK_ID.fullmatch(name)]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no id of a person (U...) or a channel (C...); copy it from Slack")
    return tuple("all" if name.lower() == "all" else name for name in names)


def _console_url(template: str) -> str:
    try:
        shown = template.format(region="cn-shanghai", project_id=1, env_type="Prod")
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValueError(f"it takes {{region}}, {{project_id}} and {{env_type}}, not {error}") from error
    if not re.match(r"https?://[^/\s]+", shown) or re.search(r"\s", shown):
        raise ValueError("it is not an address that begins with https://")
    return template


def _known_languages(names: tuple[str, ...]) -> tuple[str, ...]:
    return languages_in(" ".join(names))


TimeZone = Annotated[str, AfterValidator(_known_zone)]
Ids = Annotated[tuple[str, ...], NoDecode, AfterValidator(_slack_ids), BeforeValidator(_words)]
ConsoleUrl = Annotated[str, AfterValidator(_console_url)]
Calendar = Annotated[str, AfterValidator(calendar_in)]
Languages = Annotated[tuple[str, ...], NoDecode, AfterValidator(_known_languages), BeforeValidator(_words)]


class Project(BaseModel):
    """One DataWorks workspace the bot may create backfills in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alias: str = Field(pattern=r"^[\w.-]{1,60}$", description="The name people use for it in Slack.")
    id: int = Field(gt=0, description="The workspace id. API: ProjectId.")
    region: str | None = Field(
        default=None, description="Region id such as cn-shanghai; the endpoint and the zone follow from it."
    )
    endpoint: str | None = Field(
        default=None, description="Endpoint with scheme, when it does not follow from the region (a VPC, a proxy)."
    )
    time_zone: TimeZone = Field(
        default="", validate_default=False, description="Zone of the workspace's scheduling; by default the region's."
    )
    env_type: EnvType = Field(default=EnvType.PROD, description="Environment when nobody says one: Prod or Dev.")

    @model_validator(mode="before")
    @classmethod
    def _zone_of_region(cls, values: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if not isinstance(values, dict):
            return values
        if not values.get("region") and not values.get("endpoint"):
            raise ValueError("needs a region or an endpoint")
        if not values.get("time_zone"):
            values = {**values, "time_zone": time_zone_of(str(values.get("region") or values.get("endpoint")))}
        return values


class Settings(BaseSettings):
    """Everything that can be set.

    Names are environment variables; those marked (file) may also stand in the BACKFILL_CONFIG file, where the
    environment wins.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True)

    slack_bot_token: SecretStr | None = Field(default=None, description="Bot token of the installed app (xoxb-...).")
    slack_app_token: SecretStr | None = Field(
        default=None, description="App-level token with connections:write (xapp-...), for Socket Mode."
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Signing secret of the app, for `run --http`."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Base of Slack's Web API; another address for a local Slack."
    )
    dataworks_region: str | None = Field(
        default=None, description="Region of the one project that the environment describes."
    )
    dataworks_endpoint: str | None = Field(
        default=None,
        description="Endpoint with scheme, instead of the one of the region; for every project without one of its own.",
    )
    dataworks_project_id: int | None = Field(
        default=None, gt=0, description="Workspace id of the one project that the environment describes."
    )
    dataworks_env_type: EnvType = Field(
        default=EnvType.PROD, description="Its environment when nobody says one: Prod or Dev."
    )
    dataworks_time_zone: TimeZone | None = Field(
        default=None, description="Zone of its scheduling; by default the region's."
    )
    dataworks_calls_per_second: int = Field(
        default=5,
        ge=1,
        le=200,
        description="Calls that may begin in any second, per endpoint: 5 up to Standard Edition, 50 in Enterprise.",
    )
    dataworks_calls_per_day: int | None = Field(
        default=None,
        ge=1,
        description="Calls of a day that the edition allows: 100 in Basic Edition; not set where there is no limit.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="sqlite:///file or postgresql://...; by default a SQLite file in the user's data folder.",
    )
    backfill_config: Path | None = Field(
        default=None, description="A TOML file with projects and the settings marked (file)."
    )
    prod_allowed: Ids = Field(
        default=(), description="(file) Ids of people and channels that may backfill Prod, or `all`. Nobody by default."
    )
    host: str = Field(default="127.0.0.1", description="Address that `run --http` and the health endpoints listen on.")
    port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port for `run --http` (3000 if not set) and, in Socket Mode, for the health endpoints.",
    )
    follow_first_seconds: float = Field(
        default=2, gt=0, le=3600, description="First wait before looking at an operation; it doubles."
    )
    follow_max_seconds: float = Field(default=60, gt=0, le=86400, description="Longest wait between two looks.")
    backfill_post_seconds: float = Field(
        default=1.1,
        ge=0,
        le=60,
        description="Seconds between two of the bot's posts in one channel; Slack takes about one a second.",
    )
    backfill_language: Literal["en", "zh"] = Field(default="en", description="(file) Language of channel messages.")
    console_url: ConsoleUrl | None = Field(
        default=None,
        description="(file) Template of a [Console] link with {region}, {project_id}, {env_type}; "
        "no template, no button.",
    )
    backfill_calendar: Calendar = Field(
        default="auto",
        description="(file) Calendar of working days and holidays: auto, none, or a country code such as CN.",
    )
    backfill_languages: Languages = Field(
        default=LANGUAGES,
        description="(file) Languages besides English and Chinese in which a whole date is read (12. März 2026), "
        "or none.",
    )
    backfill_retention_days: int = Field(
        default=180,
        ge=1,
        le=3650,
        description="(file) Days that operations are kept after their end, with their journal.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="How much is logged.")
    log_free_text: bool = Field(
        default=False,
        description="Whether logs may show what people wrote (phrases, reasons), payloads and SQL at LOG_LEVEL=DEBUG "
        "among them.",
    )
    projects: Annotated[tuple[Project, ...], NoDecode] = Field(
        default=(), description="(file) The workspaces; [[projects]] tables in the file."
    )
    task_aliases: dict[str, tuple[str, ...]] = Field(
        default={},
        description='(file) Lists of tasks by name, used as @name: [task_aliases] nightly = ["1001", "dws_trade_*"].',
    )
    default_project: str | None = Field(
        default=None, description="(file) Alias of the project when nobody names one; by default the first."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose content comes in as init settings."""
        return (env_settings, init_settings)

    @model_validator(mode="after")
    def _follow_in_order(self) -> Self:
        if self.follow_max_seconds < self.follow_first_seconds:
            raise ValueError("FOLLOW_MAX_SECONDS is smaller than FOLLOW_FIRST_SECONDS")
        return self

    def project(self, name: str | None = None) -> Project:
        """The project with this alias or id; the default one for None. Raises UserError naming the known ones."""
        wanted = name or self.default_project or self.projects[0].alias
        for project in self.projects:
            if wanted in (project.alias, str(project.id)):
                return project
        raise SettingsError(
            _("There is no project {name}.", name=wanted),
            _("Known: {names}.", names=tuple(item.alias for item in self.projects)),
        )


FILE_KEYS = frozenset(
    {
        "prod_allowed",
        "backfill_language",
        "backfill_languages",
        "console_url",
        "backfill_calendar",
        "projects",
        "default_project",
        "task_aliases",
        "backfill_retention_days",
    }
)
REFUSED_VARIABLES = {
    "SLACK_CLIENT_ID": "it would switch Slack's OAuth on and the bot token would be ignored; unset it",
    "SLACK_CLIENT_SECRET": "it would switch Slack's OAuth on and the bot token would be ignored; unset it",
}


def load() -> Settings:
    """Read the environment and the file it names.

    Raises SettingsError with one sentence that names the variable or the file.
    """
    for name, reason in REFUSED_VARIABLES.items():
        if os.environ.get(name):
            raise SettingsError(_("{name} is set: {reason}.", name=name, reason=reason))
    content = _read_file(os.environ.get("BACKFILL_CONFIG"))
    try:
        settings = Settings(**content)
    except ValidationError as error:
        raise SettingsError(_("Settings: {problem}", problem=_problem(error))) from None
    return settings.model_copy(update={"projects": _projects(settings)})


def _read_file(name: str | None) -> dict[str, Any]:
    if not name:
        return {}
    try:
        content = tomllib.loads(Path(name).expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            _("BACKFILL_CONFIG: cannot read {file}: {reason}.", file=name, reason=error.strerror or str(error))
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(_("BACKFILL_CONFIG: {file} is not TOML: {reason}.", file=name, reason=str(error))) from None
    unknown = sorted(set(content) - FILE_KEYS)
    if unknown:
        raise SettingsError(
            _("BACKFILL_CONFIG: {file} has unknown keys: {keys}.", file=name, keys=tuple(unknown)),
            _("Known: {names}.", names=tuple(sorted(FILE_KEYS))),
        )
    return content


def _projects(settings: Settings) -> tuple[Project, ...]:
    """The file's projects and the one of the environment, which comes first when it is new."""
    projects = tuple(
        project
        if project.endpoint or not settings.dataworks_endpoint
        else project.model_copy(update={"endpoint": settings.dataworks_endpoint})
        for project in settings.projects
    )
    wanted = settings.dataworks_project_id
    projects = tuple(_as_said_here(project, settings) if project.id == wanted else project for project in projects)
    if wanted is not None and all(project.id != wanted for project in projects):
        values = {
            "alias": str(wanted),
            "id": wanted,
            "region": settings.dataworks_region,
            "endpoint": settings.dataworks_endpoint,
            "time_zone": settings.dataworks_time_zone,
            "env_type": settings.dataworks_env_type,
        }
        try:
            projects = (Project(**{key: value for key, value in values.items() if value is not None}), *projects)
        except ValidationError as error:
            raise SettingsError(
                _("DATAWORKS_PROJECT_ID: {problem}", problem=_problem(error)),
                _(
                    "Set DATAWORKS_REGION or DATAWORKS_ENDPOINT, "
                    "and DATAWORKS_TIME_ZONE where the region does not tell it."
                ),
            ) from None
    aliases = [project.alias for project in projects]
    if len(set(aliases)) < len(aliases):
        raise SettingsError(_("BACKFILL_CONFIG: two projects have one alias: {names}.", names=tuple(aliases)))
    if settings.default_project and settings.default_project not in {
        *aliases,
        *(str(project.id) for project in projects),
    }:
        raise SettingsError(_("default_project: there is no project {name}.", name=settings.default_project))
    return projects


def _as_said_here(project: Project, settings: Settings) -> Project:
    """A project of the file that the environment names too: what the environment says of it wins."""
    said = settings.model_fields_set
    values = project.model_dump()
    if "dataworks_region" in said and settings.dataworks_region != project.region:
        values |= {"region": settings.dataworks_region, "time_zone": ""}
    if "dataworks_endpoint" in said:
        values["endpoint"] = settings.dataworks_endpoint
    if settings.dataworks_time_zone:
        values["time_zone"] = settings.dataworks_time_zone
    if "dataworks_env_type" in said:
        values["env_type"] = settings.dataworks_env_type
    return Project(**values)


def _problem(error: ValidationError) -> str:
    """The first problem of a validation, naming the variable or key, without the value (it may be a secret)."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    name = where if "." in where else where.upper()
    message = first["msg"].removeprefix("Value error, ")
    return f"{name}: {message}" if name else message


def require_projects(settings: Settings) -> Settings:
    """The settings, if they name at least one project. Raises SettingsError with what to set."""
    if not settings.projects:
        raise SettingsError(
            _("No DataWorks project is set."),
            _("Set DATAWORKS_REGION and DATAWORKS_PROJECT_ID, or name a file in BACKFILL_CONFIG."),
        )
    return settings


def secret(value: SecretStr | None, variable: str) -> str:
    """The secret's text. Raises SettingsError naming the variable when it is not set."""
    if value is None or not value.get_secret_value().strip():
        raise SettingsError(_("{name} is not set.", name=variable), _("See docs/configuration.md."))
    return value.get_secret_value().strip()
