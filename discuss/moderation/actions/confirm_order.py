"""Note when an authority was told that its order has arrived."""

from datetime import datetime

from discuss import events
from discuss.db import transaction
from discuss.errors import Conflict, Invalid
from discuss.events.types import OrderNoted
from discuss.moderation.actions.record_order import fault_of
from discuss.moderation.models import Order
from discuss.policy import Actor, Permission, require


def confirm_order(actor: Actor, order: Order, at: datetime | None) -> Order:
    """Note that the receipt of ``order`` was confirmed ``at`` this moment; None stands for what is no moment.

    Raises :class:`Invalid` for a moment before the order or after now, :class:`Conflict` if it is noted already or
    the order was recorded by mistake.
    """
    require(actor, Permission.ORDER_RECORD)
    order_id = order.id
    with transaction() as session:
        order = session.get_one(Order, order_id, with_for_update=True)
        if order.state == "mistaken":
            raise Conflict("This order was recorded by mistake.")
        if order.confirmed_at is not None:
            raise Conflict("It is noted already when this order was confirmed.")
        if fault := fault_of(at, order.received_at, "This lies before the order arrived."):
            raise Invalid({"confirmed_at": [fault]})
        order.confirmed_at = at
        events.record(OrderNoted(actor_id=actor.id, order_id=order_id, what="confirmed"))
    return order
