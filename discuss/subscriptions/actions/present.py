"""How plans are presented: the owner's price in words, and where paid ones are sold."""

from urllib.parse import urlsplit

from sqlalchemy import select

from discuss import events
from discuss.accounts.plans import PLANS
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import SettingsChanged
from discuss.policy import Actor, Permission, require, require_fresh
from discuss.subscriptions.models import Offer

LONGEST = 200  # characters


def present_offer(actor: Actor, plan: str, price: str, sold_at: str) -> None:
    """Set the price in words and the https address where ``plan`` is sold; both may be empty. Raises ``Invalid``."""
    require(actor, Permission.SETTINGS_EDIT)
    require_fresh(actor)
    faults: dict[str, list[str]] = {}
    price, sold_at = " ".join(price.split()), sold_at.strip()
    if plan not in PLANS or PLANS[plan].takeable:
        faults["plan"] = ["Only plans that are not free have a price."]
    if len(price) > LONGEST:
        faults["price"] = [f"Use at most {LONGEST} characters."]
    if sold_at and not _is_https(sold_at):
        faults["sold_at"] = ["Enter an address that begins with https://."]
    if faults:
        raise Invalid(faults)
    with transaction() as session:
        offer = session.scalar(select(Offer).where(Offer.plan == plan))
        if offer is None:
            offer = Offer(plan=plan)
            session.add(offer)
        offer.price, offer.sold_at = price, sold_at
        events.record(SettingsChanged(actor_id=actor.id, name=f"offer {plan}"))


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and address.isprintable()
