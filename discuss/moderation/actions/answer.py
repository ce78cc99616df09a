"""Answer an appeal: the decision stands, or it is reversed and its effect given back, and say why."""

from sqlalchemy import select, update

from discuss import clock, decisions
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.decisions.acts import ACTS
from discuss.errors import Conflict, Invalid
from discuss.moderation import appeal_queries, effects
from discuss.moderation.models import Appeal, Report
from discuss.moderation.reversing import reverse
from discuss.policy import Actor, Permission, require

LONGEST = 2000  # characters of the reason
OUTCOMES = {"uphold": "upheld", "overturn": "overturned"}


def answer(actor: Actor, appeal: Appeal, outcome: str, reason: str) -> Decision:
    """Record the answer (``uphold`` or ``overturn``), and on the latter give back what the decision took.

    Raises :class:`Invalid` without outcome or reason, and :class:`Conflict` when somebody else has answered. Whoever
    took the decision, and whoever it is about, is refused by the policy, and by the database once more.
    """
    require(actor, Permission.APPEAL_ANSWER, appeal_queries.appealed(appeal))
    reason = _checked(outcome, reason)
    appeal_id, decision_id = appeal.id, appeal.decision_id
    with transaction() as session:
        # The appeal first, which nothing else locks: two answers at once meet here, before either holds the comment.
        appeal = session.get_one(Appeal, appeal_id, with_for_update=True)
        if appeal.state != "open":
            name = session.scalar(select(Person.name).where(Person.id == appeal.answered_by))
            raise Conflict(f"{name} has answered this appeal meanwhile: {appeal.state}.")
        decision = session.get_one(Decision, decision_id)
        before, after = reverse(decision) if outcome == "overturn" else (decision.to_status, decision.to_status)
        answered = decisions.record(_answer(actor, decision, outcome, reason, (before, after)))
        appeal.state, appeal.answered_by = OUTCOMES[outcome], actor.id
        appeal.answer_id, appeal.answered_at = answered.id, clock.now()
        if outcome == "overturn":
            _reports_were_wrong(decision_id)
        return answered


def _checked(outcome: str, reason: str) -> str:
    faults: dict[str, list[str]] = {}
    reason = reason.strip()
    if outcome not in OUTCOMES:
        faults["action"] = ["Choose whether the decision stands."]
    if not reason:
        faults["reason"] = ["Say why: whoever appealed reads it."]
    if len(reason) > LONGEST:
        faults["reason"] = [f"Shorten the reason by {len(reason) - LONGEST} characters."]
    if faults:
        raise Invalid(faults)
    return reason


def _answer(actor: Actor, decision: Decision, outcome: str, reason: str, statuses: tuple[str, str]) -> Decision:
    return decisions.about_the_same(
        decision,
        action=outcome,
        actor_id=actor.id,
        law=decision.law,
        reason=reason,
        source="appeal",
        scope="account" if ACTS[decision.action].subject == "account" else decision.scope,
        from_status=statuses[0],
        to_status=statuses[1],
    )


def _reports_were_wrong(decision_id: int) -> None:
    """What was reported stands after all: the reports that were taken to be right were not."""
    db.session.execute(
        update(Report)
        .where(Report.decision_id == decision_id, Report.outcome.in_(("upheld", effects.OWN)))
        .values(outcome="kept")
        .execution_options(synchronize_session=False)
    )
