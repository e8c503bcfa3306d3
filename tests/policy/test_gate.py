"""Closed by default: who may use the bot, who may backfill Prod."""

from dataclasses import replace

import pytest

from bot.policy import Person, may_backfill, may_use
from bot.request.model import EnvType

MEMBER = Person(id="U1", team_id="T1")
HOME = {"T1", "E1"}


def test_a_member_may_use_it() -> None:
    assert may_use(MEMBER, HOME) is None


@pytest.mark.parametrize(
    "person",
    [
        replace(MEMBER, is_guest=True),
        replace(MEMBER, is_stranger=True),
        replace(MEMBER, deleted=True),
        replace(MEMBER, is_bot=True),
        replace(MEMBER, team_id="T2"),
        replace(MEMBER, team_id=""),
    ],
)
def test_others_may_not(person: Person) -> None:
    refusal = may_use(person, HOME)
    assert refusal is not None
    assert str(refusal.next_step)


@pytest.mark.parametrize(
    ("env_type", "allowed", "may"),
    [
        (EnvType.DEV, (), True),
        (EnvType.PROD, (), False),
        (EnvType.PROD, ("U2", "C2"), False),
        (EnvType.PROD, ("U1",), True),
        (EnvType.PROD, ("C1",), True),
        (EnvType.PROD, ("all",), True),
        (EnvType.PROD, ("ALL", "U1x"), False),
    ],
)
def test_prod_is_for_those_named(env_type: EnvType, allowed: tuple[str, ...], may: bool) -> None:
    refusal = may_backfill("U1", "C1", env_type, allowed)
    assert (refusal is None) is may
    if refusal:
        assert "U1" in str(refusal.next_step)
        assert "C1" in str(refusal.next_step)
        assert refusal.use_dev


def test_no_channel_matches_nothing() -> None:
    assert may_backfill("U1", "", EnvType.PROD, ("C1",)) is not None
    assert may_backfill("U1", None, EnvType.PROD, ("C1",)) is not None
