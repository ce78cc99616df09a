"""Mail about decisions: the statement of reasons to the person it is about, and the outcome to those who reported.

Told when a decision can no longer be taken back, and never of one that was. The mail to the person holds all that the
page holds: whoever cannot sign in any more must be able to read it.
"""

from dataclasses import dataclass

from sqlalchemy import select

from discuss import mail, markup
from discuss.accounts.models import Person
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import ACTS, Decision
from discuss.decisions.acts import TOLD_AFTER
from discuss.decisions.rules import worded
from discuss.decisions.standing import taken_back
from discuss.decisions.statements import Statement, statement_of
from discuss.moderation import appeal_queries
from discuss.moderation.models import Report
from discuss.stories.models import Story

OUTCOMES = {
    "remove": "We removed the comment",
    "keep-removed": "The comment is off the page and stays so",
    "request-edit": "We asked its author to change the comment; until then nobody else sees it",
}
KEPT_WITH_REASON = {"keep", "reports-wrong"}  # what a moderator wrote there, nobody but those who reported is told


@dataclass(frozen=True)
class Letters:
    """Writes the letters of one site."""

    base_url: str
    site_name: str
    contact: str = ""
    redress: str = ""

    def tell(self, event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
        """React to a decision: mail to the person it is about, and to those whose reports it answers."""
        decision = db.session.get(Decision, payload["decision_id"])
        if decision is None or taken_back(decision.id) or _of_what_nobody_knew(decision):
            return
        if ACTS[decision.action].told and not _over_already(decision) and not _reverses_untold(decision):
            self._tell_person(decision)
        for report in _reports_answered_by(decision):
            self._tell_reporter(decision, report)

    def _tell_person(self, decision: Decision) -> None:
        person = _reachable(decision.person_id)
        if person is not None:
            statement = statement_of(decision)
            text = "\n".join(
                [
                    f"Hello {markup.without_links(person.name)},",
                    "",
                    f"{statement.title}.",
                    "",
                    *self._lines(statement, decision),
                ]
            )
            mail.enqueue(f"decision:{decision.id}:person:{person.id}", person.email or "", statement.title, text)

    def _lines(self, statement: Statement, decision: Decision) -> list[str]:
        # Words of people go out under the site's name: they must not become links in a mail program.
        words = markup.without_links(statement.words)
        lines = [f"{label}: {text}" for label, text in statement.lines(_quoted(words))]
        if statement.restricts:
            lines += ["", *self._ways(statement)]
        answered = appeal_queries.appeal_answered_by(decision)
        page = f"/appeals/{answered.id}" if answered else f"/decisions/{decision.id}"
        return [*lines, "", f"Decision {decision.id}:", f"{self.base_url}{page}", "", f"-- {self.site_name}"]

    def _ways(self, statement: Statement) -> list[str]:
        ways = [
            f"You can appeal until {statement.appeal_day}, once, free of charge, at the address below.",
            "Somebody who did not decide reads it and answers.",
        ]
        if self.contact:
            ways.append(f"If you cannot sign in, write to {self.contact} and name decision {statement.decision_id}.")
        return [*ways, self.redress] if self.redress else ways

    def _tell_reporter(self, decision: Decision, report: Report) -> None:
        person = _reachable(report.reporter_id)
        if person is None or person.id == decision.actor_id:
            return
        text = [f"Hello {markup.without_links(person.name)},", "", f"{_about(report)} {_came_of_it(decision)}", ""]
        text += [f"Your reports: {self.base_url}/account/decisions", "", f"-- {self.site_name}"]
        mail.enqueue(f"decision:{decision.id}:report:{report.id}", person.email or "", "Your report", "\n".join(text))


def _reachable(person_id: int | None) -> Person | None:
    """Return a person with an address that is theirs."""
    person = db.session.get(Person, person_id) if person_id else None
    return person if person and person.email and person.email_confirmed_at else None


def _over_already(decision: Decision) -> bool:
    """Say whether a comment that was held is held no more: then that is what its author is told."""
    if decision.action != "hold":
        return False
    comment = db.session.get(Comment, decision.comment_id)
    return comment is not None and comment.status != "held"


def _of_what_nobody_knew(decision: Decision) -> bool:
    """Say whether a reversal came before anybody was told of what it reverses: then nobody is told of either."""
    reversed_ = _reversed_by(decision)
    return reversed_ is not None and decision.decided_at - reversed_.decided_at < TOLD_AFTER


def _reverses_untold(decision: Decision) -> bool:
    """Say whether an act is reversed that its person is never told of."""
    reversed_ = _reversed_by(decision)
    return reversed_ is not None and not ACTS[reversed_.action].told


def _reversed_by(decision: Decision) -> Decision | None:
    return db.session.get(Decision, decision.undoes_id) if decision.action == "reverse" else None


def _reports_answered_by(decision: Decision) -> list[Report]:
    """Return the reports that a decision closed; for a reversal those that the reversed one had closed."""
    answered = decision.id
    if decision.action == "overturn":
        appeal = appeal_queries.appeal_answered_by(decision)
        answered = appeal.decision_id if appeal else answered
    wanted = select(Report).where(Report.decision_id == answered, Report.reporter_id.is_not(None))
    return list(db.session.scalars(wanted.order_by(Report.id)))


def _about(report: Report) -> str:
    found = db.session.execute(
        select(Story.headline, Story.status)
        .join(Comment, Comment.story_id == Story.id)
        .where(Comment.id == report.comment_id)
    ).one()
    under = f" under “{found.headline}”" if found.status == "published" else ""
    return f"On {report.reported_at.day} {report.reported_at:%B %Y} you reported a comment{under}."


def _came_of_it(decision: Decision) -> str:
    if decision.action == "overturn":
        back = decision.to_status == "published"
        return f"After an appeal a second moderator looked again{' and the comment is back' if back else ''}."
    if decision.action == "reverse":
        return "What was decided about it is reversed. Another moderator looks at your report again."
    if decision.action in OUTCOMES:
        rule = f" (rule {decision.rule}: {worded(decision.rule, decision.rule_version).title})" if decision.rule else ""
        return f"{OUTCOMES[decision.action]}{rule}. Thank you for reporting it."
    why = f": {decision.reason}" if decision.action in KEPT_WITH_REASON else "."
    return f"We looked at it and kept the comment{why}"


def _quoted(words: str) -> str:
    return "".join(f"\n> {line}" for line in words.splitlines())
