"""Ask the table. Templates and views call :func:`allows`; actions call :func:`require` on their first line."""

from typing import Any

from discuss.errors import NotFound, NotPermitted, ProofRequired, SignInRequired, SubscriptionRequired
from discuss.policy.actor import Actor, Membership, Role
from discuss.policy.permissions import Permission
from discuss.policy.predicates import MISSING, Question, second_factor
from discuss.policy.table import TABLE

SENTENCES = {
    "appeal-over": "The six months for an appeal are over.",
    "banned": "This account is closed for writing.",
    "closed": "This discussion is closed.",
    "decider": "You took this decision. Somebody else on the team looks at it again.",
    "filer": "You filed this notice. Somebody else on the team decides about it.",
    "lapsed": "Your subscription has ended. Renew it to write here; your text is kept.",
    "not-restricted": "Only the person whom a decision restricts may appeal against it.",
    "not-yours": "Only the person who wrote this may do that.",
    "off": "This story has no discussion.",
    "own": "You cannot do this to your own words or account. Ask somebody else on the team.",
    "plan-too-low": "This discussion is for paid subscribers. Your text is kept.",
    "read-only": "This discussion can only be read at the moment. Your text is kept.",
    "reports-paused": "Your reports are paused. Why and until when stands in your account. What endangers a child or "
    "somebody's life can be notified all the same.",
    "same-rank": "Your role may not act on this account.",
    "second-factor": "On this site everybody who works on it signs in with a second factor, so that a stolen password "
    "opens nothing. Your account has none yet. Setting one up takes two minutes.",
    "subscription": "Subscribe to comment.",
    "suspended": "Your account is paused. You can read, but not write.",
    "too-late": "This comment can no longer be changed.",
    "too-new": "At the moment only people who have been here for longer can write in this discussion. "
    "Your text is kept.",
    "unconfirmed": "Confirm your e-mail address first. Your text is kept.",
    "urgent": "An owner decides who opens urgent reports and legal notices.",
    "warned": "You have a warning that waits for you to say that you have read it. Your text is kept.",
}
AFTER_SUBSCRIBING = {"unconfirmed", "subscription", "lapsed", "plan-too-low"}


def missing(actor: Actor, permission: Permission, subject: Any = None) -> str:
    """Return '' if ``actor`` may, else one word for what is missing on the ordinary person's line.

    The words: ``sign-in, unconfirmed, subscription, lapsed, plan-too-low, suspended, banned, closed, off, not-yours,
    own, too-late, too-new, read-only, not-visible, staff, moderator, editor, owner, system, same-rank, warned,
    decider, filer, appeal-over, not-restricted, reports-paused, urgent, second-factor``.
    """
    lines = TABLE[permission]
    if any(all(question(actor, subject) for question in line) for line in lines):
        return ""
    if any(_only_second_factor(actor, subject, line) for line in lines):
        return "second-factor"
    word = next(MISSING[question] for question in lines[0] if not question(actor, subject))
    return _which_subscription(actor) if word == "subscription" else word


def allows(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Say whether ``actor`` may."""
    return not missing(actor, permission, subject)


def require(actor: Actor, permission: Permission, subject: Any = None) -> None:
    """Return quietly if ``actor`` may.

    Raises :class:`SignInRequired`, :class:`SubscriptionRequired` (402: it would work after confirming or subscribing),
    :class:`NotFound` (not theirs to know about) or :class:`NotPermitted`, with ``missing`` set to the word.
    """
    word = missing(actor, permission, subject)
    if not word:
        return
    if word == "sign-in":
        raise SignInRequired
    if word == "not-visible":
        raise NotFound
    if word in AFTER_SUBSCRIBING:
        raise SubscriptionRequired(SENTENCES[word], missing=word)
    raise NotPermitted(SENTENCES.get(word), missing=word)


def require_fresh(actor: Actor, *, always: bool = False) -> None:
    """Return quietly if it is certain enough who acts for what cannot be undone; the second line of such actions.

    Whoever has a second factor must have shown it within the last minutes, the others as well if ``always``.
    Commands are exempt. Raises :class:`ProofRequired`, which pages answer with a way to show it and come back.
    """
    if (actor.factor_given or always) and not actor.proved and actor.role is not Role.SYSTEM:
        raise ProofRequired(missing="proof")


def _only_second_factor(actor: Actor, subject: Any, line: list[Question]) -> bool:
    return actor.factor_missing and [q for q in line if not q(actor, subject)] == [second_factor]


def _which_subscription(actor: Actor) -> str:
    if actor.membership in {Membership.ACTIVE, Membership.GRACE}:
        return "plan-too-low"
    return "lapsed" if actor.membership is Membership.LAPSED else "subscription"
