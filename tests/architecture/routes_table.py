"""The table of addresses: who gets which status where, and what the forms hold. Read by ``test_routes``.

One word after the address says whose or what thing it is: ``own`` the person's own comment, ``held`` somebody's that
waits for a moderator, ``draft`` and ``withdrawn`` a story that is not public. ``in`` means 303 to the sign-in page.
"""

from datetime import timedelta

from discuss import clock
from discuss.stories import formats
from discuss.stories.actions import document_of
from tests.services.visitor import PASSWORD

#                                                                vis  unc  mem  sub  lap  sus  mod  edi  own
TABLE = """
GET  /                                                            200
GET  /account                                                     in   200  200  200  200  200  200  200  200
GET  /account/close                                               in   200  200  200  200  200  200  200  200
POST /account/close                                               in   303  303  303  303  303  303  303  403
GET  /account/confirm                                             in   200  303  303  303  303  303  303  303
POST /account/confirm                                             in   200  200  200  200  200  200  200  200
GET  /account/data                                                in   200  200  200  200  200  200  200  200
POST /account/data                                                in   200  200  200  200  200  200  200  200
GET  /account/decisions                                           in   200  200  200  200  200  200  200  200
GET  /account/muted                                               in   200  200  200  200  200  200  200  200
GET  /account/profile                                             in   200  200  200  200  200  200  200  200
POST /account/profile                                             in   422  303  303  303  422  303  303  303
GET  /account/prove                                               in   200  200  200  200  200  200  200  200
POST /account/prove                                               in   303  303  303  303  303  303  303  303
POST /account/prove/question                                      in   200  200  200  200  200  200  200  200
GET  /account/security                                            in   200  200  200  200  200  200  200  200
GET  /account/security/app                                        in   402  200  200  200  200  200  200  200
POST /account/security/app                                        in   402  422  422  422  422  422  422  422
GET  /account/security/app/remove                                 in   404  404  404  404  404  404  404  404
POST /account/security/app/remove                                 in   409  409  409  409  409  409  409  409
POST /account/security/email                                      in   200  200  200  200  200  200  200  200
POST /account/security/passkeys                                   in   402  422  422  422  422  422  422  422
GET  /account/security/passkeys/<int:passkey_id>                  in   404  404  404  404  404  404  404  404
POST /account/security/passkeys/<int:passkey_id>/name             in   404  404  404  404  404  404  404  404
POST /account/security/passkeys/<int:passkey_id>/remove           in   404  404  404  404  404  404  404  404
POST /account/security/passkeys/question                          in   402  200  200  200  200  200  200  200
POST /account/security/password                                   in   303  303  303  303  303  303  303  303
POST /account/security/recovery-codes                             in   409  409  409  409  409  409  409  409
POST /account/security/sessions                                   in   303  303  303  303  303  303  303  303
GET  /account/subscription                                        in   200  200  200  200  200  200  200  200
POST /account/subscription/end                                    in   303  303  303  303  303  303  303  303
GET  /comments/<int:comment_id>/delete                            in   403  403  403  403  403  403  403  403
GET  /comments/<int:comment_id>/delete own                        in   200  200  200  200  200  200  200  200
POST /comments/<int:comment_id>/delete                            in   403  403  403  403  403  403  403  403
POST /comments/<int:comment_id>/delete own                        in   303  303  303  303  303  303  303  303
GET  /comments/<int:comment_id>/edit                              in   403  403  403  403  403  403  403  403
GET  /comments/<int:comment_id>/edit own                          in   200  200  200  200  200  200  200  200
POST /comments/<int:comment_id>/edit                              in   403  403  403  403  403  403  403  403
POST /comments/<int:comment_id>/edit own                          in   303  303  303  303  303  303  303  303
GET  /comments/<int:comment_id>/reply                             200
GET  /comments/<int:comment_id>/reply held                        404  404  404  404  404  404  200  200  200
GET  /comments/<int:comment_id>/report                            200
GET  /comments/<int:comment_id>/report held                       404
GET  /comments/<int:comment_id>/report own                        200  403  403  403  403  403  403  403  403
POST /comments/<int:comment_id>/reports                           303
POST /comments/<int:comment_id>/reports held                      404
POST /comments/<int:comment_id>/reports own                       303  403  403  403  403  403  403  403  403
POST /comments/preview                                            200
GET  /confirm/<token>                                             404
POST /confirm/<token>                                             404
GET  /appeals/<int:appeal_id>                                     404  404  404  404  404  404  200  404  200
GET  /appeals/<int:appeal_id> own                                 404  200  200  200  200  200  200  200  200
POST /appeals/<int:appeal_id>/answer                              404  404  404  404  404  404  303  404  303
POST /appeals/<int:appeal_id>/answer own                          404  403  403  403  403  403  403  403  403
GET  /contact                                                     200
POST /decisions/<int:decision_id>/acknowledge                     404  404  404  404  404  404  403  404  403
POST /decisions/<int:decision_id>/acknowledge own                 404  303  303  303  303  303  303  303  303
POST /decisions/<int:decision_id>/appeals                         404  404  404  404  404  404  403  404  403
POST /decisions/<int:decision_id>/appeals own                     404  303  303  303  303  303  303  303  303
POST /decisions/<int:decision_id>/undo                            in   403  403  403  403  403  403  403  403
GET  /decisions/<int:decision_id>                                 404  404  404  404  404  404  200  404  200
GET  /decisions/<int:decision_id> own                             404  200  200  200  200  200  200  200  200
GET  /editor/stories                                              in   403  403  403  403  403  403  200  200
POST /editor/stories                                              in   403  403  403  403  403  403  303  303
GET  /editor/stories/<slug>                                       in   403  403  403  403  403  403  200  200
POST /editor/stories/<slug>                                       in   403  403  403  403  403  403  303  303
GET  /editor/stories/<slug>/export                                in   403  403  403  403  403  403  200  200
POST /editor/stories/<slug>/publish                               in   403  403  403  403  403  403  303  303
GET  /editor/stories/<slug>/revisions/<int:number>                in   403  403  403  403  403  403  200  200
POST /editor/stories/<slug>/withdraw                              in   403  403  403  403  403  403  303  303
GET  /editor/stories/new                                          in   403  403  403  403  403  403  200  200
GET  /feed.atom                                                   200
GET  /healthz                                                     200
GET  /moderation                                                  in   403  403  403  403  403  303  403  303
GET  /moderation-log                                              200
GET  /moderation-log.csv                                          200
GET  /moderation-log/<int:entry_id>                               200
GET  /moderation-log/feed.atom                                    200
GET  /moderation/<queue>                                          in   403  403  403  403  403  200  403  200
GET  /moderation/<queue>/changes                                  in   403  403  403  403  403  200  403  200
POST /moderation/claims/release                                   in   403  403  403  403  403  303  403  303
GET  /moderation/comments/<int:comment_id>/case-file              in   403  403  403  403  403  403  403  200
POST /moderation/comments/<int:comment_id>/case-file              in   403  403  403  403  403  403  403  200
POST /moderation/comments/<int:comment_id>/case-file/cleared      in   403  403  403  403  403  403  403  409
POST /moderation/comments/<int:comment_id>/claim                  in   403  403  403  403  403  303  403  303
POST /moderation/comments/<int:comment_id>/claim own              in   403  403  403  403  403  403  403  403
POST /moderation/comments/<int:comment_id>/notes                  in   403  403  403  403  403  303  403  303
POST /moderation/comments/<int:comment_id>/proposals              in   403  403  403  403  403  409  403  409
POST /moderation/decisions                                        in   403  403  403  403  403  303  403  303
GET  /moderation/comments/<int:comment_id>/decision               in   403  403  403  403  403  200  403  200
POST /moderation/comments/<int:comment_id>/decision               in   403  403  403  403  403  303  403  303
POST /moderation/comments/<int:comment_id>/decision own           in   403  403  403  403  403  403  403  403
POST /moderation/comments/<int:comment_id>/decision held          in   403  403  403  403  403  303  403  303
GET  /moderation/legal-holds                                      in   403  403  403  403  403  403  403  200
GET  /moderation/legal-holds/<int:hold_id>                        in   403  403  403  403  403  403  403  200
POST /moderation/legal-holds/<int:hold_id>                        in   403  403  403  403  403  403  403  200
GET  /moderation/notices                                          in   403  403  403  403  403  403  403  200
GET  /moderation/notices/<int:notice_id>                          in   403  403  403  403  403  403  403  200
POST /moderation/notices/<int:notice_id>                          in   403  403  403  403  403  403  403  303
GET  /moderation/orders                                           in   403  403  403  403  403  403  403  200
POST /moderation/orders                                           in   403  403  403  403  403  403  403  303
GET  /moderation/orders/<int:order_id>                            in   403  403  403  403  403  403  403  200
POST /moderation/orders/<int:order_id>                            in   403  403  403  403  403  403  403  303
GET  /moderation/people/<handle>/acts                             in   403  403  403  403  403  403  403  200
POST /moderation/people/<handle>/acts                             in   403  403  403  403  403  403  403  409
GET  /moderation/people/<handle>                                  in   403  403  403  403  403  200  403  200
POST /moderation/people/<handle>/decision                         in   403  403  403  403  403  303  403  303
POST /moderation/people/<handle>/notes                            in   403  403  403  403  403  303  403  303
POST /moderation/people/<handle>/proposals                        in   403  403  403  403  403  303  403  303
POST /moderation/people/<handle>/removal                          in   403  403  403  403  403  303  403  303
GET  /moderation/disagreements                                    in   403  403  403  403  403  403  403  200
GET  /moderation/pause                                            in   403  403  403  403  403  200  403  200
POST /moderation/pause                                            in   403  403  403  403  403  303  403  303
GET  /moderation/proposals                                        in   403  403  403  403  403  200  403  200
POST /moderation/proposals/<int:proposal_id>                      in   403  403  403  403  403  303  403  303
GET  /moderation/quality                                          in   403  403  403  403  403  200  403  200
GET  /moderation/second-looks                                     in   403  403  403  403  403  200  403  200
POST /moderation/second-looks                                     in   403  403  403  403  403  303  403  303
POST /moderation/second-looks/<int:look_id>                       in   403  403  403  403  403  303  403  303
POST /moderation/soften                                           in   403  403  403  403  403  303  403  303
GET  /moderation/stories                                          in   403  403  403  403  403  200  403  200
POST /moderation/stories/<slug>/decision                          in   403  403  403  403  403  303  403  303
POST /moderation/people/<handle>/suspend                          in   403  403  403  403  403  303  403  303
GET  /moderation/stories/<slug>                                   in   403  403  403  403  403  200  403  200
POST /moderation/stories/<slug>/lock                              in   403  403  403  403  403  303  403  303
POST /moderation/stories/<slug>/raid                              in   403  403  403  403  403  303  403  303
POST /notices                                                     303
GET  /notices/<token>                                             404
GET  /notices/new                                                 200
GET  /people/<handle>                                             200
POST /people/<handle>/mute                                        in   303  303  303  303  303  303  303  303
POST /people/<handle>/mute own                                    in   403  403  403  403  403  403  403  403
GET  /preferences/theme                                           200
POST /preferences/theme                                           303
GET  /privacy                                                     200
GET  /readyz                                                      200
GET  /reset                                                       200
POST /reset                                                       200
GET  /reset/<token>                                               404
POST /reset/<token>                                               404
GET  /robots.txt                                                  200
GET  /rules                                                       200
GET  /rules/<int:number>                                          200
GET  /settings/checks                                             in   403  403  403  403  403  403  403  200
GET  /settings/checks/<check>                                     in   403  403  403  403  403  403  403  200
GET  /settings/checks/<check>/replays                             in   403  403  403  403  403  403  403  200
POST /settings/checks/<check>/replays                             in   403  403  403  403  403  403  403  303
GET  /settings/checks/<check>/replays/<int:replay_id>             in   403  403  403  403  403  403  403  200
GET  /settings/checks/<check>/replays/<int:replay_id>/progress    in   403  403  403  403  403  403  403  200
POST /settings/checks/<check>/replays/<int:replay_id>/switch-on   in   403  403  403  403  403  403  403  303
POST /settings/checks/<check>/try                                 in   403  403  403  403  403  403  403  200
POST /settings/checks/try                                         in   403  403  403  403  403  403  403  200
GET  /settings/offers                                             in   403  403  403  403  403  403  403  200
POST /settings/offers                                             in   403  403  403  403  403  403  403  303
GET  /settings/rules/<int:number>                                 in   403  403  403  403  403  403  403  200
POST /settings/rules/<int:number>                                 in   403  403  403  403  403  403  403  303
GET  /settings/people                                             in   403  403  403  403  403  403  403  200
POST /settings/people/<handle>/plan                               in   403  403  403  403  403  403  403  303
POST /settings/people/<handle>/factors                            in   403  403  403  403  403  403  403  409
POST /settings/people/<handle>/role                               in   403  403  403  403  403  403  403  303
POST /settings/people/<handle>/urgent                             in   403  403  403  403  403  403  403  422
GET  /sign-in                                                     200  303  303  303  303  303  303  303  303
POST /sign-in                                                     422
POST /sign-in/passkey                                             422
POST /sign-in/passkey/question                                    200
GET  /sign-in/second                                              in   303  303  303  303  303  303  303  303
POST /sign-in/second                                              in   in   in   in   in   in   in   in   in
POST /sign-out                                                    303
GET  /sign-up                                                     200  303  303  303  303  303  303  303  303
POST /sign-up                                                     200  403  403  403  403  403  403  403  403
GET  /sitemap.xml                                                 200
GET  /static/<digest>/<path:path>                                 200
GET  /stories/<slug>                                              200
GET  /stories/<slug> draft                                        404  404  404  404  404  404  200  200  200
GET  /stories/<slug> withdrawn                                    410  410  410  410  410  410  410  200  200
GET  /stories/<slug>/changes                                      200
GET  /stories/<slug>/changes draft                                404
GET  /stories/<slug>/changes withdrawn                            410
POST /stories/<slug>/comments                                     in   402  402  303  402  403  303  303  303
POST /stories/<slug>/comments draft                               404  404  404  404  404  404  403  403  403
POST /stories/<slug>/comments withdrawn                           410  410  410  410  410  410  410  403  403
GET  /stories/<slug>/comments/<int:comment_id>                    200
GET  /stories/<slug>/comments/<int:comment_id> held               404  404  404  404  404  404  200  200  200
GET  /stories/<slug>/comments/<int:comment_id> withdrawn          410  410  410  410  410  410  410  200  200
GET  /stories/<slug>/comments/new                                 200
GET  /stories/<slug>/comments/new draft                           404  404  404  404  404  404  200  200  200
GET  /stories/<slug>/feed.atom                                    200
GET  /stories/<slug>/moderation-log                               200
GET  /stories/<slug>/moderation-log draft                         404  404  404  404  404  404  200  200  200
GET  /stories/<slug>/moderation-log withdrawn                     410  410  410  410  410  410  410  200  200
GET  /stories/<slug>/feed.atom draft                              404
GET  /subscribe                                                   200
POST /subscribe                                                   in   402  303  303  303  303  303  303  303
GET  /terms                                                       200
GET  /transparency                                                200
GET  /transparency.csv                                            200
GET  /transparency.json                                           200
"""

FORMS = {
    "POST /account/close": {"password": PASSWORD, "words": "keep"},
    "POST /account/data": {"password": PASSWORD},
    "POST /account/prove": {"password": PASSWORD},
    "POST /account/profile": {"name": lambda world: f"Ada {world.story.slug}", "about": "", "reading": "plain"},
    "POST /account/security/app": {"offer": "made-up", "code": "123456"},
    "POST /account/security/email": {"email": "new@example.org", "email_password": PASSWORD},
    "POST /account/security/password": {"old": PASSWORD, "password": "seven green bottles on a wall"},
    "POST /account/security/passkeys": {"name": "Blue key", "passkey": "{}"},
    "POST /account/security/passkeys/<int:passkey_id>/name": {"name": "Blue key"},
    "POST /account/security/sessions": {"session": "others"},
    "POST /comments/<int:comment_id>/edit": {"body": "It reads better in other words."},
    "POST /comments/<int:comment_id>/reports": {"category": "off-topic"},
    "POST /comments/preview": {"body": "Some words.", "story": lambda world: world.story.slug},
    "POST /editor/stories": {"source": lambda world: formats.write(document_of(world.story), "markdown")},
    "POST /editor/stories/<slug>": {
        "source": lambda world: formats.write(document_of(world.story), "markdown"),
        "revision": lambda world: world.story.revision,
    },
    "POST /editor/stories/<slug>/withdraw": {"reason": "It was not ours to tell."},
    "POST /appeals/<int:appeal_id>/answer": {"action": "overturn", "reason": "It stands in the story."},
    "POST /decisions/<int:decision_id>/appeals": {"explanation": "It stands in the story."},
    "POST /moderation/comments/<int:comment_id>/decision": {
        "action": "remove",
        "rule": "1",
        "reason": "It is about another story.",
        "version": lambda world: world.comment.version,
    },
    "POST /moderation/comments/<int:comment_id>/case-file": {"why": "It threatens a neighbour."},
    "POST /moderation/comments/<int:comment_id>/claim": {"action": "claim"},
    "POST /moderation/comments/<int:comment_id>/notes": {"note": "It has come up before."},
    "POST /moderation/comments/<int:comment_id>/proposals": {"rule": "4", "reason": "It names a child."},
    "POST /moderation/decisions": {
        "action": "keep",
        "pick": lambda world: f"{world.comment.id}:{world.comment.version}",
    },
    "POST /moderation/people/<handle>/acts": {
        "since": "2020-01-01T00:00",
        "until": "2100-01-01T00:00",
        "reason": "Somebody else sat at this desk.",
    },
    "POST /moderation/people/<handle>/decision": {"action": "warn", "rule": "2", "reason": "Several attacks."},
    "POST /moderation/people/<handle>/notes": {"note": "It has come up before."},
    "POST /moderation/people/<handle>/proposals": {"rule": "8", "reason": "It is a second account."},
    "POST /moderation/people/<handle>/removal": {"rule": "5", "reason": "All of it is advertising."},
    "POST /moderation/proposals/<int:proposal_id>": {"action": "confirm"},
    "POST /moderation/second-looks": {"action": "take"},
    "POST /moderation/second-looks/<int:look_id>": {"action": "remove", "rule": "2"},
    "POST /moderation/soften": {"on": "1"},
    "POST /moderation/stories/<slug>/decision": {
        "action": "slow",
        "seconds": "60",
        "reason": "It has become very fast.",
    },
    "POST /moderation/people/<handle>/suspend": {
        "action": "suspend",
        "until": lambda _: f"{clock.now() + timedelta(days=3):%Y-%m-%d}",
        "rule": "2",
        "reason": "Several attacks on people.",
    },
    "POST /moderation/stories/<slug>/lock": {"action": "lock", "reason": "It has run its course."},
    "POST /moderation/stories/<slug>/raid": {
        "action": "raid",
        "mode": "hold",
        "hours": "3",
        "rule": "2",
        "reason": "Many came at once.",
    },
    "POST /moderation/legal-holds/<int:hold_id>": {"why": "The police ask, reference 17."},
    "POST /moderation/notices/<int:notice_id>": {"outcome": "refused", "statement": "It is within the law."},
    "POST /moderation/orders": {
        "authority": "District Court of Northport",
        "authority_reference": "4 C 17/26",
        "country": "DE",
        "kind": "act",
        "category": "hatred",
        "about": lambda world: f"Remove /stories/{world.story.slug}/comments/{world.comment.id}.",
        "received_at": "2026-11-26T09:00",
    },
    "POST /moderation/orders/<int:order_id>": {
        "action": "done",
        "statement": "The comment was removed.",
        "settled_at": lambda _: f"{clock.now():%Y-%m-%dT%H:%M:%S.%f}",
    },
    "POST /notices": {
        "address": lambda world: f"/stories/{world.story.slug}/comments/{world.comment.id}",
        "category": "threat",
        "law": "Criminal Code, section 241",
        "explanation": "It threatens my neighbour.",
        "name": "Nora Notifier",
        "email": "nora@example.org",
        "good_faith": "1",
    },
    "POST /people/<handle>/mute": {"on": "1"},
    "POST /settings/rules/<int:number>": {
        "title": "Speak of the matter",
        "example": "The figure is wrong, and here is why.",
        "tombstone": "It spoke of a person.",
        "message": "Your comment speaks of a person.",
        "reason": "The old words were misread.",
        "version": "1",
    },
    "POST /preferences/theme": {"theme": "dark"},
    "POST /reset": {"email": "somebody@example.org"},
    "POST /reset/<token>": {"password": "seven green bottles on a wall"},
    "POST /settings/checks/<check>/replays": {"enabled": "on", "most": "7", "reason": "Too many wait.", "version": "1"},
    "POST /settings/checks/<check>/try": {"enabled": "on", "most": "7", "text": "Some words.", "author": "known"},
    "POST /settings/checks/try": {"text": "Some words.", "author": "newcomer"},
    "POST /settings/offers": {"plan": "paid", "price": "4 a month", "sold_at": "https://shop.example/paid"},
    "POST /settings/people/<handle>/plan": {
        "plan": "comped",
        "until": lambda _: f"{clock.now() + timedelta(days=30):%Y-%m-%d}",
    },
    "POST /settings/people/<handle>/role": {"role": "moderator"},
    "POST /settings/people/<handle>/urgent": {"urgent": "1"},
    "POST /sign-in": {"email": "nobody@example.org", "password": "not the password"},
    "POST /sign-in/passkey": {"passkey": "{}"},
    "POST /sign-in/second": {"code": "123456"},
    "POST /sign-up": {
        "name": "Grace Example",
        "email": "grace@example.org",
        "password": "seven green bottles on a wall",
        "agreed": "1",
    },
    "POST /stories/<slug>/comments": {"body": "I read the report twice, and it says the opposite."},
    "POST /subscribe": {"plan": "free"},
}
