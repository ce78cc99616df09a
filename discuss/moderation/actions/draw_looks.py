"""Draw the decisions that a second moderator looks at without knowing what was decided."""

from datetime import datetime, time, timedelta
from hashlib import blake2b

from sqlalchemy import Select, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from discuss import clock
from discuss.db import db, transaction
from discuss.decisions import Decision, DecisionQuote
from discuss.moderation.agreement import VERDICTS
from discuss.moderation.models import SecondLook

SHARE = 0.05  # of a day's decisions, but at least one
DAYS = 3  # whole days that are drawn from: a site that was down over the weekend misses none


def draw_looks(key: str) -> int:
    """Draw from the last whole days; return how many are new. The same decisions are drawn whenever it runs.

    ``key`` is the site's secret: without it nobody can foresee which decision somebody will look at.
    """
    today = datetime.combine(clock.now().date(), time(), clock.now().tzinfo)
    by_day: dict[str, list[tuple[float, int]]] = {}
    for number, decided_at in db.session.execute(_decisions(today - timedelta(days=DAYS), today)):
        by_day.setdefault(f"{decided_at:%Y-%m-%d}", []).append((_lot(key, number), number))
    drawn = {number for lots in by_day.values() for lot, number in lots if lot < SHARE or (lot, number) == min(lots)}
    known = set(db.session.scalars(select(SecondLook.decision_id).where(SecondLook.decision_id.in_(drawn))))
    if drawn == known:
        return 0
    try:
        with transaction() as session:
            session.add_all(SecondLook(decision_id=number, drawn_at=clock.now()) for number in sorted(drawn - known))
    except IntegrityError:
        return 0  # another process drew them at the same moment
    return len(drawn - known)


def _decisions(since: datetime, until: datetime) -> Select[int, datetime]:
    """Choose what people decided about one comment at a time, was not taken back, and has words left."""
    later = aliased(Decision)
    return (
        select(Decision.id, Decision.decided_at)
        .join(DecisionQuote, DecisionQuote.decision_id == Decision.id)
        .where(
            Decision.decided_at >= since,
            Decision.decided_at < until,
            Decision.action.in_(VERDICTS),
            Decision.automatic.is_(False),
            Decision.scope == "comment",
            DecisionQuote.words != "",
            ~exists().where(later.undoes_id == Decision.id),
        )
    )


def _lot(key: str, number: int) -> float:
    """Return a number from 0 to 1 that only the key's holder can tell beforehand."""
    digest = blake2b(str(number).encode(), key=key.encode()[:64], person=b"second look", digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
