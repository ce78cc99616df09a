"""How well decisions hold: second looks and appeals of the last ninety days, as numbers."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import db
from discuss.decisions import Decision
from discuss.moderation.agreement import VERDICTS, Pair, Share, by_act, by_rule, kappa, share_of
from discuss.moderation.models import Appeal, SecondLook
from discuss.moderation.pacing import MANY_SEVERE, Stretch, stretch
from discuss.moderation.queries.cards import severe_among
from discuss.policy import Actor, Permission, require

PERIOD = timedelta(days=90)
MOST = 5000  # second looks that are added up
LATEST = 1000  # own decisions among which the last break is looked for


@dataclass(frozen=True)
class Numbers:
    """How the decisions of one person, or of all, have held."""

    agreed: Share
    overturned: Share


@dataclass(frozen=True)
class Quality:
    """What the page says."""

    drawn: int
    agreed: Share
    kappa: float | None
    by_act: dict[str, Share]
    by_rule: dict[int, Share]
    overturned: Share
    overturned_by_rule: dict[int, Share]
    own: Numbers
    people: list[tuple[str, Numbers]] = field(default_factory=list)  # for those who may compare


def quality(viewer: Actor, *, compared: bool) -> Quality:
    """Add up the second looks and the answered appeals of :data:`PERIOD`, in three statements, four when compared.

    ``compared`` adds each person's numbers by name; it needs a permission of its own.
    """
    require(viewer, Permission.QUALITY_COMPARE if compared else Permission.DESK_ENTER)
    since = clock.now() - PERIOD
    pairs = [pair for _, _, pair in _pairs(SecondLook.looked_at > since)]
    answered = _answered_appeals(since)
    drawn = db.session.scalar(select(func.count()).select_from(SecondLook).where(SecondLook.drawn_at > since))
    rules = sorted({rule for rule, _, _ in answered if rule})
    return Quality(
        drawn=drawn or 0,
        agreed=share_of(pairs, lambda pair: pair.agree),
        kappa=kappa(pairs),
        by_act=by_act(pairs),
        by_rule=by_rule(pairs),
        overturned=_share([overturned for _, _, overturned in answered]),
        overturned_by_rule={
            rule: _share([overturned for named, _, overturned in answered if named == rule]) for rule in rules
        },
        own=_numbers(viewer.id or 0, pairs, answered),
        people=_people(pairs, answered) if compared else [],
    )


def disagreements(viewer: Actor, before: int | None, limit: int = 50) -> list[tuple[SecondLook, Decision, Pair]]:
    """Return the second looks in which act or rule differ, newest first, for those who may compare."""
    require(viewer, Permission.QUALITY_COMPARE)
    wanted = SecondLook.looked_at.is_not(None)
    found = _pairs(wanted if before is None else wanted & (SecondLook.id < before))
    return [(look, decision, pair) for look, decision, pair in found if not pair.agree][:limit]


def names_of(viewer: Actor, people: set[int]) -> dict[int, str]:
    """Return the names of moderators for those who may compare."""
    require(viewer, Permission.QUALITY_COMPARE)
    return _names(people)


def own_stretch(viewer: Actor) -> Stretch:
    """Return how long the viewer has decided without a break. One statement, three where severe ones may be many."""
    require(viewer, Permission.DESK_ENTER)
    latest = (
        select(Decision.decided_at, Decision.batch, Decision.comment_id)
        .where(Decision.actor_id == viewer.id, Decision.action != "undo")
        .order_by(Decision.id.desc())
        .limit(LATEST)
    )
    found = stretch(((moment, batch, about) for moment, batch, about in db.session.execute(latest)), clock.now())
    if len(found.comments) < MANY_SEVERE:
        return found
    return replace(found, severe=len(severe_among(found.comments)))


def _pairs(wanted: ColumnElement[bool]) -> list[tuple[SecondLook, Decision, Pair]]:
    found = db.session.execute(
        select(SecondLook, Decision)
        .join(Decision, Decision.id == SecondLook.decision_id)
        .where(SecondLook.looked_at.is_not(None), wanted)
        .order_by(SecondLook.id.desc())
        .limit(MOST)
    )
    return [
        (
            look,
            decision,
            Pair(
                first=VERDICTS[decision.action],
                first_rule=decision.rule,
                second=look.action,
                second_rule=look.rule,
                first_by=decision.actor_id or 0,
                second_by=look.person_id or 0,
            ),
        )
        for look, decision in found
    ]


def _answered_appeals(since: object) -> list[tuple[int | None, int | None, bool]]:
    """Return (rule, who decided first, whether it was reversed) for each appeal answered since then."""
    found = db.session.execute(
        select(Decision.rule, Decision.actor_id, Appeal.state)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.state != "open", Appeal.answered_at > since)
    )
    return [(rule, actor_id, state == "overturned") for rule, actor_id, state in found]


def _share(reversed_ones: list[bool]) -> Share:
    return Share(sum(reversed_ones), len(reversed_ones))


def _numbers(person_id: int, pairs: list[Pair], answered: list[tuple[int | None, int | None, bool]]) -> Numbers:
    return Numbers(
        agreed=share_of((pair for pair in pairs if pair.first_by == person_id), lambda pair: pair.agree),
        overturned=_share([overturned for _, actor_id, overturned in answered if actor_id == person_id]),
    )


def _people(pairs: list[Pair], answered: list[tuple[int | None, int | None, bool]]) -> list[tuple[str, Numbers]]:
    deciders = {pair.first_by for pair in pairs} | {actor_id for _, actor_id, _ in answered if actor_id}
    named = sorted((name, number) for number, name in _names(deciders).items())
    return [(name, _numbers(number, pairs, answered)) for name, number in named]


def _names(people: set[int]) -> dict[int, str]:
    wanted = select(Person.id, Person.name).where(Person.id.in_(people))
    return {row.id: row.name for row in db.session.execute(wanted)}
