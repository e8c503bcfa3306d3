"""docs/reference.md, made from the table of the request so that it cannot drift: `python -m ci.reference [--check]`."""

import sys
from pathlib import Path

from bot.request.command import GROUPS
from bot.request.field import Field
from bot.request.model import InstanceType, Mode
from bot.request.options import Option
from bot.request.rules import FIELDS, kebab
from bot.request.values import metavar

PAGE = Path(__file__).parent.parent / "docs" / "reference.md"

HEAD = """\
# The request: every field, three ways to say it

Generated from `bot/request/rules.py` by `python -m ci.reference`; a test holds the two together. The fields are
those of CreateWorkflowInstances (DataWorks OpenAPI 2024-05-18). The command text, the form, the checks before
sending and
`/backfill help` read the same table.

## Command text

```
/backfill TASKS DAYS [with downstream] [--options]

TASKS    1001            an id; 64-bit ids are kept exactly
         dwd_orders_di   a name; one that fits several tasks is asked about
         dwd_orders_*    every task whose name begins so
         @nightly        an alias of the settings
         1001,dwd_a, x   several: commas between, blanks only after commas
DAYS     last 7 days     see dates.md; the rest of what is no option
```

- Options may stand anywhere. What is no option and no value of one is tasks and days.
- Quotes hold together as in a shell: `"late file"`, `'late file'`; in double quotes `\\"` is a quote. An apostrophe
  inside a word is a letter. Typographic quotes and dashes that a client made of plain ones are read as plain ones.
- `--reason`, `--name` and `--biz-dates` need no quotes: their words run to the next option.
- Days stand in one piece. A word that is left over behind an option's value is refused: `--exclude 1003 1004` needs a
  comma.
- Lists take commas and may be repeated: they add up. Anything else said twice must be the same.
- A flag alone is true: `--hold`, `--hold=false`, `--no-analysis`.
- A choice may be said as a person says it, or by its beginning: `--order newest`, `--env production`, `--type smoke`.
- JSON needs no quotes around it; behind other options quote what has blanks.
- Names of options are the API's, in any spelling: `--include-task-ids`, `--IncludeTaskIds`,
  `--DefaultRunProperties.IncludeTaskIds`. So are values: `manual-workflow`, `ManualWorkflow`.
- Objects can be given whole: `--run-policy '{"Type": "Daily", ...}'`, `--alert`, `--analysis`, `--periods`,
  `--default-run-properties`.
- A task that is called like a subcommand is written after `--`: `/backfill -- status last week`.
- With `--root-task-ids` what is no option is days alone, with `--biz-dates` tasks alone.
- Runs of manual and event-triggered workflows may leave tasks out: there words that read as days are days.
  Days may be left out for every kind but `supplement-data`.

"Copy as command" prints a text that reads back to exactly the same request.

## Options
"""

NEEDS = """\

## Which kind takes what

**R** required · **O** optional · **X** must be absent · **–** not sent, refused when asked for · **?** not
documented for this kind: offered under Advanced, not verified against the service, sent only if set.

"""

BETWEEN = """\

Between fields:

- General and AllDownstream take exactly one first task; Chain takes no first task and exactly two tasks to run, its
  ends.
- One task is General, several are ManualSelection, unless `--mode` says otherwise. IncludeTaskIds holds the first
  tasks too, for General (once it is given) and for ManualSelection: whether the service insists on them is not
  documented.
- In front of the days stand the first tasks (RootTaskIds); for Chain its two ends, for `trigger-workflow` the tasks
  to run (IncludeTaskIds), whose first tasks are `--root-task-ids`.
- 1 to 7 ranges of days in one request; overlaps are merged, more become linked requests.
- Both times of Periods or neither: one alone has the begin or the end of the day beside it.
- A run policy has Type, StartTime and EndTime once any of its fields is set: what is not said is daily, 00:00:00,
  23:59:59.
- WorkflowParameters need a WorkflowId other than 1.

## Parameters

| | written | sent |
|---|---|---|
| one task | `--param 1001:region=eu` | TaskParameters `{"1001":"region=eu"}` |
| all tasks | `--param region=eu` | the same for every task of the request |
| several | `--param 1001:region=eu dt=$bizdate` | `{"1001":"region=eu dt=$bizdate"}` |
| as JSON | `--task-parameters '{"1001": "region=eu"}'` | as it is; `*` stands for all tasks |
| workflow, scheduled or event-triggered | `--workflow-param region=eu` | WorkflowParameters `region=eu` |
| manual workflow | `--workflow-param region=eu` or `--workflow-parameters '{"region": "eu"}'` | `{"region":"eu"}` |

What is said of one task replaces what is said of all under the same name. `$bizdate` and the like are kept: DataWorks
replaces them. The format of a task's parameters is what GetTask shows in Script.Parameters.

## API terms

`backfill-bot plan --file request.json` (or `.toml`, or `-` for standard input) takes one request in the API's
names, or what
`backfill-bot plan --json` printed; fields may be left out. `--as-command` prints the command text of it.

```toml
Type = "ManualWorkflow"
WorkflowId = 9007199254740993
WorkflowParameters = '{"region": "eu"}'

[DefaultRunProperties]
Priority = 8
```
"""


def render() -> str:
    """The whole page."""
    options = "".join(_group(str(title), group) for title, group in GROUPS)
    return HEAD + options + NEEDS + _needs() + _choices() + BETWEEN


def _group(title: str, options: tuple[Option, ...]) -> str:
    rows = "".join(_option(option) for option in options)
    return f"\n### {title}\n\n| option | value | API | what it does | default |\n|---|---|---|---|---|\n{rows}"


def _option(option: Option) -> str:
    names = " ".join(f"`--{name}`" for name in option.names)
    apis = ", ".join(field.name for field in option.fields)
    field = option.fields[0] if option.name == option.fields[0].option else None
    what = str(option.help) + (f". {field.note}" if field and field.note else "")
    default = str(field.default) if field and field.default else ""
    return f"| {names} | {_code(option.metavar)} | {apis} | {what} | {default} |\n"


def _needs() -> str:
    kinds = [kebab(type_) for type_ in list(InstanceType)[1:]]
    modes = [f"{kebab(mode)}" for mode in Mode]
    head = f"| field | {' | '.join([*modes, *kinds])} |\n|{'---|' * (len(modes) + len(kinds) + 1)}\n"
    note = f"The first {len(modes)} columns are the modes of `supplement-data`.\n\n"
    return note + head + "".join(_signs(field) for field in FIELDS)


def _signs(field: Field) -> str:
    by_mode = [field.need(InstanceType.SUPPLEMENT_DATA, mode) for mode in Mode]
    by_type = [field.need(type_) for type_ in list(InstanceType)[1:]]
    signs = [need.value.replace("-", "–") for need in (*by_mode, *by_type)]
    return f"| {field.name} | {' | '.join(signs)} |\n"


def _choices() -> str:
    rows = "".join(
        f"| {field.name} | `{kebab(value)}` | {value} | {words} |\n"
        for field in FIELDS
        for value, words in field.choices.items()
    )
    bounds = "".join(f"| {field.name} | `{metavar(field)}` | | |\n" for field in FIELDS if field.bounds)
    return f"\n| field | typed | API | meaning |\n|---|---|---|---|\n{rows}{bounds}"


def _code(value: str | None) -> str:
    escaped = (value or "").replace("|", "\\|")
    return f"`{escaped}`" if escaped else ""


if __name__ == "__main__":
    if "--check" in sys.argv:
        stale = PAGE.read_text(encoding="utf-8") != render()
        sys.exit("docs/reference.md is stale; run: python -m ci.reference" if stale else 0)
    PAGE.write_text(render(), encoding="utf-8")
