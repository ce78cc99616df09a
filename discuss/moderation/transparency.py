"""The numbers of one month: what was decided by which rule, by whom or what, how soon, and what of it was reversed.

What was decided is counted from what stands in the public log, so that the sums of both agree. Orders of courts and
authorities do not stand there: they are counted from the desk's record, and only once the month is over in which they
arrived, so that nobody sees one arrive.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from discuss import clock
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import ACTS, Decision
from discuss.decisions.acts import APPEALABLE
from discuss.moderation.log_queries import in_the_log
from discuss.moderation.models import Appeal, Notice, Order, Report
from discuss.moderation.months import Month

MOST = 200_000  # rows of one kind that are counted for a month
SAMPLE = 20_000  # decisions that the times are taken of


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """One month in numbers."""

    month: Month
    comments: int
    actions: dict[str, int] = field(default_factory=dict)  # every act in the log
    rules: dict[int, int] = field(default_factory=dict)  # restrictions by the rule they name
    sources: dict[str, int] = field(default_factory=dict)  # restrictions by how they came about
    restrictions: int = 0
    automatic: int = 0  # of the restrictions
    automatic_undone: int = 0  # of these, those after which a moderator let the comment through
    minutes: int | None = None  # from the first report or the hold to a moderator's decision, median
    minutes_95: int | None = None  # within which 95 of 100 were decided
    appeals: int = 0  # filed
    upheld: int = 0  # answered: the decision stands
    overturned: int = 0  # answered: reversed
    notices: dict[str, int] = field(default_factory=dict)  # by category
    notices_decided: int = 0
    notice_minutes: int | None = None  # from filing to decision, median
    notice_minutes_95: int | None = None  # within which 95 of 100 were decided
    orders: dict[str, int] = field(default_factory=dict)  # of courts and authorities, by kind and category
    orders_by_country: dict[str, int] = field(default_factory=dict)  # by the country that ordered
    orders_settled: int | None = None  # None while orders of the month are not counted yet
    orders_followed: int | None = None  # of these
    order_confirmed_minutes: int | None = None  # from arriving to the authority being told so, median
    order_minutes: int | None = None  # from arriving to being followed, median; refused ones left out

    @property
    def entries(self) -> int:
        """How many entries the log has of this month."""
        return sum(self.actions.values())

    @property
    def removed(self) -> int:
        """Comments removed."""
        return self.actions.get("remove", 0)

    @property
    def suspensions(self) -> int:
        """Accounts paused or closed for writing."""
        return self.actions.get("suspend", 0) + self.actions.get("ban", 0)


def first_month() -> datetime:
    """Return when the first decision was taken, or the first order arrived; now if there is neither."""
    decided = select(func.min(Decision.decided_at))
    arrived = select(func.min(Order.received_at)).where(Order.state != "mistaken")
    earliest = db.session.execute(select(decided.scalar_subquery(), arrived.scalar_subquery())).one()
    known: list[datetime] = [at for at in earliest if at is not None]
    return min(known, default=clock.now())


def numbers_of(month: Month) -> Numbers:
    """Count one month, in a fixed number of statements over indexed ranges."""
    taken = in_the_log() & (Decision.decided_at >= month.since) & (Decision.decided_at < month.until)
    actions: dict[str, int] = {}
    rules: dict[int, int] = {}
    sources: dict[str, int] = {}
    restrictions = automatic = 0
    for action, rule, by_itself, source, count in _grouped(taken):
        actions[action] = actions.get(action, 0) + count
        if action in APPEALABLE:
            restrictions += count
            automatic += count if by_itself else 0
            how = "check" if by_itself else source
            sources[how] = sources.get(how, 0) + count
            if rule is not None:
                rules[rule] = rules.get(rule, 0) + count
    waits, notice_waits = _minutes(_times_to_decide(taken)), _minutes(_notices_decided(month))
    return Numbers(
        month=month,
        comments=_count(select(Comment.id).where(Comment.posted_at >= month.since, Comment.posted_at < month.until)),
        actions=dict(sorted(actions.items(), key=lambda item: list(ACTS).index(item[0]))),
        rules=dict(sorted(rules.items())),
        sources=dict(sorted(sources.items())),
        restrictions=restrictions,
        automatic=automatic,
        automatic_undone=_count(_let_through(taken)),
        minutes=_share(waits, 50),
        minutes_95=_share(waits, 95),
        appeals=_count(select(Appeal.id).where(Appeal.filed_at >= month.since, Appeal.filed_at < month.until)),
        upheld=actions.get("uphold", 0),
        overturned=actions.get("overturn", 0),
        notices=_notices(month),
        notices_decided=len(notice_waits),
        notice_minutes=_share(notice_waits, 50),
        notice_minutes_95=_share(notice_waits, 95),
        **_of_orders(month),
    )


def table(every: Iterable[Numbers]) -> Iterator[tuple[object, ...]]:
    """Return the numbers as rows of a table, its head first: month, what, which, count."""
    yield "month", "what", "which", "count"
    for numbers in every:
        month = str(numbers.month)
        for what, value in asdict(numbers).items():
            if isinstance(value, dict) and what != "month":
                yield from ((month, what, which, count) for which, count in value.items())
            elif what != "month":
                yield month, what, "", "" if value is None else value


def _grouped(taken: ColumnElement[bool]) -> list[tuple[str, int | None, bool, str, int]]:
    rows = (
        select(Decision.action, Decision.rule, Decision.automatic, Decision.source).where(taken).limit(MOST).subquery()
    )
    columns = (rows.c.action, rows.c.rule, rows.c.automatic, rows.c.source)
    found = db.session.execute(select(*columns, func.count()).group_by(*columns))
    return [(action, rule, by_itself, source, count) for action, rule, by_itself, source, count in found]


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.limit(MOST).subquery())) or 0


def _let_through(taken: ColumnElement[bool]) -> Select[Any]:
    """Automatic holds after which a moderator approved the comment."""
    later, undo = aliased(Decision), aliased(Decision)
    approved = exists().where(
        later.comment_id == Decision.comment_id,
        later.id > Decision.id,
        later.action == "approve",
        ~exists().where(undo.undoes_id == later.id),
    )
    return select(Decision.id).where(taken, Decision.automatic, Decision.action == "hold", approved)


def _times_to_decide(taken: ColumnElement[bool]) -> list[tuple[datetime, datetime]]:
    """When each comment first came before a moderator, by a report or a hold, and when it was decided about."""
    hold = aliased(Decision)
    reported = select(func.min(Report.reported_at)).where(Report.decision_id == Decision.id).scalar_subquery()
    held = (
        select(func.max(hold.decided_at))
        .where(hold.comment_id == Decision.comment_id, hold.automatic, hold.id < Decision.id)
        .scalar_subquery()
    )
    by_hand = and_(taken, Decision.automatic.is_(False), Decision.comment_id.is_not(None), _a_new_look())
    rows = db.session.execute(
        select(Decision.decided_at, reported, held).where(by_hand).order_by(Decision.id.desc()).limit(SAMPLE)
    )
    return [(since, at) for at, *known in rows if (since := min(filter(None, known), default=None)) is not None]


def _a_new_look() -> ColumnElement[bool]:
    """The condition that a decision answers what came in, and not an earlier decision."""
    return (Decision.source != "appeal") & (Decision.action != "reverse")


def _minutes(spans: list[tuple[datetime, datetime]]) -> list[float]:
    return [max(0.0, (at - since).total_seconds()) / 60 for since, at in spans]


def _share(minutes: list[float], share: int) -> int | None:
    """Within how many minutes so many of a hundred were decided."""
    if len(minutes) < 2:
        return round(minutes[0]) if minutes else None
    return round(statistics.quantiles(minutes, n=100, method="inclusive")[share - 1])


def _notices(month: Month) -> dict[str, int]:
    filed = select(Notice.category).where(Notice.filed_at >= month.since, Notice.filed_at < month.until).limit(MOST)
    rows = filed.subquery()
    found = db.session.execute(select(rows.c.category, func.count()).group_by(rows.c.category))
    return dict(sorted((category, count) for category, count in found))


def _notices_decided(month: Month) -> list[tuple[datetime, datetime]]:
    filed = select(Notice.filed_at, Notice.decided_at).where(
        Notice.filed_at >= month.since, Notice.filed_at < month.until, Notice.decided_at.is_not(None)
    )
    return [(since, at) for since, at in db.session.execute(filed.limit(SAMPLE)) if at is not None]


def _of_orders(month: Month) -> dict[str, Any]:
    """Return the numbers that are about orders, none of a month that is not over."""
    if month.until > clock.now():
        return {}
    orders = _orders(month)
    followed = [(order.received_at, order.settled_at) for order in orders if order.state == "done"]
    confirmed = [(order.received_at, order.confirmed_at) for order in orders if order.confirmed_at is not None]
    return {
        "orders": _counted(f"{order.kind}: {order.category}" for order in orders),
        "orders_by_country": _counted(order.country for order in orders),
        "orders_settled": sum(order.state != "open" for order in orders),
        "orders_followed": len(followed),
        "order_confirmed_minutes": _share(_minutes(confirmed), 50),
        "order_minutes": _share(_minutes(followed), 50),
    }


def _orders(month: Month) -> list[Row[Any]]:
    """What the report says of the orders of a month, without those recorded by mistake; none of their words."""
    times = (Order.received_at, Order.confirmed_at, Order.settled_at)
    told = (Order.kind, Order.category, Order.country, Order.state, *times)
    arrived = select(*told).where(Order.received_at >= month.since, Order.received_at < month.until)
    return list(db.session.execute(arrived.where(Order.state != "mistaken").limit(MOST)))


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
