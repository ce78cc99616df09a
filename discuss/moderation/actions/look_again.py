"""Say about a comment what one would have decided, without knowing what was."""

from sqlalchemy import select

from discuss import clock
from discuss.db import transaction
from discuss.decisions import Decision
from discuss.decisions.rules import NUMBERS
from discuss.errors import Conflict, Invalid, NotFound
from discuss.moderation.agreement import ANSWERS, VERDICTS, Pair
from discuss.moderation.models import SecondLook
from discuss.moderation.queries.second_looks import has_decided_about
from discuss.policy import Actor, Permission, require


def look_again(actor: Actor, decision: Decision, answer: str, rule: int | None) -> Pair:
    """Store the second answer to a decision that lies before ``actor``, and return both. It changes nothing else.

    Raises :class:`Invalid` without an answer, or a rule for a removal; :class:`Conflict` if it lies there no more.
    """
    require(actor, Permission.SECOND_LOOK_GIVE, decision)
    if has_decided_about(actor, decision):
        raise Conflict("You have decided about this comment before. Somebody else gives its second look.")
    faults: dict[str, list[str]] = {}
    if answer not in ANSWERS:
        faults["action"] = ["Choose whether it can stand."]
    elif answer == "remove" and rule not in NUMBERS:
        faults["rule"] = ["Choose the rule that it breaks."]
    if faults:
        raise Invalid(faults)
    number, first, first_rule, first_by = decision.id, VERDICTS[decision.action], decision.rule, decision.actor_id or 0
    with transaction() as session:
        look = session.scalar(select(SecondLook).where(SecondLook.decision_id == number).with_for_update())
        if look is None:
            raise NotFound
        if look.person_id != actor.id or not look.with_somebody:
            raise Conflict(
                "This one does not lie before you any more, and your answer was not kept. Take the next one."
            )
        look.looked_at = clock.now()
        look.action, look.rule = answer, rule if answer == "remove" else None
        return Pair(first, first_rule, answer, look.rule, first_by, actor.id or 0)
