"""Orders of courts and authorities on the desk: written down, confirmed, and what came of them."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss import clock
from discuss.errors import Conflict, Invalid
from discuss.moderation import actions, order_queries, queries
from discuss.moderation.countries import COUNTRIES
from discuss.moderation.forms import moment_in
from discuss.moderation.models import Order
from discuss.moderation.showing import age
from discuss.web import cursors
from discuss.web.viewer import viewer

FIELDS = ("authority", "authority_reference", "country", "kind", "category", "about")


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation/orders", "desk_orders", desk_orders)
    app.add_url_rule("/moderation/orders", "record_order", record_order, methods=["POST"])
    app.add_url_rule("/moderation/orders/<int:order_id>", "desk_order", desk_order)
    app.add_url_rule("/moderation/orders/<int:order_id>", "note_order", note_order, methods=["POST"])


def desk_orders() -> ResponseReturnValue:
    """What is open, the oldest first; a form for a new one; below it what is settled."""
    return _list(cursors.read_number_cursor("orders", request.args.get("after")), {"received_at": _now()}, {})


def record_order() -> ResponseReturnValue:
    """Write down a new one."""
    values = {name: request.form.get(name, "") for name in FIELDS}
    received_at = request.form.get("received_at", "")
    try:
        stored = actions.record_order(viewer(), actions.NewOrder(**values, received_at=moment_in(received_at)))
    except Invalid as error:
        return _list(None, values | {"received_at": received_at}, error.fields), error.status
    flash(f"Order {stored.reference} is recorded. Confirm to the authority that it has arrived.", "done")
    return redirect(f"/moderation/orders/{stored.id}", 303)


def desk_order(order_id: int) -> ResponseReturnValue:
    """One order, and the forms that say when it was confirmed, what came of it, or that it does not belong here."""
    values = {"confirmed_at": _now(), "settled_at": _now()}
    return _page(order_queries.get_order(viewer(), order_id), values, {})


def note_order(order_id: int) -> ResponseReturnValue:
    """Note that it was confirmed, followed or not followed, or recorded by mistake."""
    found = order_queries.get_order(viewer(), order_id)
    action = request.form.get("action", "")
    values = {name: request.form.get(name, "") for name in ("confirmed_at", "settled_at", "statement", "why")}
    try:
        _note(found, action, values)
    except (Invalid, Conflict) as error:
        found = order_queries.get_order(viewer(), order_id)
        values = {"confirmed_at": _now(), "settled_at": _now()} | {name: said for name, said in values.items() if said}
        return _page(found, values, getattr(error, "fields", {"": [str(error)]})), error.status
    return redirect(f"/moderation/orders/{order_id}", 303)


def _note(order: Order, action: str, values: dict[str, str]) -> None:
    if action == "confirmed":
        actions.confirm_order(viewer(), order, moment_in(values["confirmed_at"]))
        flash(f"It is noted when order {order.reference} was confirmed.", "done")
    elif action == "mistaken":
        actions.mark_order_mistaken(viewer(), order, values["why"])
        flash(f"Order {order.reference} is marked as recorded by mistake.", "done")
    else:
        actions.settle_order(viewer(), order, action, values["statement"], moment_in(values["settled_at"]))
        flash(f"Order {order.reference} is settled.", "done")


def _now() -> str:
    return f"{clock.now():%Y-%m-%dT%H:%M}"


def _list(before: int | None, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    settled = order_queries.settled_orders(viewer(), before)
    return render_template(
        "moderation/orders.html",
        waiting=order_queries.open_orders(viewer()) if before is None else [],
        settled=settled,
        more=cursors.write_cursor("orders", settled[-1].id) if len(settled) == order_queries.PAGE else "",
        first_page=before is None,
        values=values,
        errors=errors,
        kinds=actions.ORDER_KINDS,
        categories=actions.NOTICE_CATEGORIES,
        outcomes=actions.ORDER_STATES,
        countries=list(COUNTRIES.items()),
        age=age,
        queue=None,
        standing=queries.standing(viewer()),
    )


def _page(order: Order, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    recorded_by, settled_by = order_queries.names_of(viewer(), order)
    return render_template(
        "moderation/order.html",
        order=order,
        recorded_by=recorded_by,
        settled_by=settled_by,
        country=COUNTRIES.get(order.country, order.country),
        values=values,
        errors=errors,
        kinds=actions.ORDER_KINDS,
        categories=actions.NOTICE_CATEGORIES,
        outcomes=actions.ORDER_STATES,
    )
