"""The law: form -> printed command -> form is the identity, whatever is in the form."""

from hypothesis import HealthCheck, given, settings

from bot.request.command import as_typed, parse, to_command
from bot.request.form import Form
from tests.request.forms import FORMS


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FORMS)
def test_printing_and_reading_give_the_same_form(form: Form) -> None:
    assert parse(to_command(form)) == form


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FORMS)
def test_what_is_copied_reads_the_same_through_slack(form: Form) -> None:
    """Slack escapes three characters in what is pasted, and strips the ends."""
    command = to_command(form)
    sent = command.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert as_typed(sent) == command.strip()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FORMS)
def test_a_stored_form_is_the_same(form: Form) -> None:
    assert Form.model_validate_json(form.model_dump_json(exclude_defaults=True)) == form


def test_a_settled_question_is_written_as_the_days_that_were_picked() -> None:
    form = Form(tasks=("1001",), phrase="last monday", chosen="2026-10-05")
    assert to_command(form) == "1001 2026-10-05"
