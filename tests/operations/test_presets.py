"""Requests under a name, per channel."""

from bot.operations.store import Store
from bot.request.form import Form

FORM = Form(tasks=("1001",), phrase="last monday", chosen="2026-11-16", parallelism=3)


async def test_a_preset_is_kept_and_replaced(store: Store) -> None:
    await store.save_preset("C1", "Nightly 订单", FORM, "U1")
    found = await store.preset("C1", "nightly 订单")
    assert found is not None
    assert (found.name, found.made_by, found.form.phrase, found.form.chosen) == (
        "Nightly 订单",
        "U1",
        "2026-11-16",
        None,
    )
    await store.save_preset("C1", "NIGHTLY 订单", Form(tasks=("7",)), "U2")
    (replaced,) = await store.presets("C1")
    assert (replaced.name, replaced.made_by, replaced.form.tasks) == ("NIGHTLY 订单", "U2", ("7",))


async def test_presets_belong_to_their_channel(store: Store) -> None:
    await store.save_preset("C1", "b", FORM, "U1")
    await store.save_preset("C1", "a", FORM, "U1")
    await store.save_preset("C2", "b", FORM, "U1")
    assert [item.name for item in await store.presets("C1")] == ["a", "b"]
    assert len(await store.presets()) == 3
    assert await store.delete_preset("C1", "B")
    assert not await store.delete_preset("C1", "b")
    assert await store.preset("C2", "b")
    assert await store.preset("C1", "b") is None
