"""A decision in full, to the person it is about: what, why, how it was found and decided, what it means, what next.

The page of a decision and the mail about it are both made of these lines, so they cannot say different things. Who
reported and who decided is never among them.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from discuss.clock import when
from discuss.db import db
from discuss.decisions.acts import ACTS
from discuss.decisions.models import Decision, DecisionCheck, DecisionQuote
from discuss.decisions.rules import worded

SOURCES = {
    "check": "found by an automatic check",
    "report": "after reports by readers",
    "notice": "after a notice of illegal content",
    "appeal": "after an appeal",
    "own-initiative": "found by a moderator",
}
SCOPES = {
    "comment": "this comment",
    "branch": "this comment and its replies",
    "thread": "this discussion",
    "account": "this account",
}

LASTS = {
    "hold": "Until a moderator has decided about it.",
    "request-edit": "Until you have changed the comment and a moderator has looked at it.",
    "remove": "It has no end, unless it is reversed.",
    "refuse-edit": "It has no end, unless it is reversed. You can send another change at any time.",
    "mute": "Until a moderator lifts it.",
    "purge": "For good.",
    "warn": "Until you say that you have read it.",
    "hold-all": "Until a moderator lifts it.",
    "warn-reports": "It is on record, and takes nothing from you.",
    "ban": "It has no end; a moderator can lift it.",
}
MEANS = {
    "hold": "Only you and the moderators see the comment until it is decided about. You can edit or delete it.",
    "request-edit": "Only you and the moderators see the comment. Change it, and a moderator looks at it again.",
    "remove": "Others no longer see the text. Replies to it stay. Your account is not affected.",
    "refuse-edit": "The text from before your change stays. Nobody else sees the change.",
    "mute": "Your comment stays where it is. Nobody can reply to it any more.",
    "purge": "The words are gone from the site and from its records. That there was a comment stays on record.",
    "warn": "You can read everything. Before you can write again, say that you have read this.",
    "hold-all": "What you write is seen by others after a moderator has looked at it.",
    "suspend": "You can read, edit and delete your own words, report and appeal. You cannot write anything new.",
    "ban": "You can read, edit and delete your own words, appeal and take your data home; a changed comment is seen "
    "after a moderator has looked at it. You cannot write anything new.",
    "warn-reports": "You can report as before. If reports go on being found wrong, they may be paused for a time.",
    "pause-reports": "You can read and write as before. With this account you can give notice only of what endangers a "
    "child or somebody's life.",
    "resume-reports": "You can report comments and give notice again.",
    "approve": "Everybody sees the comment.",
    "restore": "Everybody sees the comment again.",
    "accept-edit": "Everybody sees the changed text.",
    "unmute": "Others can reply to your comment again.",
    "release": "What you write is published at once again, unless a check stops it.",
    "unsuspend": "You can write again.",
    "unban": "You can write again.",
    "uphold": "The decision that you appealed against stays as it is. This was the second and last look.",
    "reverse": "That decision has no effect any more: what it changed is as it was before.",
    "overturn": "The decision that you appealed against has no effect any more. The public log says so.",
}
NO_WORDS = "They were erased, and are no longer kept."
# What is counted -> how it is called.
COUNTED = {
    "comments": "comments written",
    "removed": "removed by moderators",
    "unlawful": "of these as unlawful",
    "warnings": "warnings",
    "pauses": "pauses",
    "reports": "reports decided",
    "wrong": "of these found wrong",
    "notices": "notices decided",
    "refused": "of these refused",
    "report_warnings": "warnings about reports",
}


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The statement of reasons for one decision. Empty parts do not apply."""

    decision_id: int
    title: str
    done: str
    scope: str
    lasts: str
    rule: str
    law: str
    reason: str
    facts: str
    words: str
    found: str
    decided: str
    decided_at: datetime
    means: str
    restricts: bool
    appeal_until: datetime

    @property
    def appeal_day(self) -> str:
        """The last day for an appeal, as people read it."""
        return f"{self.appeal_until.day} {self.appeal_until:%B %Y}"

    def lines(self, words: str | None = None) -> list[tuple[str, str]]:
        """Return labels with what stands beside them, in order; ``words`` replaces the quotation."""
        every = (
            ("What was done", self.done),
            ("It is about", self.scope),
            ("How long", self.lasts),
            ("The rule", self.rule),
            ("The law", self.law),
            ("The reason", self.reason),
            ("The facts", self.facts),
            ("The words", self.words if words is None else words),
            ("How it was found", self.found),
            ("Who decided", self.decided),
            ("When", when(self.decided_at)),
            ("What it means", self.means),
        )
        return [(label, text) for label, text in every if text]


def statement_of(decision: Decision) -> Statement:
    """Write the statement, with the words as they were then and the rule as it was worded then."""
    act = ACTS[decision.action]
    quote = db.session.scalar(select(DecisionQuote.words).where(DecisionQuote.decision_id == decision.id))
    return Statement(
        decision_id=decision.id,
        title=act.told or act.done,
        done=_done(decision),
        scope=f"{SCOPES[_scope(decision)].capitalize()}.",
        lasts=_lasts(decision),
        rule=_rule(decision),
        law=decision.law,
        reason=decision.reason,
        facts=_facts(decision.facts or {}),
        words=NO_WORDS if quote == "" else quote or "",
        found=f"{SOURCES[decision.source].capitalize()}." if act.restricts and not decision.automatic else "",
        decided=_decided(decision),
        decided_at=decision.decided_at,
        means=MEANS.get(decision.action, ""),
        restricts=act.restricts,
        appeal_until=decision.appeal_until,
    )


def _done(decision: Decision) -> str:
    said = decision.done
    if decision.action != "reverse":
        return f"{said}."
    reversed_ = db.session.get_one(Decision, decision.undoes_id)
    return f"{said}: decision {reversed_.id}, “{reversed_.done}”."


def _scope(decision: Decision) -> str:
    subject = ACTS[decision.action].subject
    return {"account": "account", "story": "thread"}.get(subject, decision.scope)


def _lasts(decision: Decision) -> str:
    if not decision.restricts:
        return ""
    return f"Until {when(decision.until)}." if decision.until else LASTS[decision.action]


def _rule(decision: Decision) -> str:
    if decision.rule is None:
        return ""
    rule = worded(decision.rule, decision.rule_version)
    return f"Rule {rule.number}: {rule.title}. {rule.example}"


def _facts(counts: dict[str, object]) -> str:
    """Say the counts that led to an act against a person: from them it can be seen whether it is in proportion."""
    said = [f"{called} {counts[name]}" for name, called in COUNTED.items() if name in counts]
    return f"In the {counts['days']} days before: {', '.join(said)}." if said else ""


def _decided(decision: Decision) -> str:
    if not decision.automatic:
        part = " Software had found it." if decision.source == "check" else " No software took part in the decision."
        return f"A moderator decided.{part}"
    checks = db.session.scalars(
        select(DecisionCheck).where(DecisionCheck.decision_id == decision.id).order_by(DecisionCheck.name)
    )
    named = [f"{check.name} (version {check.version})" for check in checks] or decision.checks.split(",")
    which = f": {', '.join(named)}" if any(named) else ""
    return f"Software found it and decided by itself, by an automatic check{which}. A person decides about it next."
