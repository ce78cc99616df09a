"""Subscribing, and one's own subscription."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import queries as accounts
from discuss.accounts.identity import membership
from discuss.accounts.plans import GRACE, PLANS
from discuss.errors import Invalid
from discuss.policy import Permission, missing
from discuss.subscriptions import actions, queries
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/subscribe", "subscribe_form", subscribe_form)
    app.add_url_rule("/subscribe", "subscribe", subscribe, methods=["POST"])
    app.add_url_rule("/account/subscription", "subscription", subscription)
    app.add_url_rule("/account/subscription/end", "end_subscription", end_subscription, methods=["POST"])


def _page(errors: dict[str, list[str]]) -> str:
    return render_template(
        "subscriptions/subscribe.html",
        plans=PLANS,
        offers=queries.offers(),
        errors=errors,
        missing=missing(viewer(), Permission.SUBSCRIPTION_TAKE),
        subscribed=viewer().signed_in and membership(accounts.get_self(viewer())) in {"active", "grace"},
        next_path=safe_next(request.values.get("next"), "/"),
    )


def subscribe_form() -> ResponseReturnValue:
    """What there is, what it costs, and how to get it."""
    return _page({})


def subscribe() -> ResponseReturnValue:
    """Take a plan, and go back to where the person came from."""
    word = missing(viewer(), Permission.SUBSCRIPTION_TAKE)
    if word == "unconfirmed":
        return _page({}), 402
    try:
        actions.take(viewer(), request.form.get("plan", ""))
    except Invalid as error:
        return _page(error.fields), 422
    flash("You are subscribed. You can comment now.", "done")
    return redirect(safe_next(request.form.get("next"), "/"), 303)


def subscription() -> ResponseReturnValue:
    """One's own plan: which, until when, what it allows."""
    person = accounts.get_self(viewer())
    return render_template(
        "subscriptions/own.html",
        person=person,
        plan=PLANS.get(person.plan),
        grace_days=GRACE.days,
        history=queries.history(person.id),
        section="subscription",
    )


def end_subscription() -> ResponseReturnValue:
    """End one's own plan."""
    actions.end(viewer())
    flash("Your subscription has ended. Everything you wrote stays yours.", "done")
    return redirect("/account/subscription", 303)
