"""The whole policy. A permission holds if every question on any one line is answered yes.

The first line of a permission is the ordinary person's; its first unanswered question is what a refusal names.
"""

from discuss.policy.permissions import Permission as P
from discuss.policy.predicates import (
    Question,
    about_oneself,
    at_the_storys_level,
    below_oneself,
    confirmed,
    discussion_offered,
    discussion_open,
    editor,
    moderator,
    not_banned,
    not_oneself,
    not_own,
    not_suspended,
    own,
    owner,
    published,
    signed_in,
    staff,
    still_there,
    story_public,
    system,
)

TABLE: dict[P, list[list[Question]]] = {
    P.ACCOUNT_CLOSE: [[signed_in]],
    P.ACCOUNT_EXPORT: [[signed_in]],
    P.ACCOUNT_MANAGE: [[signed_in]],
    P.COMMENT_CREATE: [
        [discussion_offered, discussion_open, signed_in, not_banned, not_suspended, confirmed, at_the_storys_level]
    ],
    P.COMMENT_DELETE: [[signed_in, own, still_there]],
    P.COMMENT_EDIT: [[signed_in, own, still_there]],
    P.COMMENT_HISTORY: [[own], [moderator]],
    P.COMMENT_MODERATE: [[signed_in, moderator, not_own]],
    P.COMMENT_READ: [[published], [own], [staff]],
    P.COMMENT_REPORT: [[published, not_own]],
    P.DECISION_READ: [[about_oneself], [moderator]],
    P.DESK_ENTER: [[signed_in, moderator]],
    P.PERSON_INSPECT: [[signed_in, moderator]],
    P.PERSON_SUSPEND: [[signed_in, moderator, not_oneself, below_oneself]],
    P.ROLE_GRANT: [[signed_in, owner, not_oneself], [system]],
    P.SETTINGS_EDIT: [[signed_in, owner]],
    P.STORY_EDIT: [[signed_in, editor], [system]],
    P.STORY_READ: [[story_public], [staff]],
    P.SUBSCRIPTION_GRANT: [[signed_in, owner], [system]],
    P.SUBSCRIPTION_TAKE: [[signed_in, not_banned, confirmed]],
    P.SYSTEM_WORK: [[system]],
    P.THREAD_LOCK: [[signed_in, moderator], [editor]],
}
