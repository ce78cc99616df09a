"""Every act that can be decided: what it applies to, where it leads, what it asks for, and how it is called. Pure.

The one table that actions, pages, mails and the log read; an act that is not here cannot be recorded.
"""

from datetime import timedelta

from discuss.decisions.act import Act

UNDO = timedelta(seconds=30)  # how long an act can be taken back as if it had not been
TOLD_AFTER = UNDO + timedelta(seconds=10)  # what goes out, goes out when nothing can be taken back any more
# At least six months from being told (Digital Services Act, article 20): 184 days at most, and one for the mail.
APPEAL_TIME = timedelta(days=185)

_LIVE = frozenset({"published"})
_SHOWN_OR_HELD = frozenset({"published", "held"})

ACTS: dict[str, Act] = {
    act.slug: act
    for act in (
        Act(
            slug="hold",
            title="Hide until a second look",
            done="Comment hidden until a moderator has looked at it",
            told="Your comment waits for review",
            statuses=_LIVE,
            to_status="held",
            needs_rule=True,
            restricts=True,
            settles=False,
        ),
        Act(
            slug="approve",
            title="Approve",
            done="Comment approved",
            told="Your comment is published",
            statuses=frozenset({"held"}),
            to_status="published",
            reason="Looked at by a moderator: within the rules.",
            lifts=True,
        ),
        Act(
            slug="remove",
            title="Remove",
            done="Comment removed",
            told="Your comment was removed",
            statuses=_SHOWN_OR_HELD,
            to_status="removed",
            needs_rule=True,
            restricts=True,
        ),
        Act(
            slug="restore",
            title="Restore",
            done="Comment restored",
            told="Your comment is back",
            statuses=frozenset({"removed"}),
            to_status="published",
            lifts=True,
        ),
        Act(
            slug="keep",
            title="Keep",
            done="Comment kept",
            statuses=_LIVE,
            reason="Looked at by a moderator: within the rules.",
        ),
        Act(
            slug="keep-removed",
            title="Leave it off the page",
            done="Comment stays off the page",
            statuses=frozenset({"removed", "withdrawn"}),
            reason="Looked at by a moderator: it stays off the page.",
            public=False,  # what took it off the page stands in the log
        ),
        Act(
            slug="reports-wrong",
            title="Mark the reports as wrong",
            done="Comment kept, its reports found wrong",
            statuses=_LIVE,
            reason="Looked at by a moderator: the reports do not hold.",
        ),
        Act(
            slug="accept-edit",
            title="Accept the change",
            done="Change accepted",
            told="Your change is published",
            statuses=_LIVE,
            reason="Looked at by a moderator: the change is within the rules.",
            lifts=True,
        ),
        Act(
            slug="refuse-edit",
            title="Refuse the change",
            done="Change refused",
            told="Your change was not published",
            statuses=_LIVE,
            needs_rule=True,
            restricts=True,
        ),
        Act(
            slug="request-edit",
            title="Ask for an edit",
            done="Author asked to change the comment",
            told="Please change your comment",
            statuses=_SHOWN_OR_HELD,
            to_status="held",
            needs_rule=True,
            restricts=True,
        ),
        Act(
            slug="escalate",
            title="Escalate",
            done="Passed on to a second moderator",
            statuses=_SHOWN_OR_HELD,
            settles=False,
            public=False,
        ),
        Act(
            slug="mute",
            title="Take no more replies",
            done="Replies to a comment closed",
            told="Your comment takes no more replies",
            statuses=_LIVE,
            needs_rule=True,
            restricts=True,
            settles=False,
            scope="branch",
        ),
        Act(
            slug="unmute",
            title="Take replies again",
            done="Replies to a comment opened",
            told="Your comment takes replies again",
            statuses=_LIVE,
            lifts=True,
            settles=False,
            scope="branch",
        ),
        Act(slug="pin", title="Pin", done="Comment pinned", statuses=_LIVE, settles=False),
        Act(slug="unpin", title="Unpin", done="Comment no longer pinned", statuses=_LIVE, settles=False),
        Act(slug="feature", title="Feature", done="Comment featured", statuses=_LIVE, settles=False),
        Act(
            slug="unfeature",
            title="No longer feature",
            done="Comment no longer featured",
            statuses=_LIVE,
            settles=False,
        ),
        Act(
            slug="purge",
            title="Purge the words",
            done="Words of a comment blanked for legal reasons",
            needs_rule=True,
            told="The words of your comment were blanked",
            statuses=frozenset({"removed", "withdrawn"}),
            restricts=True,
            settles=False,
            two_people=True,
        ),
        Act(slug="lock", title="Close discussion", done="Discussion closed", subject="story"),
        Act(slug="unlock", title="Open discussion", done="Discussion opened again", subject="story"),
        Act(slug="slow", title="Slow mode", done="Discussion slowed down", subject="story"),
        Act(slug="unslow", title="End slow mode", done="Slow mode ended", subject="story"),
        Act(slug="raid", title="Switch raid mode on", done="Raid mode switched on", subject="story", needs_rule=True),
        Act(slug="calm", title="End raid mode", done="Raid mode ended", subject="story"),
        Act(
            slug="warn",
            title="Warn",
            done="Account warned",
            told="A warning about your account",
            subject="account",
            needs_rule=True,
            restricts=True,
        ),
        Act(
            slug="hold-all",
            title="Look at everything first",
            done="Comments of an account are looked at first",
            told="Your comments are looked at first",
            subject="account",
            needs_rule=True,
            restricts=True,
        ),
        Act(
            slug="release",
            title="Stop looking at everything first",
            done="Comments of an account are published at once again",
            told="Your comments are published at once again",
            subject="account",
            lifts=True,
        ),
        Act(
            slug="suspend",
            title="Pause account",
            done="Account paused",
            told="Your account is paused",
            subject="account",
            needs_rule=True,
            restricts=True,
            ends=True,
        ),
        Act(
            slug="unsuspend",
            title="End the pause",
            done="Pause ended early",
            told="Your account is open again",
            subject="account",
            lifts=True,
        ),
        Act(
            slug="ban",
            title="Close account for writing",
            done="Account closed for writing",
            told="Your account is closed for writing",
            subject="account",
            needs_rule=True,
            restricts=True,
            two_people=True,
        ),
        Act(
            slug="unban",
            title="Open account again",
            done="Account opened again",
            told="Your account is open again",
            subject="account",
            lifts=True,
        ),
        Act(
            slug="warn-reports",
            title="Warn about reports",
            done="Account warned about its reports",
            told="A warning about your reports",
            subject="account",
            needs_rule=True,
            restricts=True,
        ),
        Act(
            slug="pause-reports",
            title="Pause reports",
            done="Reports of an account paused",
            told="Your reports are paused",
            subject="account",
            needs_rule=True,
            restricts=True,
            ends=True,
        ),
        Act(
            slug="resume-reports",
            title="Take reports again",
            done="Reports of an account taken again",
            told="You can report again",
            subject="account",
            lifts=True,
        ),
        Act(
            slug="uphold",
            title="The decision stands",
            done="Appeal refused",
            told="Your appeal: the decision stands",
            subject="decision",
        ),
        Act(
            slug="overturn",
            title="Reverse the decision",
            done="Decision reversed after an appeal",
            told="Your appeal: the decision is reversed",
            subject="decision",
            lifts=True,
        ),
        Act(
            slug="undo",
            title="Undo",
            done="Taken back within the time for undoing",
            subject="decision",
            settles=False,
            public=False,
        ),
        Act(
            slug="reverse",
            title="Reverse",
            done="Decision reversed by the owner",
            told="A decision about you is reversed",
            subject="decision",
            settles=False,
        ),
    )
}

# What one moderator does alone to a comment, an account or a story.
ALONE: dict[str, dict[str, Act]] = {
    subject: {slug: act for slug, act in ACTS.items() if act.subject == subject and not act.two_people}
    for subject in ("comment", "account", "story")
}
APPEALABLE = frozenset(slug for slug, act in ACTS.items() if act.restricts)
TAKING_AWAY = tuple(slug for slug, act in ACTS.items() if act.to_status in {"held", "removed"})  # comments from a page
HIDING = ("hold", "remove", "request-edit", "purge")  # what takes a comment from the page, or its words
