"""Say of an order that it was recorded by mistake: twice, or with a wrong country, kind or date."""

from discuss import clock, events, markup
from discuss.db import transaction
from discuss.errors import Conflict, Invalid
from discuss.events.types import OrderNoted
from discuss.moderation.actions.settle_order import LONGEST, ORDER_OUTCOMES
from discuss.moderation.models import Order
from discuss.policy import Actor, Permission, require

ORDER_STATES = ORDER_OUTCOMES | {"mistaken": "Recorded by mistake"}  # as pages say it; an open one is in none of them


def mark_order_mistaken(actor: Actor, order: Order, why: str) -> Order:
    """Take ``order`` out of what is to be done and of every count, open or settled; it stays on record, with ``why``.

    What was said when it was settled, and of when, stands before that. Raises :class:`Invalid` without a reason,
    :class:`Conflict` if it is marked already.
    """
    require(actor, Permission.ORDER_RECORD)
    why = markup.clean_text(why).strip()
    if not why:
        raise Invalid({"why": ["Say what is wrong with it."]})
    if len(why) > LONGEST:
        raise Invalid({"why": [f"Shorten this by {len(why) - LONGEST} characters."]})
    order_id = order.id
    with transaction() as session:
        order = session.get_one(Order, order_id, with_for_update=True)
        if order.state == "mistaken":
            raise Conflict("This order is marked as recorded by mistake already.")
        if order.state != "open":
            # On lines of its own, where a purge finds it.
            why = f"{ORDER_OUTCOMES[order.state]}, {order.settled_at:%Y-%m-%d %H:%M} UTC:\n{order.outcome}\n\n{why}"
        order.state, order.outcome = "mistaken", why
        order.settled_by, order.settled_at = actor.id, clock.now()
        events.record(OrderNoted(actor_id=actor.id, order_id=order_id, what="mistaken"))
    return order
