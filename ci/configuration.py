"""docs/configuration.md, made from the settings so that it cannot drift: `python -m ci.configuration [--check]`."""

import sys
from enum import Enum
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.settings import Project, Settings

PAGE = Path(__file__).parent.parent / "docs" / "configuration.md"

HEAD = """\
# Configuration

Generated from `bot/settings.py` by `python -m ci.configuration`; a test holds the two together.

Settings come from the environment. Those marked *file* may also stand in a TOML file named by `BACKFILL_CONFIG`, in
lower case; where both say something, the environment wins. A wrong value stops the start with one sentence that names
the variable or the line. `backfill-bot check` tries all of them.

## Environment

| variable | default | what it does |
|---|---|---|
"""

CREDENTIALS = """\

Credentials of Alibaba Cloud are found by the default chain of `alibabacloud-credentials`:
`ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` (and `ALIBABA_CLOUD_SECURITY_TOKEN` for temporary
ones), an OIDC role, `~/.aliyun/config.json`, `~/.alibabacloud/credentials.ini`, the machine's role,
`ALIBABA_CLOUD_CREDENTIALS_URI`. Off the cloud set `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true`, or the machine's role is
tried for some seconds at each start. `SLACK_CLIENT_ID` and `SLACK_CLIENT_SECRET` must not be set: they would switch
Slack's OAuth on and the bot token would be ignored.

OpenTelemetry's own: `OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) switches traces on, by OTLP
over HTTP, see [operations.md](operations.md#traces); `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME` and the like are
read too.

## Projects

One project can come from the environment alone (`DATAWORKS_PROJECT_ID` with `DATAWORKS_REGION` or
`DATAWORKS_ENDPOINT`). Several stand in the file as `[[projects]]`:

| key | default | what it does |
|---|---|---|
"""

EXAMPLE = """\

```toml
# BACKFILL_CONFIG=/etc/backfill.toml
default_project = "ec_dw"
prod_allowed = ["U0OWNER", "C0DATAOPS"]
backfill_language = "en"

[[projects]]
alias = "ec_dw"
id = 10001
region = "cn-shanghai"

[[projects]]
alias = "risk_mart"
id = 10002
region = "cn-shanghai"
env_type = "Dev"
```
"""


def render() -> str:
    """The whole page."""
    variables = "".join(
        _row(name.upper(), field)
        for name, field in Settings.model_fields.items()
        if name not in ("projects", "default_project")
    )
    project = "".join(
        _row(name, field) for name, field in (("default_project", Settings.model_fields["default_project"]),)
    )
    keys = "".join(_row(name, field) for name, field in Project.model_fields.items())
    return (
        HEAD
        + variables
        + CREDENTIALS
        + keys
        + "\nBeside the tables:\n\n| key | default | what it does |\n|---|---|---|\n"
        + project
        + EXAMPLE
    )


def _row(name: str, field: FieldInfo) -> str:
    description = (field.description or "").replace("(file) ", "*file.* ").replace("(file)", "*file*").replace("|", "/")
    return f"| `{name}` | {_default(field)} | {description} |\n"


def _default(field: FieldInfo) -> str:
    if field.is_required() or field.default is PydanticUndefined:
        return "required"
    value = field.default.value if isinstance(field.default, Enum) else field.default
    return "" if value in (None, (), "") else f"`{value}`"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(
            0
            if PAGE.read_text(encoding="utf-8") == render()
            else "docs/configuration.md is stale; run: python -m ci.configuration"
        )
    PAGE.write_text(render(), encoding="utf-8")
