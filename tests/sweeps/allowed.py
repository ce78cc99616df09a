"""Who may see what where: the table that ``test_no_leaks`` holds the site to.

A line at the margin names marks of :mod:`tests.sweeps.world`; below it stand the places where they may be seen, and by
whom. A word in brackets stands for several addresses, see ``PLACES``; a word for people may stand for several, see
``PEOPLE``. ``holder`` has no account, but the secret from a mail; ``MAIL`` is what is mailed to somebody. A mark that
is not in the table (hashes, a form's key, the words kept beside a decision) is seen by nobody.
"""

CALLERS = ("visitor", "subscriber", "lapsed", "author", "moderator", "editor", "owner", "holder")

PEOPLE = {
    "everybody": CALLERS[:-1],
    "readers": ("visitor", "subscriber", "lapsed"),
    "staff": ("moderator", "editor", "owner"),
    "desk": ("moderator", "owner"),
    "editors": ("editor", "owner"),
}

PLACES = {
    # A comment's card on the desk, with its reports and decisions; forms that are refused show it again.
    "(cards)": (
        "GET /moderation/comments/<int:comment_id>/decision",
        "POST /moderation/comments/<int:comment_id>/decision",
        "GET /moderation/people/<handle>",
        "POST /moderation/people/<handle>/suspend",
        "GET /moderation/stories/<slug>",
        "POST /moderation/stories/<slug>/lock",
        "POST /moderation/stories/<slug>/raid",
        "POST /moderation/stories/<slug>/decision",
        "POST /moderation/comments/<int:comment_id>/notes",
        "POST /moderation/comments/<int:comment_id>/proposals",
        "POST /moderation/people/<handle>/decision",
        "POST /moderation/people/<handle>/notes",
        "POST /moderation/people/<handle>/proposals",
        "POST /moderation/people/<handle>/removal",
    ),
    # A card with its author's pane, where moderators' notes stand.
    "(noted)": (
        "GET /moderation/<queue>",
        "GET /moderation/comments/<int:comment_id>/decision",
        "POST /moderation/comments/<int:comment_id>/decision",
        "POST /moderation/comments/<int:comment_id>/notes",
        "POST /moderation/comments/<int:comment_id>/proposals",
    ),
    # One person on the desk.
    "(person)": (
        "GET /moderation/people/<handle>",
        "POST /moderation/people/<handle>/decision",
        "POST /moderation/people/<handle>/notes",
        "POST /moderation/people/<handle>/proposals",
        "POST /moderation/people/<handle>/removal",
        "POST /moderation/people/<handle>/suspend",
    ),
    # A published comment: the pages that show it to everybody.
    "(page)": (
        "GET /comments/<int:comment_id>/reply",
        "GET /people/<handle>",
        "GET /stories/<slug>",
        "GET /stories/<slug>/comments/<int:comment_id>",
        "GET /stories/<slug>/comments/new",
        "GET /stories/<slug>/feed.atom",
    ),
    "(appealing)": ("GET /appeals/<int:appeal_id>", "POST /appeals/<int:appeal_id>/answer"),
    "(log)": (
        "GET /moderation-log.csv",
        "GET /moderation-log/feed.atom",
        "GET /stories/<slug>/moderation-log",
    ),
    "(notice)": ("GET /moderation/notices/<int:notice_id>", "POST /moderation/notices/<int:notice_id>"),
    "(orders)": ("GET /moderation/orders", "POST /moderation/orders"),
    "(order)": ("GET /moderation/orders/<int:order_id>", "POST /moderation/orders/<int:order_id>"),
    # What one moderator has decided, for owners.
    "(window)": ("GET /moderation/people/<handle>/acts", "POST /moderation/people/<handle>/acts"),
    "(queues)": ("GET /moderation/<queue>",),
    "(editing)": (
        "GET /editor/stories/<slug>",
        "GET /editor/stories/<slug>/export",
        "POST /editor/stories/<slug>/withdraw",
    ),
    "(reporting)": ("GET /comments/<int:comment_id>/report", "POST /comments/<int:comment_id>/reports"),
    "(changing)": ("GET /comments/<int:comment_id>/delete", "GET /comments/<int:comment_id>/edit"),
    # Finding people, which a refused change of one shows again.
    "(finding)": (
        "GET /settings/people",
        "POST /settings/people/<handle>/plan",
        "POST /settings/people/<handle>/role",
        "POST /settings/people/<handle>/urgent",
    ),
    "(security)": (
        "GET /account/security",
        "POST /account/security/email",
        "POST /account/security/passkeys",
        "POST /account/security/password",
        "POST /account/data",
    ),
}

TABLE = """
about
    GET /account                                         author
    GET /account/profile                                 author
    GET /people/<handle>                                 everybody
    POST /account/data                                   author
author-email
    (security)                                           author
    GET /account/security/app                            author
    POST /account/security/app                           author
    POST /account/security/passkeys/question             author
    (finding)                                            owner
browser network
    (security)                                           author
draft
    GET /stories/<slug>/comments/new                     lapsed
    POST /account/data                                   lapsed
draft-earlier gone-earlier open-earlier
    GET /editor/stories/<slug>/revisions/<int:number>    editors
draft-headline
    GET /moderation/stories                              desk
    (cards)                                              desk
    (editing)                                            editors
    (queues)                                             desk
    GET /comments/<int:comment_id>/reply                 staff
    GET /editor/stories                                  editors
    GET /editor/stories/<slug>/revisions/<int:number>    editors
    GET /people/<handle>                                 desk
    GET /stories/<slug>                                  staff
    GET /stories/<slug>/comments/<int:comment_id>        staff
    GET /stories/<slug>/comments/new                     staff
    POST /comments/preview                               staff
    POST /editor/stories/<slug>                          editors
    POST /stories/<slug>/comments                        staff
draft-text
    (editing)                                            editors
    GET /editor/stories/<slug>/revisions/<int:number>    editors
    GET /stories/<slug>                                  staff
    POST /comments/preview                               staff
earlier-wording refused-wording
    POST /account/data                                   author
explanation
    (cards)                                              desk
    POST /account/data                                   subscriber
finding
    (cards)                                              desk
    (queues)                                             desk
gone-headline
    (queues)                                             desk
    GET /moderation/stories                              desk
    (cards)                                              desk
    (changing)                                           author
    (editing)                                            editors
    GET /comments/<int:comment_id>/reply                 staff author
    GET /editor/stories                                  editors
    GET /editor/stories/<slug>/revisions/<int:number>    editors
    GET /people/<handle>                                 desk author
    GET /stories/<slug>                                  editors
    GET /stories/<slug>/comments/<int:comment_id>        editors
    GET /stories/<slug>/comments/new                     editors
    POST /comments/<int:comment_id>/edit                 author
    POST /comments/preview                               editors
    POST /editor/stories/<slug>                          editors
    POST /stories/<slug>/comments                        editors
gone-reason
    (changing)                                           subscriber lapsed
    (reporting)                                          readers
    GET /comments/<int:comment_id>/reply                 readers
    GET /stories/<slug>                                  readers author moderator
    GET /stories/<slug>/changes                          everybody
    GET /stories/<slug>/comments/<int:comment_id>        readers author moderator
    GET /stories/<slug>/comments/new                     readers author moderator
    GET /stories/<slug>/feed.atom                        everybody
    POST /comments/<int:comment_id>/edit                 subscriber lapsed
    POST /comments/preview                               readers author moderator
    POST /stories/<slug>/comments                        readers author moderator
gone-text
    (editing)                                            editors
    GET /editor/stories/<slug>/revisions/<int:number>    editors
    GET /stories/<slug>                                  editors
    POST /comments/preview                               editors
held
    (cards)                                              desk
    (changing)                                           author
    (queues)                                             desk
    GET /comments/<int:comment_id>/reply                 staff author
    GET /people/<handle>                                 desk author
    GET /stories/<slug>                                  author
    GET /stories/<slug>/comments/<int:comment_id>        staff author
    GET /stories/<slug>/comments/new                     staff author
    POST /account/data                                   author
held-in-draft
    (cards)                                              desk
    (queues)                                             desk
    GET /comments/<int:comment_id>/reply                 staff
    GET /people/<handle>                                 desk
    GET /stories/<slug>/comments/<int:comment_id>        staff
    GET /stories/<slug>/comments/new                     staff
    POST /account/data                                   author
    POST /stories/<slug>/comments                        staff
hold-reason
    (cards)                                              desk
    (queues)                                             desk
    GET /account/decisions                               author
    GET /decisions/<int:decision_id>                     desk author
    GET /stories/<slug>/comments/<int:comment_id>        desk
    POST /account/data                                   author
in-draft
    (queues)                                             desk
    (cards)                                              desk
    (reporting)                                          staff
    GET /comments/<int:comment_id>/reply                 staff
    GET /people/<handle>                                 desk
    GET /stories/<slug>                                  staff
    GET /stories/<slug>/comments/<int:comment_id>        staff
    GET /stories/<slug>/comments/new                     staff
    POST /account/data                                   author
    POST /stories/<slug>/comments                        staff
in-gone
    (queues)                                             desk
    (cards)                                              desk
    (changing)                                           author
    (reporting)                                          staff
    GET /comments/<int:comment_id>/reply                 staff author
    GET /people/<handle>                                 desk author
    GET /stories/<slug>                                  editors
    GET /stories/<slug>/comments/<int:comment_id>        editors
    GET /stories/<slug>/comments/new                     editors
    POST /account/data                                   author
    POST /stories/<slug>/comments                        editors
judge-email reporter-email
    (finding)                                            owner
judge-name
    (noted)                                              desk
    (person)                                             desk
    GET /people/<handle>                                 everybody
    (finding)                                            owner
keep-reason refuse-edit-reason remove-reason second-reason
    (cards)                                              desk
    GET /account/decisions                               author
    GET /decisions/<int:decision_id>                     desk author
    GET /moderation/<queue>                              desk
    POST /account/data                                   author
kept-wording later-wording published reply-to-removed reply-to-withdrawn restored standing-wording
    (queues)                                             desk
    (page)                                               everybody
    (cards)                                              desk
    (changing)                                           author
    (reporting)                                          staff readers
    POST /account/data                                   author
    POST /stories/<slug>/comments                        staff subscriber lapsed author
restored
    GET /decisions/<int:decision_id>                     desk author
calm-reason lock-reason raid-reason unlock-reason
    GET /moderation-log                                  everybody
    GET /moderation/<queue>                              desk
mailed-secret new-email
    GET /confirm/<token>                                 holder
open-headline
    GET /moderation/stories                              desk
    (cards)                                              desk
    (changing)                                           subscriber author
    (editing)                                            editors
    (queues)                                             desk
    GET /                                                everybody
    GET /comments/<int:comment_id>/reply                 everybody
    GET /editor/stories                                  editors
    GET /editor/stories/<slug>/revisions/<int:number>    editors
    GET /feed.atom                                       everybody
    GET /people/<handle>                                 everybody
    GET /stories/<slug>                                  everybody
    GET /stories/<slug>/comments/<int:comment_id>        everybody
    GET /stories/<slug>/comments/new                     everybody holder
    GET /stories/<slug>/feed.atom                        everybody
    POST /comments/<int:comment_id>/edit                 subscriber author
    POST /comments/preview                               everybody
    POST /editor/stories/<slug>                          editors
    POST /stories/<slug>/comments                        everybody
open-text
    (editing)                                            editors
    GET /comments/<int:comment_id>/reply                 everybody
    GET /editor/stories/<slug>/revisions/<int:number>    editors
    GET /stories/<slug>                                  everybody
    GET /stories/<slug>/comments/new                     everybody holder
    POST /comments/preview                               everybody
    POST /stories/<slug>/comments                        everybody
passkey-handle
    POST /account/security/passkeys/question             author
passkey-id
    POST /account/prove/question                         author
    POST /account/security/passkeys/question             author
passkey-name
    (security)                                           author
    GET /account/security/passkeys/<int:passkey_id>      author
    POST /account/security/passkeys/<int:passkey_id>/name  author
pending-wording
    (cards)                                              desk
    (queues)                                             desk
    POST /account/data                                   author
judge-name
    GET /account/muted                                   subscriber
judge-name
    GET /moderation/quality                              owner
judge-name second-reason
    GET /moderation/disagreements                        owner
later-wording looked-at open-headline restored
    GET /moderation/second-looks                         moderator
    POST /moderation/second-looks/<int:look_id>          moderator
looked-at
    (cards)                                              owner
    GET /comments/<int:comment_id>/reply                 staff author
    GET /decisions/<int:decision_id>                     owner author
    GET /people/<handle>                                 desk author
    GET /stories/<slug>                                  author
    GET /stories/<slug>/comments/<int:comment_id>        staff author
    GET /stories/<slug>/comments/new                     staff author
    POST /account/data                                   author
    POST /decisions/<int:decision_id>/appeals            author
    MAIL                                                 author
blind-reason
    (cards)                                              owner
    (window)                                             owner
    GET /account/decisions                               author
    GET /decisions/<int:decision_id>                     owner author
    GET /moderation/<queue>                              owner
    GET /stories/<slug>                                  author
    GET /stories/<slug>/comments/<int:comment_id>        desk author
    POST /account/data                                   author
    POST /decisions/<int:decision_id>/appeals            author
    MAIL                                                 author
remove-reason second-reason
    GET /stories/<slug>                                  author
    GET /stories/<slug>/comments/<int:comment_id>        desk author
removed removed-alone
    GET /decisions/<int:decision_id>                     desk author
    GET /stories/<slug>                                  author
removed removed-alone withdrawn withdrawn-alone
    (cards)                                              desk
    GET /comments/<int:comment_id>/reply                 staff author
    GET /people/<handle>                                 desk author
    GET /stories/<slug>/comments/<int:comment_id>        staff author
    GET /stories/<slug>/comments/new                     staff author
    POST /account/data                                   author
reporter-name
    (person)                                             desk
    GET /people/<handle>                                 everybody
    (finding)                                            owner
reporters-words visitors-words
    (cards)                                              desk
reset-secret
    GET /reset/<token>                                   holder
    POST /reset/<token>                                  holder
suspend-reason
    (person)                                             desk
    GET /decisions/<int:decision_id>                     desk
    GET /moderation/<queue>                              desk
visitors-draft
    GET /stories/<slug>/comments/new                     holder
author-email letter refuse-edit-reason remove-reason second-reason
    MAIL                                                 author
suspend-reason
    MAIL                                                 suspended
earlier-wording
    (cards)                                              desk
    (queues)                                             desk
note
    (noted)                                              desk
    (person)                                             desk
proposal-reason
    GET /moderation/proposals                            desk
    POST /moderation/proposals/<int:proposal_id>         desk
answer-reason
    (cards)                                              desk
    (person)                                             desk
    GET /account/decisions                               author
    GET /decisions/<int:decision_id>                     desk author
    GET /moderation/<queue>                              desk
    POST /account/data                                   author
answer-reason answered-words appeal-words
    (appealing)                                          desk
    GET /appeals/<int:appeal_id>                         author
    POST /account/data                                   author
appeal-words
    GET /moderation/<queue>                              desk
remove-reason removed removed-alone second-reason
    (appealing)                                          desk
    GET /appeals/<int:appeal_id>                         author
hold-reason quote refuse-edit-reason refused-wording remove-reason removed removed-alone second-reason
    POST /decisions/<int:decision_id>/appeals            author
quote refused-wording
    GET /decisions/<int:decision_id>                     desk author
quote
    POST /account/data                                   author
warn-reason
    (person)                                             desk
    GET /decisions/<int:decision_id>                     desk
    GET /moderation/<queue>                              desk
judge-name keep-reason lock-reason refuse-edit-reason remove-reason reporter-name second-reason suspend-reason
    (window)                                             owner
calm-reason raid-reason unlock-reason warn-reason
    (window)                                             owner
calm-reason lock-reason open-headline raid-reason unlock-reason
    (log)                                                everybody
open-headline
    GET /moderation-log                                  everybody
draft-headline
    GET /stories/<slug>/moderation-log                   staff
gone-headline
    GET /stories/<slug>/moderation-log                   editors
gone-reason
    GET /stories/<slug>/moderation-log                   readers author moderator
kept-wording later-wording published reply-to-removed reply-to-withdrawn restored standing-wording
    GET /notices/new                                     everybody
in-draft
    GET /notices/new                                     staff
in-gone
    GET /notices/new                                     staff author
open-explanation
    GET /moderation/notices                              owner
closed-explanation closed-law closed-notifier closed-notifier-email notice-statement open-headline
    (notice)                                             owner
open-explanation open-law open-notifier open-notifier-email
    (notice)                                             owner
closed-explanation closed-law notice-statement open-explanation open-law
    GET /notices/<token>                                 holder
open-court
    (orders)                                             owner
open-court open-court-number open-order order-outcome settled-court settled-court-number settled-order
    (order)                                              owner
answer-reason held held-in-draft hold-reason quote refused-wording removed removed-alone
    MAIL                                                 author
keep-reason open-headline
    MAIL                                                 subscriber reporter
reporter-email reporter-name
    MAIL                                                 reporter
warn-reason
    MAIL                                                 suspended
case-file-why
    GET /moderation/legal-holds                          owner
check-reason
    GET /settings/checks/<check>                         owner
    POST /settings/checks/<check>/replays                owner
    POST /settings/checks/<check>/try                    owner
replay-reason
    GET /settings/checks/<check>/replays                 owner
published held held-in-draft removed in-draft in-gone replay-reason draft-headline gone-headline open-headline
    GET /settings/checks/<check>/replays/<int:replay_id> owner
"""


def cells(who: str) -> set[tuple[str, str]]:
    """Return the marks that ``who`` may see, each with the route where it is seen."""
    found: set[tuple[str, str]] = set()
    marks: list[str] = []
    for line in TABLE.splitlines():
        if not line.startswith(" "):
            marks = line.split()
            continue
        place, people = line[:57].strip(), line[57:].split()
        if who in {one for word in people for one in PEOPLE.get(word, (word,))}:
            found |= {(mark, route) for mark in marks for route in PLACES.get(place, (place,))}
    return found
