"""Warn, pause, or look first at everything of an account, or end that, and say why."""

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import db, transaction
from discuss.decisions import ACTS, Decision, record
from discuss.errors import Conflict
from discuss.moderation import changed_values, queries
from discuss.moderation.rulings import Ruling
from discuss.policy import Actor, Permission, require

# What gives back, and what it gives back: the rule of that one is the rule of this one.
LIFTED = {"unsuspend": "suspend", "release": "hold-all", "unban": "ban", "resume-reports": "pause-reports"}

ABOUT_REPORTS = frozenset({"warn-reports", "pause-reports"})


def decide_account(actor: Actor, person: Person, given: Ruling) -> Decision:
    """Carry out a ruling about an account; permanent closing needs two people and is proposed instead.

    ``version`` is the number of the latest decision about the account that was looked at, 0 for none. Raises
    :class:`Invalid` without an end where there must be one, rule or reason, and :class:`Conflict` if the account is in
    that state already or was decided about since; nobody is silenced without knowing why and for how long.
    """
    require(actor, Permission.PERSON_SUSPEND, person)
    ruling = given.checked("account")
    person_id = person.id
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        require(actor, Permission.PERSON_SUSPEND, person)  # again: the role may have changed meanwhile
        latest = queries.latest_about_account(person_id)
        if ruling.version is not None and ruling.version != (latest.id if latest else 0):
            raise Conflict(f"This account was decided about meanwhile. {queries.told_meanwhile(latest)}".strip())
        before = changed_values.values(person, changed_values.ACCOUNT)
        was = state_of(person)
        rule = ruling.rule or queries.rule_of_latest(person_id, LIFTED.get(ruling.action))
        facts = _facts(actor, person_id, ruling.action)
        _change(person, ruling)
        decision = record(
            Decision(
                action=ruling.action,
                person_id=person_id,
                actor_id=actor.id,
                rule=rule,
                rule_version=queries.rule_version(rule),
                law=ruling.law,
                reason=ruling.reason,
                scope="account",
                from_status=was,
                to_status=state_of(person),
                before=changed_values.changed(before, person),
                until=ruling.until if ACTS[ruling.action].ends else None,
                facts=facts,
            )
        )
        if ruling.action == "warn":
            person.warning_id = decision.id
            db.session.flush()
        return decision


def state_of(person: Person) -> str:
    """Return one word for what an account may do at this moment."""
    if person.banned_at is not None:
        return "banned"
    if person.suspended_until is not None and person.suspended_until > clock.now():
        return "suspended"
    if person.held_always:
        return "held first"
    return "reports paused" if _reports_paused(person) else "active"


def _reports_paused(person: Person) -> bool:
    return person.reports_paused_until is not None and person.reports_paused_until > clock.now()


def _facts(actor: Actor, person_id: int, action: str) -> dict[str, object] | None:
    """Return the counts that an act which restricts rests on, as they are now.

    Raises :class:`Conflict` where they do not carry what is done about somebody's reports: nobody is warned for one
    or two that did not hold, and nobody's reports are paused who was not warned.
    """
    if not ACTS[action].restricts:
        return None
    if action not in ABOUT_REPORTS:
        return queries.writing_facts(person_id)
    found = queries.reporting_of(actor, person_id)
    if not found.repeated:
        raise Conflict(
            f"Of this person's reports in {queries.SPAN.days} days {found.wrong_lately} were found wrong, and of their "
            f"notices {found.refused_lately} refused; this takes at least {queries.REPEATED} together."
        )
    if action == "pause-reports" and not found.warnings:
        raise Conflict("Warn this person about their reports first: reports are paused only after a warning.")
    return found.facts


def _change(person: Person, ruling: Ruling) -> None:
    now = clock.now()
    paused = person.suspended_until is not None and person.suspended_until > now
    wrong_state = {
        "unsuspend": not paused,
        "hold-all": person.held_always,
        "release": not person.held_always,
        "unban": person.banned_at is None,
        "warn": person.warning_id is not None,
        "resume-reports": not _reports_paused(person),
    }
    if wrong_state.get(ruling.action):
        raise Conflict(f"“{ACTS[ruling.action].title}” does not apply: the account is in that state already.")
    if ruling.action in {"suspend", "unsuspend"}:
        person.suspended_until = ruling.until if ruling.action == "suspend" else None
    elif ruling.action in {"hold-all", "release"}:
        person.held_always = ruling.action == "hold-all"
    elif ruling.action in {"pause-reports", "resume-reports"}:
        person.reports_paused_until = ruling.until if ruling.action == "pause-reports" else None
    elif ruling.action == "unban":
        person.banned_at = None
