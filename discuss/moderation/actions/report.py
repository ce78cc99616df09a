"""Ask a moderator to look at a comment."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from discuss import clock, events, markup
from discuss.comments.models import Comment
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import CommentReported
from discuss.moderation.models import Report
from discuss.policy import Actor, Permission, require

LONGEST = 1000  # characters of explanation

# slug -> what the form says; the first two are always looked at first
CATEGORIES = {
    "child-safety": "It endangers a child",
    "threat": "It threatens somebody's life or safety",
    "private-details": "It gives away private details",
    "attack": "It attacks a person",
    "contempt": "It degrades a group of people",
    "advertising": "It is advertising or a repetition",
    "invented": "It presents something invented as fact",
    "unlawful": "It may break the law",
    "off-topic": "It is off topic",
    "other": "Something else",
}


# The same in a few letters, for lists that are read all day.
SHORT = {
    "child-safety": "Endangers a child",
    "threat": "Threat to life or safety",
    "private-details": "Private details",
    "attack": "Attacks a person",
    "contempt": "Contempt for a group",
    "advertising": "Advertising",
    "invented": "Invented fact",
    "unlawful": "May be unlawful",
    "off-topic": "Off topic",
    "other": "Something else",
}


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What a report form says."""

    category: str
    explanation: str = ""

    def checked(self) -> "Complaint":
        """Return it cleaned. Raises :class:`Invalid`."""
        explanation = markup.clean_text(self.explanation).strip()
        faults: dict[str, list[str]] = {}
        if self.category not in CATEGORIES:
            faults["category"] = ["Choose what is wrong with the comment."]
        if len(explanation) > LONGEST:
            faults["explanation"] = [f"Shorten the explanation by {len(explanation) - LONGEST} characters."]
        if faults:
            raise Invalid(faults)
        return Complaint(category=self.category, explanation=explanation)


def report(actor: Actor, comment: Comment, given: Complaint) -> None:
    """File a report; no account is needed. The same person's second report of a comment replaces the first."""
    require(actor, Permission.COMMENT_REPORT, comment)
    complaint = given.checked()
    comment_id, version = comment.id, comment.version
    try:
        with transaction() as session:
            mine = Report.reporter_id == actor.id
            found = session.scalar(select(Report).where(Report.comment_id == comment_id, mine)) if actor.id else None
            if found is None:
                found = Report(comment_id=comment_id, reporter_id=actor.id)
                session.add(found)
            found.comment_version, found.category, found.explanation = (
                version,
                complaint.category,
                complaint.explanation,
            )
            # What came of an earlier round is about the earlier report: it must not speak for this one.
            found.state, found.outcome, found.decision_id, found.reported_at = "open", "", None, clock.now()
            events.record(CommentReported(actor_id=None, comment_id=comment_id, category=complaint.category))
    except IntegrityError:
        return  # the same report, sent twice at once: the other one stands
