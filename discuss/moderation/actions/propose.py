"""What needs two people: closing an account for good, and blanking words. One proposes, another settles."""

from sqlalchemy import select

from discuss import clock
from discuss.accounts.actions.sign_in import end_sessions
from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision, record
from discuss.decisions.rules import NUMBERS
from discuss.errors import Conflict, Invalid
from discuss.moderation import changed_values, queries
from discuss.moderation.actions.decide_account import state_of
from discuss.moderation.actions.purge import purge
from discuss.moderation.models import Proposal
from discuss.moderation.rulings import LONGEST_REASON
from discuss.policy import Actor, Permission, require, require_fresh


def propose(actor: Actor, about: Person | Comment, rule: int | None, reason: str) -> Proposal:
    """Propose to close an account for good, or to blank a removed comment's words everywhere.

    Raises :class:`Invalid` without rule or reason, :class:`Conflict` when it is proposed already or does not apply.
    """
    require(actor, Permission.PERSON_SUSPEND if isinstance(about, Person) else Permission.COMMENT_MODERATE, about)
    faults: dict[str, list[str]] = {}
    if rule not in NUMBERS:
        faults["rule"] = ["Choose the rule that was broken."]
    if not reason.strip() or len(reason) > LONGEST_REASON:
        faults["reason"] = [f"Say why, in at most {LONGEST_REASON} characters."]
    if faults:
        raise Invalid(faults)
    person_id = about.id if isinstance(about, Person) else None
    comment_id = about.id if isinstance(about, Comment) else None
    with transaction() as session:
        # Locked, so that of two proposals at once the second sees the first.
        session.refresh(about, with_for_update=True)
        _still_applies(about)
        if queries.open_proposal(person_id, comment_id) is not None:
            raise Conflict("Somebody has proposed that already. It waits for a second person.")
        made = Proposal(
            action="ban" if person_id else "purge",
            person_id=person_id,
            comment_id=comment_id,
            rule=rule or 0,
            reason=reason.strip(),
            proposed_by=actor.id or 0,
            proposed_at=clock.now(),
        )
        session.add(made)
    return made


def _still_applies(about: Person | Comment) -> None:
    if isinstance(about, Person) and about.banned_at is not None:
        raise Conflict("This account is closed already.")
    if isinstance(about, Comment) and about.status not in {"removed", "withdrawn"}:
        raise Conflict("Remove the comment first: its words are blanked afterwards.")
    if isinstance(about, Comment) and not about.body:
        raise Conflict("The words of this comment are blank already.")


def settle(actor: Actor, proposal: Proposal, *, confirmed: bool) -> Proposal:
    """Confirm or refuse what somebody else proposed. Raises :class:`Conflict` when it was settled already."""
    require(actor, Permission.PROPOSAL_SETTLE, proposal)
    require_fresh(actor)
    number = proposal.id
    with transaction() as session:
        proposal = session.get_one(Proposal, number, with_for_update=True)
        require(actor, Permission.PROPOSAL_SETTLE, proposal)
        if proposal.state != "open":
            name = session.scalar(select(Person.name).where(Person.id == proposal.settled_by))
            raise Conflict(f"{name} has {proposal.state} this already.")
        proposal.state = "confirmed" if confirmed else "refused"
        proposal.settled_by, proposal.settled_at = actor.id, clock.now()
        if confirmed:
            proposal.decision_id = _carry_out(actor, proposal).id
    return proposal


def _carry_out(actor: Actor, proposal: Proposal) -> Decision:
    if proposal.comment_id is not None:
        return purge(actor, proposal)
    person = db.session.get_one(Person, proposal.person_id, with_for_update=True)
    require(actor, Permission.PERSON_SUSPEND, person)
    _still_applies(person)
    before = changed_values.values(person, changed_values.ACCOUNT)
    was = state_of(person)
    person.banned_at = clock.now()
    end_sessions(person.id)  # whoever signs in again is told what is left to them
    return record(
        Decision(
            action="ban",
            person_id=person.id,
            actor_id=actor.id,
            rule=proposal.rule,
            rule_version=queries.rule_version(proposal.rule),
            reason=proposal.reason,
            scope="account",
            from_status=was,
            to_status="banned",
            before=changed_values.changed(before, person),
            facts=queries.writing_facts(person.id),
        )
    )
