"""The house rules, one to eight: what they ask, what a tombstone says, and how a message to the author begins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from discuss.db import db
from discuss.decisions.models import RuleVersion


@dataclass(frozen=True)
class HouseRule:
    """One rule. ``tombstone`` completes "Removed by a moderator." and ``message`` opens the reason to the author."""

    number: int
    title: str
    example: str
    tombstone: str
    message: str
    version: int = 1  # the defaults below; the owner's wordings begin at 2


DEFAULTS = {
    rule.number: rule
    for rule in (
        HouseRule(
            1,
            "Stay on the story",
            "A comment about parking under a story about a library belongs elsewhere.",
            "It was off topic (rule 1).",
            "Your comment is about something else than this story. It may fit under another one.",
        ),
        HouseRule(
            2,
            "Criticise positions, not people",
            "“That figure is wrong, here is why” is welcome; “only a fool would say that” is not.",
            "It attacked another person (rule 2).",
            "Your comment attacks another reader. Disagree as firmly as you like, without judging the person.",
        ),
        HouseRule(
            3,
            "No contempt for groups",
            "Criticism of what a group does is fine; writing as if its members were worth less is not.",
            "It degraded a group of people (rule 3).",
            "Your comment speaks of people as worth less because of who they are.",
        ),
        HouseRule(
            4,
            "No private details, above all of children",
            "Names of schools, addresses, photographs or anything by which a private person can be found.",
            "It contained private details (rule 4).",
            "Please leave out who and where; the rest of your comment can stand.",
        ),
        HouseRule(
            5,
            "No advertising, no repetition",
            "The same link under five stories, or a text posted again and again.",
            "It was advertising or a repetition (rule 5).",
            "This text promotes something or has been posted several times.",
        ),
        HouseRule(
            6,
            "Nothing invented as fact",
            "A quotation needs a source that others can check; say so when something is a guess.",
            "It presented something invented as fact (rule 6).",
            "We could not find the source you name. With one that can be checked your comment is welcome.",
        ),
        HouseRule(
            7,
            "Nothing unlawful",
            "Threats, calls for violence, and anything that the law forbids to publish.",
            "It may break the law (rule 7).",
            "We removed this because it may break the law.",
        ),
        HouseRule(
            8,
            "One person, one account",
            "Do not come back under another name while your account is paused.",
            "It came from a second account (rule 8).",
            "This account returns after a suspension or speaks for another one.",
        ),
    )
}


NUMBERS = frozenset(DEFAULTS)


def house_rules() -> dict[int, HouseRule]:
    """Return the rules in force, by number: the owner's latest wording of each, else the default. One statement."""
    latest = select(func.max(RuleVersion.id)).group_by(RuleVersion.number)
    owners = db.session.scalars(select(RuleVersion).where(RuleVersion.id.in_(latest)))
    return DEFAULTS | {
        row.number: HouseRule(row.number, row.title, row.example, row.tombstone, row.message, row.version)
        for row in owners
    }


def reworded_at() -> datetime | None:
    """Return when a rule was last given another wording; None while all are the defaults."""
    return db.session.scalar(select(func.max(RuleVersion.made_at)))


def worded(number: int, version: int | None) -> HouseRule:
    """Return a rule as it was worded in ``version``; decisions from before there were versions used the default."""
    if version is None or version == DEFAULTS[number].version:
        return DEFAULTS[number]
    row = db.session.scalars(
        select(RuleVersion).where(RuleVersion.number == number, RuleVersion.version == version)
    ).one()
    return HouseRule(row.number, row.title, row.example, row.tombstone, row.message, row.version)


def wordings(number: int) -> list[RuleVersion]:
    """Return the owner's wordings of a rule, newest first."""
    return list(
        db.session.scalars(select(RuleVersion).where(RuleVersion.number == number).order_by(RuleVersion.version.desc()))
    )
