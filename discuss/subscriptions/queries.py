"""Reading offers and the history of plans."""

from sqlalchemy import select

from discuss.db import db
from discuss.subscriptions.models import Grant, Offer


def offers() -> dict[str, Offer]:
    """Return how the owner presents each plan, by plan."""
    return {offer.plan: offer for offer in db.session.scalars(select(Offer))}


def history(person_id: int) -> list[Grant]:
    """Return how a person came to their plans, newest first."""
    return list(db.session.scalars(select(Grant).where(Grant.person_id == person_id).order_by(Grant.id.desc())))
