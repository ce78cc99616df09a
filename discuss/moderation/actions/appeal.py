"""Have a decision about oneself looked at again by somebody else."""

from sqlalchemy.exc import IntegrityError

from discuss import events, markup
from discuss.db import transaction
from discuss.decisions import Decision
from discuss.decisions.standing import taken_back
from discuss.errors import Conflict, Invalid
from discuss.events.types import AppealFiled
from discuss.moderation.models import Appeal
from discuss.policy import Actor, Permission, require

LONGEST = 2000  # characters


def appeal(actor: Actor, decision: Decision, words: str) -> Appeal:
    """File the one appeal against ``decision``.

    Raises ``Invalid`` (field ``explanation``) without words, and :class:`Conflict` when there is an appeal already, or
    nothing to appeal against any more.
    """
    require(actor, Permission.APPEAL_FILE, decision)
    decision_id = decision.id
    words = markup.clean_text(words).strip()
    if not words:
        raise Invalid({"explanation": ["Say why the decision should not stand."]})
    if len(words) > LONGEST:
        raise Invalid({"explanation": [f"Shorten your appeal by {len(words) - LONGEST} characters."]})
    try:
        with transaction() as session:
            if taken_back(decision_id):
                raise Conflict("This decision was taken back. There is nothing to appeal against.")
            filed = Appeal(decision_id=decision_id, person_id=actor.id, words=words)
            session.add(filed)
            session.flush()
            events.record(AppealFiled(actor_id=actor.id, appeal_id=filed.id, decision_id=decision_id))
            return filed
    except IntegrityError:
        raise Conflict("You have appealed against this decision already.") from None
