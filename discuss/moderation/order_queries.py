"""Reading orders of courts and authorities, for moderators with the right."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from discuss.accounts.models import Person
from discuss.db import db
from discuss.errors import NotFound
from discuss.moderation.models import Order
from discuss.policy import Actor, Permission, require

PAGE = 50  # orders a page


def get_order(viewer: Actor, order_id: int) -> Order:
    """Return an order. Raises :class:`NotFound`."""
    require(viewer, Permission.ORDER_RECORD)
    found = db.session.get(Order, order_id)
    if found is None:
        raise NotFound
    return found


def open_orders(viewer: Actor) -> list[Order]:
    """Return the orders that nobody has settled, the oldest first."""
    require(viewer, Permission.ORDER_RECORD)
    wanted = select(Order).where(Order.state == "open").order_by(Order.received_at, Order.id)
    return list(db.session.scalars(wanted.limit(1000)))


def settled_orders(viewer: Actor, before: int | None) -> list[Order]:
    """Return a page of settled orders, those that were recorded last first."""
    require(viewer, Permission.ORDER_RECORD)
    wanted = select(Order).where(Order.state != "open")
    if before is not None:
        wanted = wanted.where(Order.id < before)
    return list(db.session.scalars(wanted.order_by(Order.id.desc()).limit(PAGE)))


def names_of(viewer: Actor, order: Order) -> tuple[str, str]:
    """Return who recorded an order and who settled it, '' for nobody."""
    require(viewer, Permission.ORDER_RECORD)
    settler = aliased(Person)
    wanted = select(Person.name, settler.name).select_from(Order).join(Person, Person.id == Order.recorded_by)
    row = db.session.execute(wanted.outerjoin(settler, settler.id == Order.settled_by).where(Order.id == order.id))
    recorded, settled = row.one()
    return recorded, settled or ""
