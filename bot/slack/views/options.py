"""Help on the `--options`: all of them, or one, from the table of the request."""

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.request.command import GROUPS
from bot.request.field import Field, Need
from bot.request.model import InstanceType, Mode
from bot.request.options import Option, option_of
from bot.request.rules import kebab
from bot.slack.views.blocks import Block, Bold, Piece, bullets, header, paragraph, posting


def line(option: Option) -> list[Piece]:
    """`--order asc|desc  which business date runs first`."""
    return [Bold(f"--{option.name}{f' {option.metavar}' if option.metavar else ''}"), "  ", option.help]


def asked(argument: str) -> Option | None:
    """The option that somebody wants to know of: `--order`, `order`, `Order`."""
    return option_of(argument.strip().lstrip("-\u2010\u2011\u2012\u2013\u2014\u2015"))


def all_options(speech: Speech) -> Block:
    """Every option under its heading."""
    title = _("Options")
    blocks = [header(speech.say(title))]
    for heading, group in GROUPS:
        blocks += [paragraph(speech, Bold(heading)), bullets(speech, [line(option) for option in group])]
    return posting(speech.say(title), blocks)


def one_option(speech: Speech, option: Option) -> Block:
    """One option whole: its value, its fields in the API, where it may be set."""
    title = f"--{option.name}{f' {option.metavar}' if option.metavar else ''}"
    facts: list[list[Piece]] = []
    for field in option.fields:
        own: list[Piece] = [] if field.help == option.help else ["  ", field.help]
        facts.append([_("{label}, in the API {name}", label=field.label, name=field.name), *own])
        facts += [[Bold(kebab(value)), "  ", words] for value, words in field.choices.items()]
        facts += [[text] for text in _about(field)]
    if option.aliases:
        facts.append([_("Also: {names}.", names=tuple(f"--{name}" for name in option.aliases))])
    text = speech.say(option.help)
    text = text[:1].upper() + text[1:]
    return posting(f"{title}: {text}", [header(title), paragraph(speech, text), bullets(speech, facts)])


def _about(field: Field) -> list[Text]:
    found = [_("Not said: {default}.", default=field.default)] if field.default else []
    found += [field.note] if field.note else []
    kinds: dict[Need, list[str]] = {}
    for type_ in InstanceType:
        modes = list(Mode) if type_ is InstanceType.SUPPLEMENT_DATA and field.modes else [None]
        for mode in modes:
            kinds.setdefault(field.need(type_, mode), []).append(f"{kebab(type_)}{f' {kebab(mode)}' if mode else ''}")
    if len(kinds) == 1:
        return found
    sentences = {
        Need.REQUIRED: lambda names: (
            _("Always sent for {kinds}.", kinds=names) if field.default else _("Needed for {kinds}.", kinds=names)
        ),
        Need.OPTIONAL: lambda names: _("Optional for {kinds}.", kinds=names),
        Need.UNVERIFIED: lambda names: _("Not documented, so not verified, for {kinds}.", kinds=names),
        Need.NOT_SENT: lambda names: _("Not for {kinds}.", kinds=names),
        Need.ABSENT: lambda names: _("Not for {kinds}.", kinds=names),
    }
    return found + [sentences[need](tuple(names)) for need, names in kinds.items()]
