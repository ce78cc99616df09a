"""Which pages are looked at, as whom, and the things of the demo site that their addresses name."""

import re
from typing import Any

from sqlalchemy import select

from discuss import clock
from discuss.accounts.actions import mail_link as links
from discuss.accounts.handed_out import hashed
from discuss.accounts.models import MailedLink
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.moderation import actions
from discuss.moderation.models import Appeal, Notice, Order, Proposal, Replay
from discuss.moderation.replaying import Result
from discuss.stories.models import Story
from tests import factories as make

SECRET = "a-secret-that-only-its-reader-knows"

# One story stands for the others: axe takes its time with three hundred comments, so the long one is looked at once.
VISITORS = (
    "/",
    "/?sort=discussed",
    "/?topic=Energy",
    "/stories/canteen-faces/comments/{deepest}",
    "/stories/canteen-faces",
    "/stories/harbour-turbines?sort=old",
    "/stories/harbour-turbines?about=p3",
    "/stories/river-bathing/comments/1",
    "/stories/sugar-colours",
    "/stories/river-bathing",
    "/stories/court-and-the-clinic",
    "/stories/night-buses/comments/new",
    "/subscribe",
    "/sign-in",
    "/sign-up",
    "/reset",
    "/reset/{reset}",
    "/confirm/{confirm}",
    "/rules",
    "/rules/2",
    "/moderation-log",
    "/moderation-log/{removal}",
    "/stories/canteen-faces/moderation-log",
    "/transparency",
    "/terms",
    "/privacy",
    "/contact",
    "/notices/new?comment=1",
    "/notices/{secret}",
    "/comments/{comment}/report",
    "/people/priya-nair",
    "/preferences/theme",
    "/nothing-here",
)
PEOPLE = {
    "subscriber": ("/stories/night-buses", "/comments/{comment}/reply", "/comments/{own}/edit",
                   "/comments/{own}/delete", "/account/profile", "/account/security", "/account/subscription",
                   "/account/muted", "/account/data", "/account/close"),
    "lapsed": ("/stories/night-buses#new",),
    "hugo-blanc": ("/stories/night-buses#new", "/account/decisions", "/decisions/{removal}"),
    "jamal-carter": ("/stories/night-buses#new",),
    "iris-vogel": ("/stories/night-buses#new", "/account/confirm"),
    "mo-eriksen": ("/moderation", "/moderation/held?rule=5&side=critics", "/moderation/reported",
                   "/moderation/appeals", "/moderation/decided?rule=2", "/moderation/people/hugo-blanc",
                   "/moderation/stories/night-buses", "/moderation/second-looks",
                   "/moderation/quality", "/moderation/pause", "/moderation/proposals?echoes={proposal}",
                   "/moderation/comments/{comment}/decision?action=remove", "/appeals/{appeal}"),
    "henrik-dahl": ("/editor/stories", "/editor/stories/new", "/editor/stories/night-buses",
                    "/editor/stories/night-buses/revisions/1", "/stories/library-hours"),
    "olive-tran": ("/settings/people?q=hu", "/settings/offers", "/settings/rules/2", "/decisions/{removal}",
                   "/moderation/notices", "/moderation/notices/{notice}", "/moderation/orders",
                   "/moderation/orders/{order}", "/moderation/legal-holds",
                   "/moderation/legal-holds/{hold}", "/moderation/comments/{comment}/case-file",
                   "/moderation/people/mo-eriksen/acts", "/moderation/stories",
                   "/moderation/disagreements", "/settings/checks", "/settings/checks/words",
                   "/settings/checks/shouting", "/settings/checks/shouting/replays",
                   "/settings/checks/shouting/replays/{replay}"),
}  # fmt: skip
# Forms that are sent as they are found, or emptied, and come back with what is wrong: whose, where, and which form.
REFUSED = (
    ("", "/sign-in", "/sign-in"),
    ("", "/reset/{reset}", "/reset/{reset}"),
    ("", "/notices/new?comment=1", "/notices"),
    ("subscriber", "/stories/night-buses/comments/new", "/stories/night-buses/comments"),
    ("subscriber", "/comments/{comment}/report", "/comments/{comment}/reports"),
    ("subscriber", "/account/profile", "/account/profile"),
    ("subscriber", "/account/security", "/account/security/password"),
    ("mo-eriksen", "/moderation/comments/{comment}/decision?action=remove", "/moderation/comments/{comment}/decision"),
    ("mo-eriksen", "/moderation/stories/night-buses", "/moderation/stories/night-buses/decision"),
    ("olive-tran", "/appeals/{appeal}", "/appeals/{appeal}/answer"),
    ("henrik-dahl", "/editor/stories/new", "/editor/stories"),
    ("olive-tran", "/settings/rules/2", "/settings/rules/2"),
    ("olive-tran", "/moderation/orders", "/moderation/orders"),
    ("olive-tran", "/moderation/orders/{order}", "/moderation/orders/{order}"),
    ("olive-tran", "/settings/checks/shouting", "/settings/checks/shouting/replays"),
)
# Looked at in a test of their own, at an address with a name, where passkeys are offered.
SECOND_FACTORS = (
    "/account/security/app",
    "/account/security/app/remove",
    "/account/security/passkeys/1",
    "/account/prove",
    "/sign-in/second",
)
# The same page as another: what one's account begins with is one's profile.
ALSO = ("/account",)
# For programs, not for people.
NO_PAGES = {
    "changes", "editor_export", "feed", "healthz", "log_feed", "log_table", "queue_changes", "readyz",
    "replay_progress", "robots", "sitemap", "static", "story_feed", "transparency_json", "transparency_table",
}  # fmt: skip
LOOKED_AT = [*VISITORS, *(path for paths in PEOPLE.values() for path in paths), *SECOND_FACTORS, *ALSO]


def things() -> dict[str, Any]:
    """Return what the addresses name: comments, decisions and the like of the demo, and what it has not, made here."""
    first = {
        "deepest": select(Comment.id).join(Story).where(Story.slug == "canteen-faces").order_by(Comment.depth.desc()),
        "comment": _by("vera-kowalska", Comment.id).where(Comment.status == "published"),
        "own": _by("subscriber", Comment.id).where(Comment.status == "published").order_by(Comment.id.desc()),
        "removal": _about("hugo-blanc").where(Decision.action == "remove").order_by(Decision.id),
        "appeal": select(Appeal.id).where(Appeal.state == "open").order_by(Appeal.id),
        "notice": select(Notice.id).where(Notice.state == "open").order_by(Notice.id),
        "order": select(Order.id).where(Order.state == "open").order_by(Order.id),
    }
    named: dict[str, Any] = {name: db.session.scalar(wanted.limit(1)) for name, wanted in first.items()}
    named["hold"] = make.legal_hold().id
    named["proposal"] = _proposal().id
    filed = make.notice(db.session.get_one(Comment, named["comment"]))
    newcomer, now = make.person(email_confirmed_at=None, plan=""), clock.now()
    with transaction() as session:
        session.get_one(Notice, filed.id).token_hash = hashed(SECRET)
        for purpose in ("reset", "confirm"):
            named[purpose] = f"{SECRET}-{purpose}"
            session.add(
                MailedLink(
                    token_hash=hashed(named[purpose]), purpose=purpose, person_id=newcomer.id, email=newcomer.email,
                    next_path="", created_at=now, expires_at=now + links.TOKEN_LIFE,
                )
            )  # fmt: skip
        replay = Replay(
            check_name="shouting", parameters={"signs": 3}, reason="Three marks are too many.", state="done",
            asked_by=make.db_person("olive-tran").id,
            result=Result(before={"enabled": True, "values": {"signs": 4}}).to_json(),
        )  # fmt: skip
        session.add(replay)
    return named | {"secret": SECRET, "replay": replay.id}


def filled(path: str, named: dict[str, Any]) -> str:
    """Put the things' numbers and secrets into a path."""
    return path.format(**named)


def plain(path: str) -> str:
    """Return a path as the router would match it."""
    return re.sub(r"\{\w+\}", "1", path).partition("#")[0].partition("?")[0]


def _proposal() -> Proposal:
    """Propose to blank words that somebody else has quoted."""
    line, story = "The child of the man who runs it lives at 5 Mill Lane.", make.story()
    removed = make.comment(on=story, body=line, status="removed")
    make.comment(on=story, body=f"> {line}\n\nHow can you say so?")
    return actions.propose(make.actor(make.moderator()), removed, 4, "A court has ordered it.")


def _by(handle: str, column: Any) -> Any:
    return select(column).where(Comment.author_id == make.db_person(handle).id)


def _about(handle: str) -> Any:
    return select(Decision.id).where(Decision.person_id == make.db_person(handle).id)
