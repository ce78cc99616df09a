"""For every address that stores something: a request that is right in every way, to be spoilt in one."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pyotp

from discuss import clock
from discuss.accounts import app_codes
from discuss.accounts.models import Person
from discuss.accounts.sealing import Sealer
from discuss.moderation.actions import decide
from discuss.moderation.rulings import Ruling
from discuss.stories import formats
from discuss.stories.actions import document_of
from discuss.stories.document import StoryDocument
from tests import factories as make
from tests.architecture.routes_table import FORMS
from tests.services.authenticator import Authenticator
from tests.services.databases import KEY
from tests.services.visitor import PASSWORD, TOKEN_PAGE, Visitor
from tests.sweeps.world import World


@dataclass(frozen=True)
class Write:
    """Who may send what where. ``optional`` fields may be left out; ``stores`` is False where nothing is kept."""

    who: str
    path: str
    form: dict[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    stores: bool = True
    first: Callable[[Visitor], dict[str, str]] | None = None  # what goes before in the same browser; gives more fields

    @property
    def required(self) -> list[str]:
        """The fields without which it is no request."""
        return [name for name in self.form if name not in self.optional]


def add_people(world: World) -> None:
    """Add those who may write less than a subscriber, and words of a moderator's own."""
    world.people["unconfirmed"] = make.member(name="Una Unconfirmed", email_confirmed_at=None)
    world.people["member"] = make.member(name="Mo Member")
    kept = make.comment(on=world.stories["open"], by=world.people["subscriber"])
    keep = Ruling(action="keep", version=kept.version)
    world.decisions["moderators-own"] = decide(make.actor(world.people["moderator"]), kept, keep)
    world.comments["moderators-own"] = make.comment(on=world.stories["open"], by=world.people["moderator"])


def writes(world: World) -> dict[str, Write]:
    """Return the right request for each route that takes a POST."""
    story, draft = world.stories["open"], world.stories["draft"]
    other, own, removed = world.comments["other"], world.comments["published"], world.comments["removed"]
    handle, secrets = world.people["subscriber"].handle, world.secrets
    named = SimpleNamespace(story=story, comment=other, author=world.people["author"])

    def form(route: str, **more: str) -> dict[str, str]:
        given = {name: value(named) if callable(value) else value for name, value in FORMS.get(route, {}).items()}
        return {name: str(value) for name, value in (given | more).items()}

    def given_password(somebody: Visitor) -> dict[str, str]:
        somebody.post("/sign-in", {"email": author.email, "password": PASSWORD}, page="/sign-in")
        somebody.token = ""
        return {}

    author, codes = world.people["author"], world.people["author"].recovery_codes
    passkey = f"/account/security/passkeys/{world.passkeys['own'].id}"
    document = document_of(story)
    words = {"body": "I read it twice.", "side": "critics", "about": "p2", "idempotency_key": "a-key-of-one-form"}
    return {
        f"POST {route}": replace(write, form=form(f"POST {route}", **write.form))
        for route, write in {
            "/account/close": Write("author", "/account/close", optional=("words",)),
            "/account/confirm": Write("unconfirmed", "/account/confirm"),
            "/account/data": Write("author", "/account/data", optional=("as",)),
            "/account/prove": Write(
                "author", "/account/prove", {"password": "", "recovery": codes.pop()}, ("password",)
            ),
            "/account/prove/question": Write("author", "/account/prove/question"),
            "/account/profile": Write("author", "/account/profile", optional=("about", "reading")),
            "/account/security/app": Write("author", "/account/security/app", _new_app(author)),
            "/account/security/app/remove": Write("author", "/account/security/app/remove"),
            "/account/security/passkeys": Write("author", "/account/security/passkeys", first=_made),
            "/account/security/passkeys/<int:passkey_id>/name": Write("author", f"{passkey}/name"),
            "/account/security/passkeys/<int:passkey_id>/remove": Write("author", f"{passkey}/remove"),
            "/account/security/passkeys/question": Write("author", "/account/security/passkeys/question"),
            "/account/security/recovery-codes": Write("author", "/account/security/recovery-codes"),
            "/account/security/email": Write("author", "/account/security/email"),
            "/account/security/password": Write("author", "/account/security/password"),
            "/account/security/sessions": Write("author", "/account/security/sessions"),
            "/account/subscription/end": Write("author", "/account/subscription/end"),
            "/comments/<int:comment_id>/delete": Write("author", f"/comments/{own.id}/delete"),
            "/comments/<int:comment_id>/edit": Write("author", f"/comments/{own.id}/edit"),
            "/comments/<int:comment_id>/reports": Write("subscriber", f"/comments/{own.id}/reports"),
            "/comments/preview": Write("visitor", "/comments/preview", optional=("body", "story"), stores=False),
            "/confirm/<token>": Write("visitor", f"/confirm/{secrets['change-email']}"),
            "/appeals/<int:appeal_id>/answer": Write("moderator", f"/appeals/{world.appeals['removed'].id}/answer"),
            "/decisions/<int:decision_id>/acknowledge": Write(
                "suspended", f"/decisions/{world.decisions['warn'].id}/acknowledge"
            ),
            "/decisions/<int:decision_id>/appeals": Write("author", f"/decisions/{world.decisions['hold'].id}/appeals"),
            "/decisions/<int:decision_id>/undo": Write(
                "moderator", f"/decisions/{world.decisions['moderators-own'].id}/undo"
            ),
            "/editor/stories": Write("editor", "/editor/stories", {"source": _other_story(document)}),
            "/editor/stories/<slug>": Write(
                "editor", f"/editor/stories/{story.slug}", {"source": _changed(document), "revision": "2"}
            ),
            "/editor/stories/<slug>/publish": Write("editor", f"/editor/stories/{draft.slug}/publish"),
            "/editor/stories/<slug>/withdraw": Write("editor", f"/editor/stories/{story.slug}/withdraw"),
            "/moderation/comments/<int:comment_id>/decision": Write(
                "moderator", f"/moderation/comments/{other.id}/decision"
            ),
            "/moderation/claims/release": Write("moderator", "/moderation/claims/release", stores=False),
            "/moderation/comments/<int:comment_id>/claim": Write("moderator", f"/moderation/comments/{other.id}/claim"),
            "/moderation/comments/<int:comment_id>/notes": Write("moderator", f"/moderation/comments/{other.id}/notes"),
            "/moderation/comments/<int:comment_id>/proposals": Write(
                "moderator", f"/moderation/comments/{removed.id}/proposals"
            ),
            "/moderation/decisions": Write("moderator", "/moderation/decisions"),
            "/moderation/comments/<int:comment_id>/case-file": Write(
                "owner", f"/moderation/comments/{other.id}/case-file"
            ),
            "/moderation/comments/<int:comment_id>/case-file/cleared": Write(
                "owner", f"/moderation/comments/{removed.id}/case-file/cleared"
            ),
            "/moderation/legal-holds/<int:hold_id>": Write("owner", f"/moderation/legal-holds/{world.holds[0]}"),
            "/moderation/notices/<int:notice_id>": Write("owner", f"/moderation/notices/{world.notices['open'].id}"),
            "/moderation/orders": Write("owner", "/moderation/orders", optional=("authority_reference",)),
            "/moderation/orders/<int:order_id>": Write("owner", f"/moderation/orders/{world.orders['open'].id}"),
            "/notices": Write("visitor", "/notices", optional=("law",)),
            "/settings/rules/<int:number>": Write("owner", "/settings/rules/2"),
            "/moderation/people/<handle>/acts": Write(
                "owner", f"/moderation/people/{world.people['judge'].handle}/acts"
            ),
            "/moderation/people/<handle>/decision": Write("moderator", f"/moderation/people/{handle}/decision"),
            "/moderation/people/<handle>/notes": Write("moderator", f"/moderation/people/{handle}/notes"),
            "/moderation/people/<handle>/proposals": Write("moderator", f"/moderation/people/{handle}/proposals"),
            "/moderation/people/<handle>/removal": Write("moderator", f"/moderation/people/{handle}/removal"),
            "/people/<handle>/mute": Write("subscriber", f"/people/{author.handle}/mute", {"on": "0"}),
            "/moderation/proposals/<int:proposal_id>": Write(
                "moderator", f"/moderation/proposals/{world.proposals[0]}"
            ),
            "/moderation/pause": Write("moderator", "/moderation/pause", optional=("next",)),
            "/moderation/second-looks": Write("owner", "/moderation/second-looks"),
            "/moderation/second-looks/<int:look_id>": Write("moderator", f"/moderation/second-looks/{world.looks[0]}"),
            "/moderation/soften": Write("moderator", "/moderation/soften", optional=("on",)),
            "/moderation/stories/<slug>/decision": Write("moderator", f"/moderation/stories/{story.slug}/decision"),
            "/moderation/people/<handle>/suspend": Write("moderator", f"/moderation/people/{handle}/suspend"),
            "/moderation/stories/<slug>/lock": Write("moderator", f"/moderation/stories/{story.slug}/lock"),
            "/moderation/stories/<slug>/raid": Write("moderator", f"/moderation/stories/{story.slug}/raid"),
            "/preferences/theme": Write("visitor", "/preferences/theme", optional=("theme",), stores=False),
            # The answer is the same whatever is asked for: it must not tell who has an account.
            "/reset": Write("visitor", "/reset", {"email": str(named.author.email)}, optional=("email",)),
            "/reset/<token>": Write("visitor", f"/reset/{secrets['reset']}"),
            "/settings/checks/<check>/replays": Write("owner", "/settings/checks/links/replays"),
            "/settings/checks/<check>/replays/<int:replay_id>/switch-on": Write(
                "owner", f"/settings/checks/links/replays/{world.replays[0]}/switch-on"
            ),
            "/settings/checks/<check>/try": Write(
                "owner", "/settings/checks/links/try", optional=("author",), stores=False
            ),
            "/settings/checks/try": Write("owner", "/settings/checks/try", optional=("author",), stores=False),
            "/settings/offers": Write("owner", "/settings/offers", optional=("price", "sold_at")),
            "/settings/people/<handle>/factors": Write("owner", f"/settings/people/{author.handle}/factors"),
            "/settings/people/<handle>/plan": Write("owner", f"/settings/people/{handle}/plan"),
            "/settings/people/<handle>/role": Write("owner", f"/settings/people/{handle}/role"),
            "/settings/people/<handle>/urgent": Write(
                "owner", f"/settings/people/{world.people['moderator'].handle}/urgent"
            ),
            "/sign-in": Write("visitor", "/sign-in", {"email": str(named.author.email), "password": PASSWORD}),
            "/sign-in/passkey": Write("visitor", "/sign-in/passkey", first=_signed),
            "/sign-in/passkey/question": Write("visitor", "/sign-in/passkey/question"),
            "/sign-in/second": Write(
                "visitor", "/sign-in/second", {"code": "", "recovery": codes.pop()}, ("code",), first=given_password
            ),
            "/sign-out": Write("author", "/sign-out"),
            "/sign-up": Write("visitor", "/sign-up", optional=("agreed",)),
            "/stories/<slug>/comments": Write(
                "subscriber",
                f"/stories/{story.slug}/comments",
                {"parent": str(own.id), **words},
                optional=("parent", "side", "about", "idempotency_key"),
            ),
            "/subscribe": Write("member", "/subscribe"),
        }.items()
    }


def _other_story(document: StoryDocument) -> str:
    return formats.write(replace(document, headline="A ferry for three villages", slug="a-ferry"), "markdown")


def _changed(document: StoryDocument) -> str:
    return formats.write(replace(document, headline="A bridge divides three villages"), "markdown")


def _new_app(author: Person) -> dict[str, str]:
    key = app_codes.new_key()
    code = pyotp.TOTP(key).at(clock.now(), counter_offset=1)
    return {"offer": Sealer([KEY]).seal("offer", author.id, key), "code": code}


def _made(somebody: Visitor) -> dict[str, str]:
    """Make a passkey for the question that is asked in this browser."""
    question = somebody.post("/account/security/passkeys/question").json
    return {"passkey": Authenticator().make(question)}


def _signed(somebody: Visitor) -> dict[str, str]:
    """Add a passkey to an account, and sign the question that is asked in this browser."""
    device, owner = Authenticator(), Visitor(somebody.client.application).sign_in(make.person())
    made = device.make(owner.post("/account/security/passkeys/question", page=TOKEN_PAGE).json)
    owner.post("/account/security/passkeys", {"name": "Key", "passkey": made})
    return {"passkey": device.sign(somebody.post("/sign-in/passkey/question").json)}
