"""The plans there are. Prices and where paid ones are sold are the owner's, in the ``offers`` table."""

from dataclasses import dataclass
from datetime import timedelta

from discuss.policy import Level

GRACE = timedelta(days=7)  # after the end: still good, so that a failed renewal silences nobody


@dataclass(frozen=True)
class Plan:
    """What a plan is called and what it opens."""

    slug: str
    name: str
    level: Level
    takeable: bool  # anybody with a confirmed address may take it; others are granted or sold elsewhere


PLANS = {
    plan.slug: plan
    for plan in (
        Plan("free", "Free", Level.SUBSCRIBERS, takeable=True),
        Plan("paid", "Paid", Level.PAID, takeable=False),
        Plan("comped", "Complimentary", Level.PAID, takeable=False),
    )
}
