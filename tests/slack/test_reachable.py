"""Every field of CreateWorkflowInstances is in the model, the text, the form, the help and the docs."""

from pathlib import Path

import alibabacloud_dataworks_public20240518.models as sdk
import pytest

from bot.locale.speech import ENGLISH
from bot.request.command import OPTIONS
from bot.request.field import Field
from bot.request.form import Form
from bot.request.rules import FIELDS, types_with
from bot.slack.views import options
from tests.packaging.installing import ROOT
from tests.slack.test_form import inputs, shown

REFERENCE = (Path(ROOT) / "docs" / "reference.md").read_text(encoding="utf-8")
TOP = "tasks"
"""The input at the top of the form: RootTaskIds, or IncludeTaskIds where these are what runs."""


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.api)
def test_a_field_is_reachable(field: Field) -> None:
    assert any(field.option in option.names for option in OPTIONS)
    assert f"| {field.name} |" in REFERENCE
    assert f"--{field.option}" in str(options.all_options(ENGLISH))
    found = {name for type_ in types_with(field) for name in inputs(shown(Form(type=type_, tasks=("1",))))}
    assert field.form in found or (field.form in {"roots", "include_tasks"} and TOP in found)


def test_the_table_has_every_field_of_the_official_request() -> None:
    assert {snake(field.path[0]) for field in FIELDS} == set(vars(sdk.CreateWorkflowInstancesRequest()))
    ours = {snake(field.path[1]) for field in FIELDS if field.path[0] == "DefaultRunProperties"}
    assert ours == set(vars(sdk.CreateWorkflowInstancesRequestDefaultRunProperties()))
