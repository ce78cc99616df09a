"""Every permission. Alphabetical; ``thing.verb``."""

from enum import StrEnum


class Permission(StrEnum):
    """A thing that somebody may or may not do; the comment names the subject."""

    ACCOUNT_CLOSE = "account.close"  # None: have the own account deleted, or call it off
    ACCOUNT_EXPORT = "account.export"  # None: take the own data home
    ACCOUNT_MANAGE = "account.manage"  # None: change the own reading, address, password, sessions
    APPEAL_ANSWER = "appeal.answer"  # whom a decision is about and who took part in it: say whether it stands
    APPEAL_FILE = "appeal.file"  # a decision: have somebody else look at it again
    APPEAL_READ = "appeal.read"  # an appeal: see it with its answer
    CASE_FILE_MAKE = "case-file.make"  # a comment: take home what is known of it, because somebody's life is in danger
    CHECKS_EDIT = "checks.edit"  # None: see how the automatic checks are set, try and change them
    COMMENT_CREATE = "comment.create"  # a story: write in its discussion
    COMMENT_DELETE = "comment.delete"  # a comment: withdraw it
    COMMENT_EDIT = "comment.edit"  # a comment: change its words
    COMMENT_EDIT_NOW = "comment.edit-now"  # a comment: within the window, without a moderator looking first
    COMMENT_HISTORY = "comment.history"  # a comment: see its earlier wordings
    COMMENT_MODERATE = "comment.moderate"  # a comment: approve, remove, restore
    COMMENT_READ = "comment.read"  # a comment: see its words
    COMMENT_REPORT = "comment.report"  # a comment: ask a moderator to look at it
    DECISION_READ = "decision.read"  # a decision: see it with its reason
    DECISION_UNDO = "decision.undo"  # a decision: take it back
    DESK_ENTER = "desk.enter"  # None: open the moderation pages
    FACTOR_ADD = "factor.add"  # None: take an authenticator app or a passkey as second factor
    FACTOR_FORGET = "factor.forget"  # a person: take all their second factors away, because they have lost them
    LEGAL_HOLD_READ = "legal-hold.read"  # None: read what is kept for the law
    NOTICE_DECIDE = "notice.decide"  # a notice that was filed: close it with an outcome
    NOTICE_FILE = "notice.file"  # a notice, or None for any: give notice of illegal content
    ORDER_RECORD = "order.record"  # None: record orders of courts and authorities, and what came of them
    PERSON_INSPECT = "person.inspect"  # a person: see held and removed comments, decisions, account state
    PERSON_MUTE = "person.mute"  # a person: have their comments folded, for oneself alone, or no more
    PERSON_SUSPEND = "person.suspend"  # a person: suspend with an end, or end it early
    PROFILE_PUBLISH = "profile.publish"  # None: be shown with another name, or another text about oneself
    PROPOSAL_SETTLE = "proposal.settle"  # a proposal: confirm or refuse it
    QUALITY_COMPARE = "quality.compare"  # None: see how each moderator's decisions hold, by name
    ROLE_GRANT = "role.grant"  # a person: make them reader, moderator, editor or owner
    SECOND_LOOK_GIVE = "second-look.give"  # a decision: say without knowing it what one would have decided
    SETTINGS_EDIT = "settings.edit"  # None: change the site's settings
    STORY_EDIT = "story.edit"  # None or a story: import, change, publish, withdraw
    STORY_READ = "story.read"  # a story: open its page
    SUBSCRIPTION_GRANT = "subscription.grant"  # a person: give a plan
    SUBSCRIPTION_TAKE = "subscription.take"  # None: take a plan that anybody may take
    SYSTEM_WORK = "system.work"  # None: what jobs and commands do without a person
    THREAD_LOCK = "thread.lock"  # a story: close its discussion, slow it down, or open it again
    THREAD_PROTECT = "thread.protect"  # a story: switch raid mode on in its discussion, or off
    URGENT_HANDLE = "urgent.handle"  # None: open urgent reports and legal notices
    WARNING_ACKNOWLEDGE = "warning.acknowledge"  # a decision: say that one has read it
    WINDOW_REVERSE = "window.reverse"  # a person: reverse what they decided within a span of time
