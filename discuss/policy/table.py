"""The whole policy. A permission holds if every question on any one line is answered yes.

The first line of a permission is the ordinary person's; its first unanswered question is what a refusal names.
"""

from discuss.policy.permissions import Permission as P
from discuss.policy.predicates import (
    Question,
    about_oneself,
    about_oneself_and_restricting,
    at_the_storys_level,
    below_oneself,
    confirmed,
    decided_by_another,
    decided_by_oneself,
    discussion_offered,
    discussion_open,
    editor,
    filed_by_another,
    handles_urgent,
    here_long_enough,
    in_time_to_appeal,
    moderator,
    not_about_oneself,
    not_banned,
    not_its_decider,
    not_oneself,
    not_own,
    not_read_only,
    not_suspended,
    not_warned,
    of_danger,
    own,
    owner,
    proposed_by_another,
    published,
    reports_heard,
    second_factor,
    signed_in,
    staff,
    still_there,
    story_public,
    system,
)

LINES: dict[P, list[list[Question]]] = {
    P.ACCOUNT_CLOSE: [[signed_in]],
    P.ACCOUNT_EXPORT: [[signed_in]],
    P.ACCOUNT_MANAGE: [[signed_in]],
    P.APPEAL_ANSWER: [[signed_in, moderator, not_its_decider, not_about_oneself]],
    P.APPEAL_FILE: [[signed_in, about_oneself_and_restricting, in_time_to_appeal]],
    P.APPEAL_READ: [[about_oneself], [moderator]],
    P.CASE_FILE_MAKE: [[signed_in, moderator, handles_urgent, not_own]],
    P.CHECKS_EDIT: [[signed_in, owner]],
    P.COMMENT_CREATE: [
        [
            discussion_offered,
            discussion_open,
            not_read_only,
            signed_in,
            not_banned,
            not_suspended,
            not_warned,
            confirmed,
            here_long_enough,
            at_the_storys_level,
        ]
    ],
    P.COMMENT_DELETE: [[signed_in, own, still_there]],
    P.COMMENT_EDIT: [[signed_in, own, still_there]],
    P.COMMENT_EDIT_NOW: [[signed_in, not_banned, own, still_there]],
    P.COMMENT_HISTORY: [[own], [moderator]],
    P.COMMENT_MODERATE: [[signed_in, moderator, not_own]],
    P.COMMENT_READ: [[published], [own], [staff]],
    P.COMMENT_REPORT: [[published, not_own, reports_heard]],
    P.DECISION_READ: [[about_oneself], [moderator]],
    P.DECISION_UNDO: [[signed_in, moderator, decided_by_oneself]],
    P.DESK_ENTER: [[signed_in, moderator]],
    P.FACTOR_ADD: [[signed_in, confirmed]],
    P.FACTOR_FORGET: [[signed_in, owner, not_oneself], [system]],
    P.LEGAL_HOLD_READ: [[signed_in, moderator, handles_urgent]],
    P.NOTICE_DECIDE: [[signed_in, moderator, handles_urgent, filed_by_another]],
    P.NOTICE_FILE: [[reports_heard], [of_danger]],
    P.ORDER_RECORD: [[signed_in, moderator, handles_urgent]],
    P.PERSON_INSPECT: [[signed_in, moderator]],
    P.PERSON_MUTE: [[signed_in, not_oneself]],
    P.PERSON_SUSPEND: [[signed_in, moderator, not_oneself, below_oneself]],
    P.PROFILE_PUBLISH: [[signed_in, not_banned, not_suspended, confirmed]],
    P.PROPOSAL_SETTLE: [[signed_in, moderator, proposed_by_another]],
    P.QUALITY_COMPARE: [[signed_in, owner]],
    P.ROLE_GRANT: [[signed_in, owner, not_oneself], [system]],
    P.SECOND_LOOK_GIVE: [[signed_in, moderator, decided_by_another, not_about_oneself]],
    P.SETTINGS_EDIT: [[signed_in, owner]],
    P.STORY_EDIT: [[signed_in, editor], [system]],
    P.STORY_READ: [[story_public], [staff]],
    P.SUBSCRIPTION_GRANT: [[signed_in, owner], [system]],
    P.SUBSCRIPTION_TAKE: [[signed_in, not_banned, confirmed]],
    P.SYSTEM_WORK: [[system]],
    P.THREAD_LOCK: [[signed_in, moderator], [editor]],
    P.THREAD_PROTECT: [[signed_in, moderator]],
    P.URGENT_HANDLE: [[signed_in, moderator, handles_urgent]],
    P.WINDOW_REVERSE: [[signed_in, owner]],
    P.WARNING_ACKNOWLEDGE: [[signed_in, about_oneself]],
}

STAFF = {staff, moderator, editor, owner}


def _guarded(line: list[Question]) -> list[Question]:
    """Where the site asks its staff for a second factor, no line that a role opens is open without one."""
    last = max((number for number, question in enumerate(line, 1) if question in STAFF), default=0)
    return [*line[:last], second_factor, *line[last:]] if last else line


TABLE = {permission: [_guarded(line) for line in lines] for permission, lines in LINES.items()}
