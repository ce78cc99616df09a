"""The only way a decision comes to be."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from discuss import clock, events
from discuss.db import db
from discuss.decisions.acts import ACTS, TOLD_AFTER
from discuss.decisions.models import Decision, DecisionCheck, DecisionQuote
from discuss.events.types import DecisionTaken


def record(decision: Decision, words: str = "", checks: Sequence[tuple[str, int]] = ()) -> Decision:
    """Add ``decision``, its words, the checks behind it, and the event that tells people, to the current transaction.

    Returns the stored row with its number. The caller has asked permission and holds the transaction open. People are
    told of a person's decision when it can no longer be taken back, of an automatic one at once.
    """
    if decision.action not in ACTS:
        raise ValueError(f"there is no act {decision.action}")
    decision.decided_at = decision.decided_at or clock.now()
    db.session.add(decision)
    db.session.flush()
    if checks:
        behind = [{"decision_id": decision.id, "name": name, "version": version} for name, version in checks]
        db.session.execute(insert(DecisionCheck), behind)  # one statement, however many
    if words:
        db.session.add(DecisionQuote(decision_id=decision.id, words=words))
    events.record(
        DecisionTaken(
            actor_id=decision.actor_id,
            decision_id=decision.id,
            action=decision.action,
            comment_id=decision.comment_id,
            person_id=decision.person_id,
            story_id=decision.story_id,
        ),
        after=timedelta() if decision.automatic else TOLD_AFTER,
    )
    return decision


def about_the_same(decision: Decision, **values: Any) -> Decision:
    """Return a new decision about what ``decision`` is about, under its rule and with its scope unless given."""
    same = ("comment_id", "person_id", "story_id", "rule", "rule_version", "scope")
    return Decision(**{name: getattr(decision, name) for name in same} | values)
