"""Mail about notices of illegal content and urgent reports: a call to those who may open them, and the decision."""

from dataclasses import dataclass

from discuss import mail, markup
from discuss.clock import when
from discuss.comments.models import Comment
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.standing import taken_back
from discuss.moderation import notice_queries, queries
from discuss.moderation.actions import CATEGORIES, NOTICE_CATEGORIES, NOTICE_OUTCOMES
from discuss.moderation.models import URGENT, Notice
from discuss.moderation.noticed import handle_in


@dataclass(frozen=True)
class NoticeMail:
    """Writes for one site."""

    base_url: str
    site_name: str
    contact: str = ""
    redress: str = ""

    def decided(self, event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
        """Tell whoever filed a notice what was decided, and why."""
        notice = db.session.get(Notice, payload["notice_id"])
        if notice is None or notice.state != "decided" or not notice.email or notice.decided_at is None:
            return
        if notice.decision_id is not None and taken_back(notice.decision_id):
            return
        # Nobody has shown that the address is theirs who typed it: the mail holds nothing that was typed there.
        lines = [
            "Hello,",
            "",
            f"your notice {notice.reference} of {when(notice.filed_at)} is decided: {NOTICE_OUTCOMES[notice.outcome]}.",
            "",
            "The reasons:",
            notice.statement,
            "",
            f"A moderator decided on {when(notice.decided_at)}. No software took part in the decision.",
        ]
        self._answer(f"event:{event_id}:notice", notice, lines)

    def overturned(self, event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
        """Tell whoever filed a notice that an appeal, or an owner, has reversed what it led to."""
        decision = db.session.get(Decision, payload["decision_id"])
        if decision is None or decision.action not in {"overturn", "reverse"}:
            return
        back = " The comment is on the page again." if decision.to_status == "published" else ""
        for notice in (one for one in notice_queries.reversed_by(decision) if one.email):
            cause, said = (
                f"event:{event_id}:notice:{notice.id}",
                f"your notice {notice.reference} of {when(notice.filed_at)}",
            )
            if decision.action == "overturn":
                was = f"{said}: {NOTICE_OUTCOMES[notice.outcome]}."
                now = f"After an appeal somebody else has looked at it again and reversed what was done.{back}"
                self._answer(cause, notice, ["Hello,", "", was, "", now])
            else:
                now = f"whoever runs the site has looked at it again and reversed what was done.{back}"
                lines = [
                    "Hello,",
                    "",
                    f"{said}: {now}",
                    "",
                    "It waits for another decision. You are told that as well.",
                ]
                mail.enqueue(cause, notice.email, f"Your notice {notice.reference}", self._signed(lines))

    def _answer(self, cause: str, notice: Notice, lines: list[str]) -> None:
        if self.contact:
            lines = [*lines, "", f"If you disagree, write to {self.contact} and name {notice.reference}."]
        lines = [*lines, self.redress] if self.redress else lines
        mail.enqueue(cause, notice.email, f"Your notice {notice.reference}", self._signed(lines))

    def filed(self, event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
        """Call those who may open it to a new notice: once a day for one place and category, however many come."""
        notice = db.session.get(Notice, payload["notice_id"])
        if notice is None:
            return
        said = f"A notice of illegal content has come in: {NOTICE_CATEGORIES[notice.category]}. {notice.reference}."
        matter = f"{_place(notice)}:{notice.category}:{notice.filed_at:%Y%m%d}"
        self._call(
            f"urgent-notice:{matter}", f"Urgent: notice {notice.reference}", said, f"/moderation/notices/{notice.id}"
        )

    def reported(self, event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
        """Call those who may open it to a report of a danger: once for each kind, however many report the comment."""
        category = str(payload["category"])
        if category not in URGENT:
            return
        comment = db.session.get(Comment, payload["comment_id"])
        if comment is None:
            return
        why = CATEGORIES[category]
        said = f"A comment is reported because {why[0].lower()}{why[1:]}."
        page = f"/moderation/comments/{comment.id}/decision"
        self._call(f"urgent:{comment.id}:{comment.version}:{category}", f"Urgent: comment {comment.id}", said, page)

    def _call(self, cause: str, subject: str, said: str, page: str) -> None:
        for person in queries.on_call():
            lines = [f"Hello {markup.without_links(person.name)},", "", said, "", f"{self.base_url}{page}"]
            text = self._signed(lines)
            mail.enqueue(f"{cause}:person:{person.id}", person.email or "", subject, text, urgent=True)

    def _signed(self, lines: list[str]) -> str:
        return "\n".join([*lines, "", f"-- {self.site_name}"])


def _place(notice: Notice) -> str:
    """Return what stands for what a notice is about; a comment that was changed is another matter."""
    comment = db.session.get(Comment, notice.comment_id) if notice.comment_id else None
    if comment is not None:
        return f"comment:{comment.id}:{comment.version}"
    handle = handle_in(notice.address)
    if handle:
        return f"person:{handle}"
    return f"story:{notice.story_id}" if notice.story_id else f"notice:{notice.id}"
