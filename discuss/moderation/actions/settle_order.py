"""Note that an order was followed, or that it was not and why."""

from datetime import datetime

from discuss import events, markup
from discuss.db import transaction
from discuss.errors import Conflict, Invalid
from discuss.events.types import OrderNoted
from discuss.moderation.actions.record_order import fault_of
from discuss.moderation.models import Order
from discuss.policy import Actor, Permission, require

LONGEST = 2000  # characters of what was done

ORDER_OUTCOMES = {"done": "Followed", "refused": "Not followed"}


def settle_order(actor: Actor, order: Order, state: str, statement: str, at: datetime | None) -> Order:
    """Close ``order`` as done or refused ``at`` this moment, with what was done or why not; None is no moment.

    Raises :class:`Invalid` with every fault at once, :class:`Conflict` if it is settled already.
    """
    require(actor, Permission.ORDER_RECORD)
    statement = markup.clean_text(statement).strip()
    faults = _faults(state, statement)
    order_id = order.id
    with transaction() as session:
        order = session.get_one(Order, order_id, with_for_update=True)
        if order.state != "open":
            raise Conflict(
                "This order was recorded by mistake." if order.state == "mistaken" else "This order is settled already."
            )
        if fault := fault_of(at, order.received_at, "This lies before the order arrived."):
            faults["settled_at"] = [fault]
        if faults:
            raise Invalid(faults)
        order.state, order.outcome = state, statement
        order.settled_by, order.settled_at = actor.id, at
        events.record(OrderNoted(actor_id=actor.id, order_id=order_id, what=state))
    return order


def _faults(state: str, statement: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    if state not in ORDER_OUTCOMES:
        faults["action"] = ["Choose whether it was followed."]
    if not statement:
        faults["statement"] = ["Say what was done, or why not."]
    if len(statement) > LONGEST:
        faults["statement"] = [f"Shorten this by {len(statement) - LONGEST} characters."]
    return faults
