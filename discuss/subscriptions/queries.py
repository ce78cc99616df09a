"""Reading offers and the history of plans."""

from typing import Any

from sqlalchemy import select

from discuss.db import db
from discuss.subscriptions.models import Grant, Offer


def offers() -> dict[str, Offer]:
    """Return how the owner presents each plan, by plan."""
    return {offer.plan: offer for offer in db.session.scalars(select(Offer))}


def history(person_id: int) -> list[Grant]:
    """Return how a person came to their plans, newest first."""
    return list(db.session.scalars(select(Grant).where(Grant.person_id == person_id).order_by(Grant.id.desc())))


def exported_plans(person_id: int) -> list[dict[str, Any]]:
    """Return how a person came to their plans, without who granted them."""
    return [
        {"plan": grant.plan, "source": grant.source, "granted_at": grant.granted_at, "ends_at": grant.ends_at}
        for grant in reversed(history(person_id))
    ]
