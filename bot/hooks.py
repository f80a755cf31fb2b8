"""What the machinery tells the operation: a chat out of reach, an update given up."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import groups, trouble
from bot.clock import Clock
from bot.delivery.inbox import OnSetAside
from bot.delivery.outbox import Hooks
from operation.area import Area
from storage.database import Transaction
from storage.inbox import SetAside
from storage.outbox import Parcel


def of_delivery(clock: Clock) -> Hooks:
    """What delivery tells the operation about."""

    async def on_unreachable(tx: Transaction, chat_id: int) -> None:
        await groups.tell_unreachable(tx, chat_id=chat_id, now=clock.now())

    async def on_pin_refused(tx: Transaction, parcel: Parcel, _reason: str) -> None:
        await trouble.tell_pin_refused(tx, chat_id=parcel.chat_id, now=clock.now())

    async def on_unsure(tx: Transaction, parcel: Parcel) -> None:
        await trouble.note_unsure(tx, chat_id=parcel.chat_id, screen=parcel.screen, now=clock.now())

    async def on_failed(tx: Transaction, parcel: Parcel, error: str) -> None:
        await trouble.note_failed(
            tx, chat_id=parcel.chat_id, screen=parcel.screen, error=error, now=clock.now()
        )

    return Hooks(
        on_unreachable=on_unreachable,
        on_pin_refused=on_pin_refused,
        on_unsure=on_unsure,
        on_failed=on_failed,
    )


def on_set_aside(areas: Mapping[str, Area], clock: Clock) -> OnSetAside:
    async def tell(tx: Transaction, found: SetAside) -> None:
        await trouble.tell_set_aside(
            tx, areas=areas, update_id=found.update_id, lane=found.lane, now=clock.now()
        )

    return tell
