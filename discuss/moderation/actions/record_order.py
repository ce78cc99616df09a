"""Write down an order of a court or an authority that has arrived by whatever way."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from discuss import clock, events, markup
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import OrderNoted
from discuss.moderation.actions.file_notice import NOTICE_CATEGORIES
from discuss.moderation.countries import COUNTRIES
from discuss.moderation.models import Order
from discuss.moderation.references import new_reference
from discuss.policy import Actor, Permission, require

LONGEST = {"authority": 200, "authority_reference": 100, "about": 5000}  # characters
ORDER_KINDS = {"act": "Act against illegal content", "inform": "Give information"}
OLDEST = timedelta(days=3653)  # what is said to have arrived earlier is a slip


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """What the form says; ``received_at`` is None for what is no moment."""

    authority: str
    authority_reference: str = ""
    country: str
    kind: str
    category: str
    about: str
    received_at: datetime | None

    def checked(self) -> "NewOrder":
        """Return it cleaned. Raises :class:`Invalid` with every fault at once."""
        cleaned = {name: markup.clean_text(getattr(self, name)).strip() for name in LONGEST}
        faults = {
            name: [f"Shorten this by {len(cleaned[name]) - most} characters."]
            for name, most in LONGEST.items()
            if len(cleaned[name]) > most
        }
        if not cleaned["authority"]:
            faults["authority"] = ["Say which court or authority ordered it."]
        if self.country not in COUNTRIES:
            faults["country"] = ["Choose the country of the court or authority."]
        if self.kind not in ORDER_KINDS:
            faults["kind"] = ["Choose what is ordered."]
        if self.category not in NOTICE_CATEGORIES:
            faults["category"] = ["Choose what it is about."]
        if not cleaned["about"]:
            faults["about"] = ["Say what is asked, and which addresses it names."]
        if fault := fault_of(self.received_at, clock.now() - OLDEST, "This is more than ten years ago."):
            faults["received_at"] = [fault]
        if faults:
            raise Invalid(faults)
        return replace(
            self,
            authority=cleaned["authority"],
            authority_reference=cleaned["authority_reference"],
            about=cleaned["about"],
        )


def fault_of(moment: datetime | None, earliest: datetime, earlier: str) -> str:
    """Return what is wrong with a moment that somebody has typed, '' if nothing; ``earlier`` says it of what is so."""
    now = clock.now()
    if moment is None:
        return f"Give the day and the time, UTC, as {now:%Y-%m-%dT%H:%M}."
    if moment > now:
        return f"This lies in the future. Times are UTC here: it is {now:%H:%M} now."
    return earlier if moment < earliest else ""


def record_order(actor: Actor, given: NewOrder) -> Order:
    """Store an order that waits to be confirmed and settled, and return it. Raises :class:`Invalid`."""
    require(actor, Permission.ORDER_RECORD)
    order = given.checked()
    with transaction() as session:
        stored = Order(
            reference=new_reference("R"),
            authority=order.authority,
            authority_reference=order.authority_reference,
            country=order.country,
            kind=order.kind,
            category=order.category,
            about=order.about,
            received_at=order.received_at,
            recorded_by=actor.id,
        )
        session.add(stored)
        session.flush()
        events.record(OrderNoted(actor_id=actor.id, order_id=stored.id, what="recorded"))
    return stored
