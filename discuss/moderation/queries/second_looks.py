"""Second looks: which wait for somebody, and one of them as it stood, without what was decided and by whom."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from discuss import markup
from discuss.comments.models import Screening
from discuss.db import db
from discuss.decisions import Decision, DecisionQuote
from discuss.errors import NotFound
from discuss.moderation.models import URGENT, Report, SecondLook
from discuss.moderation.queries.blind import with_somebody
from discuss.moderation.queries.cards import Card, cards
from discuss.policy import Actor, Permission, allows, require

MOST = 100  # waiting looks that are counted


@dataclass(frozen=True)
class Look:
    """A comment as it stood when somebody decided about it."""

    id: int
    card: Card  # for the comment's place and author
    body: str
    html: str
    was_held: bool
    reports: list[Report]
    findings: list[dict[str, Any]]

    @property
    def severe(self) -> bool:
        """Whether the words stand behind a veil."""
        return self.card.severe


def looks_waiting(viewer: Actor) -> list[int]:
    """Return the numbers of the looks that this moderator may take, oldest first, at most :data:`MOST`.

    Whoever has ever decided about the comment knows what became of it, and is not asked.
    """
    require(viewer, Permission.DESK_ENTER)
    wanted = _seen_by(viewer, select(SecondLook.id)).where(
        SecondLook.looked_at.is_(None),
        ~with_somebody(),
        Decision.person_id != viewer.id,
        Decision.comment_id.not_in(_decided_by(viewer)),
    )
    return list(db.session.scalars(wanted.order_by(SecondLook.id).limit(MOST)))


def has_decided_about(viewer: Actor, decision: Decision) -> bool:
    """Whether the viewer took this decision or another one about the same comment, and so is not blind to it."""
    require(viewer, Permission.DESK_ENTER)
    return decision.comment_id in set(db.session.scalars(_decided_by(viewer, decision.comment_id)))


def _decided_by(viewer: Actor, comment_id: int | None = None) -> Select[Any]:
    """Choose the comments that the viewer has decided about, or only ``comment_id`` if it is one of them."""
    wanted = select(Decision.comment_id).where(Decision.actor_id == viewer.id, Decision.comment_id.is_not(None))
    return wanted if comment_id is None else wanted.where(Decision.comment_id == comment_id)


def find_taken(viewer: Actor) -> int | None:
    """Return the number of the look that lies before the viewer."""
    require(viewer, Permission.DESK_ENTER)
    wanted = _seen_by(viewer, select(SecondLook.id)).where(with_somebody(), SecondLook.person_id == viewer.id)
    found: int | None = db.session.scalar(wanted.order_by(SecondLook.id).limit(1))
    return found


def drawn_decision(viewer: Actor, look_id: int) -> Decision:
    """Return the decision behind a look, for the policy and never for the page. Raises :class:`NotFound`."""
    require(viewer, Permission.DESK_ENTER)
    found: Decision | None = db.session.scalar(
        _seen_by(viewer, select(Decision).select_from(SecondLook)).where(SecondLook.id == look_id)
    )
    if found is None:
        raise NotFound
    return found


def get_look(viewer: Actor, look_id: int) -> Look:
    """Return the look that lies before the viewer. Raises :class:`NotFound` for any other."""
    require(viewer, Permission.DESK_ENTER)
    wanted = _seen_by(viewer, select(SecondLook, Decision, DecisionQuote.words)).where(
        SecondLook.id == look_id, SecondLook.person_id == viewer.id
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound
    look, decision, words = found
    return Look(
        id=look.id,
        card=cards(viewer, [decision.comment_id], kept_too=True)[0],
        body=words,
        html=markup.to_html(words),
        was_held=decision.from_status == "held",
        reports=_reports_before(decision),
        findings=_findings_before(decision),
    )


def _seen_by(viewer: Actor, query: Any) -> Any:
    """Join a look with its decision and the words, as long as there are any and the viewer may read such reports."""
    query = query.join(Decision, Decision.id == SecondLook.decision_id)
    query = query.join(DecisionQuote, DecisionQuote.decision_id == Decision.id).where(DecisionQuote.words != "")
    if not allows(viewer, Permission.URGENT_HANDLE):
        query = query.where(Decision.comment_id.not_in(select(Report.comment_id).where(Report.category.in_(URGENT))))
    return query


def _reports_before(decision: Decision) -> list[Report]:
    """What became of a report would tell what was decided: only the reports themselves are read."""
    wanted = select(Report).where(Report.comment_id == decision.comment_id, Report.reported_at <= decision.decided_at)
    return list(db.session.scalars(wanted.order_by(Report.id)))


def _findings_before(decision: Decision) -> list[dict[str, Any]]:
    wanted = select(Screening.findings).where(
        Screening.comment_id == decision.comment_id, Screening.comment_version <= (decision.comment_version or 0)
    )
    return db.session.scalar(wanted.order_by(Screening.id.desc()).limit(1)) or []
