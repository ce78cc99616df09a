"""A site in which everything that can be hidden is there once, each marked with a random word of its own.

The marks are 128 random bits in hexadecimal digits: escaping for HTML, JSON, XML and addresses leaves them as they
are, so a mark that is nowhere in an answer was not sent.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta

import time_machine
from sqlalchemy import select, update

from discuss import clock, decisions, events, mail
from discuss.accounts.actions import mute
from discuss.accounts.handed_out import hashed
from discuss.accounts.models import AuthenticatorApp, KeptForm, MailedLink, Passkey, Person, RecoveryCode, Session
from discuss.checks.actions import Wanted, save_check
from discuss.comments import actions as comments
from discuss.comments.models import Comment, Screening
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.events.types import CaseFileMade
from discuss.moderation import actions as moderation
from discuss.moderation.letters import NoticeLetters
from discuss.moderation.models import Appeal, LegalHold, Notice, Order, Replay
from discuss.moderation.notice_queries import get_by_secret
from discuss.moderation.replaying import Result
from discuss.moderation.rulings import Ruling
from discuss.policy import SYSTEM, VISITOR
from discuss.screening import CATALOGUE
from discuss.stories import actions as stories
from discuss.stories.models import Story
from tests import factories as make

HOUR = timedelta(hours=1)


@dataclass
class World:
    """The marks by what they mark, and the rows that addresses can name."""

    marks: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    passkeys: dict[str, Passkey] = field(default_factory=dict)
    proposals: list[int] = field(default_factory=list)
    looks: list[int] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    holds: list[int] = field(default_factory=list)
    replays: list[int] = field(default_factory=list)

    def mark(self, kind: str) -> str:
        """Make the mark of ``kind``."""
        self.marks[kind] = secrets.token_hex(16)
        return self.marks[kind]


def build() -> World:
    """Make the site; call it inside an application context."""
    world = World()
    _people(world)
    _stories(world)
    _comments(world)
    _wordings(world)
    with time_machine.travel(clock.now() - timedelta(minutes=2)):  # longer ago than the time for undoing
        _decisions(world)
        _appeals(world)
        _notices(world)
        _orders(world)
    _accounts(world)
    _drafts(world)
    _checks(world)
    _hide_stories(world)
    return world


def _people(world: World) -> None:
    mark = world.mark
    world.people = {
        "author": make.person("Ada Author", email=f"{mark('author-email')}@example.org", about=mark("about")),
        "subscriber": make.person("Sam Subscriber"),
        "lapsed": make.lapsed(name="Lars Lapsed"),
        "moderator": make.moderator(name="Mia Moderator"),
        "editor": make.person("Ede Editor", role="editor", plan=""),
        "owner": make.person("Olga Owner", role="owner", plan=""),
        # These three do nothing themselves: their names stand on no page unless something tells of them.
        "judge": make.moderator(name=mark("judge-name"), email=f"{mark('judge-email')}@example.org"),
        "reporter": make.person(mark("reporter-name"), email=f"{mark('reporter-email')}@example.org"),
        "suspended": make.person("Sue Suspended"),
    }


def _stories(world: World) -> None:
    for name in ("open", "draft", "gone"):
        story = make.story(f"The {name} story {world.mark(f'{name}-headline')}", revision=0)
        world.stories[name] = _revised(story, world.mark(f"{name}-earlier"))
        world.stories[name] = _revised(story, world.mark(f"{name}-text"))


def _revised(story: Story, words: str) -> Story:
    """Store a revision whose first key point says ``words``; those of the revision before are out of the story."""
    document = stories.document_of(story)
    parts = tuple(
        replace(part, text=f"The bridge {words} is old.") if part.public_id == "p1" else part for part in document.parts
    )
    return stories.save(SYSTEM, replace(document, parts=parts), slug=story.slug)


def _comments(world: World) -> None:
    author, open_story = world.people["author"], world.stories["open"]

    def say(kind: str, status: str = "published", story: str = "open", **given: object) -> Comment:
        body = f"{world.mark(kind)} is what the {kind} comment says."
        on = world.stories[story]
        world.comments[kind] = make.comment(on=on, by=author, body=body, status=status, **given)
        return world.comments[kind]

    say("published", idempotency_key=world.mark("form-key"))
    say("held", "held")
    say("held-in-draft", "held", "draft")
    say("in-draft", story="draft")
    say("in-gone", story="gone")
    say("removed")
    say("removed-alone")
    say("withdrawn")
    say("withdrawn-alone")
    for kind in ("removed", "withdrawn"):
        say(f"reply-to-{kind}", reply_to=world.comments[kind])
    for kind in ("withdrawn", "withdrawn-alone"):
        comments.withdraw(make.actor(author), world.comments[kind])
    say("restored")
    say("looked-at")
    world.comments["other"] = make.comment(on=open_story, by=world.people["subscriber"], body="Somebody else's words.")


def _wordings(world: World) -> None:
    author = make.actor(world.people["author"])

    def edited(kind: str, posted_at: object, was: str, becomes: str) -> None:
        comment = make.comment(
            on=world.stories["open"], by=world.people["author"], body=f"{world.mark(was)} it said.", posted_at=posted_at
        )
        comments.edit(author, comment, f"{world.mark(becomes)} it says.", make.SETTINGS)
        world.comments[kind] = db.session.get_one(Comment, comment.id)

    edited("edited", None, "earlier-wording", "later-wording")
    edited("changing", clock.now() - HOUR, "standing-wording", "pending-wording")
    edited("refused", clock.now() - HOUR, "kept-wording", "refused-wording")


def _decisions(world: World) -> None:
    judge = make.actor(world.people["judge"])

    def decide(kind: str, action: str, rule: int | None = None) -> None:
        comment = db.session.get_one(Comment, world.comments[kind].id)
        words = f"Because {world.mark(f'{action}-reason' if kind != 'removed-alone' else 'second-reason')}."
        ruling = Ruling(action=action, rule=rule, reason=words, version=comment.version)
        world.decisions[f"{kind}: {action}"] = moderation.decide(judge, comment, ruling)

    subscriber, reporter = make.actor(world.people["subscriber"]), make.actor(world.people["reporter"])
    for kind, actor in (("explanation", subscriber), ("reporters-words", reporter), ("visitors-words", VISITOR)):
        complaint = moderation.Complaint(category="attack", explanation=f"Look: {world.mark(kind)}.")
        moderation.report(actor, world.comments["restored"], complaint)
    decide("removed", "remove", 2)
    decide("removed-alone", "remove", 3)
    decide("restored", "keep")
    decide("refused", "refuse-edit", 2)
    for action in ("lock", "unlock"):
        words = f"It is {world.mark(f'{action}-reason')}."
        moderation.decide_story(judge, world.stories["open"], Ruling(action=action, reason=words))
    words = f"Many came, {world.mark('raid-reason')}."
    on = Ruling(action="raid", mode="hold", until=clock.now() + 48 * HOUR, rule=5, reason=words)
    moderation.decide_story(judge, world.stories["open"], on)
    moderation.decide_story(judge, world.stories["open"], Ruling(action="calm", reason=f"{world.mark('calm-reason')}."))
    pause = Ruling(
        action="suspend",
        until=clock.now() + 48 * HOUR,
        rule=2,
        reason=f"Attacks, {world.mark('suspend-reason')}.",
    )
    world.decisions["suspend"] = moderation.decide_account(judge, world.people["suspended"], pause)
    note = moderation.note(judge, world.comments["removed"], f"Remember {world.mark('note')}.")
    assert note.person_id == world.people["author"].id
    proposal = moderation.propose(judge, world.people["suspended"], 8, f"Twice, {world.mark('proposal-reason')}.")
    world.proposals.append(proposal.id)
    # What was decided about this one is kept from the moderator, before whom it lies as a second look.
    looked_at = db.session.get_one(Comment, world.comments["looked-at"].id)
    words = f"Because {world.mark('blind-reason')}."
    removal = Ruling(action="remove", rule=5, reason=words, version=looked_at.version)
    blind = make.second_look(moderation.decide(judge, looked_at, removal), by=world.people["moderator"])
    world.looks.append(blind.id)
    world.decisions["looked-at: remove"] = db.session.get_one(Decision, blind.decision_id)
    make.second_look()  # one that is free
    make.second_look(world.decisions["removed-alone: remove"], "keep", by=world.people["moderator"])
    held = world.comments["held"]
    finding = {"check": "links", "version": 1, "reason": f"Found {world.mark('finding')}.", "outcome": "HOLD"}
    with transaction() as session:
        session.add(Screening(comment_id=held.id, comment_version=1, outcome="hold", findings=[finding]))
        reason = f"A check said {world.mark('hold-reason')}."
        automatic = Decision(action="hold", comment_id=held.id, person_id=held.author_id, automatic=True, reason=reason)
        world.decisions["hold"] = decisions.record(automatic, f"The words were {world.mark('quote')}.")
    moderation.report(reporter, world.comments["changing"], moderation.Complaint(category="child-safety"))
    with transaction() as session:
        kept = session.get_one(Comment, world.comments["looked-at"].id)
        why = world.mark("case-file-why")
        events.record(CaseFileMade(actor_id=world.people["owner"].id, comment_id=world.comments["removed"].id, why=why))
        hold = LegalHold(comment_id=kept.id, content={"said": world.mark("legal-hold")}, until=clock.now() + 48 * HOUR)
        session.add(hold)
    world.holds.append(hold.id)
    warning = Ruling(action="warn", rule=2, reason=f"Attacks, {world.mark('warn-reason')}.")
    world.decisions["warn"] = moderation.decide_account(judge, world.people["suspended"], warning)


def _appeals(world: World) -> None:
    author = make.actor(world.people["author"])

    def appeal(kind: str, said: str) -> None:
        world.appeals[kind] = moderation.appeal(author, world.decisions[f"{kind}: remove"], f"But {world.mark(said)}.")

    appeal("removed", "appeal-words")
    appeal("removed-alone", "answered-words")
    second = make.actor(make.moderator(name="Sid Second"))
    answer = moderation.answer(second, world.appeals["removed-alone"], "uphold", f"Yes, {world.mark('answer-reason')}.")
    world.decisions["answer"] = answer


def _notices(world: World) -> None:
    comment = db.session.get_one(Comment, world.comments["other"].id)
    letters = NoticeLetters("http://127.0.0.1:8000", "Discuss")
    for state in ("open", "closed"):
        given = moderation.NewNotice(
            address=f"/stories/{world.stories['open'].slug}/comments/{comment.id}",
            category="threat",
            law=f"Law {world.mark(f'{state}-law')}",
            explanation=f"It says {world.mark(f'{state}-explanation')}.",
            name=f"Nora {world.mark(f'{state}-notifier')}",
            email=f"{world.mark(f'{state}-notifier-email')}@example.org",
            good_faith=True,
        )
        world.secrets[f"{state}-notice"] = moderation.file_notice(VISITOR, given, letters)
        world.notices[state] = get_by_secret(world.secrets[f"{state}-notice"])
    owner = make.actor(world.people["owner"])
    said = f"It is within the law, {world.mark('notice-statement')}."
    world.notices["closed"] = moderation.decide_notice(owner, world.notices["closed"], "refused", said)


def _orders(world: World) -> None:
    owner = world.people["owner"]
    for state in ("open", "settled"):
        world.orders[state] = make.order(
            owner,
            authority=f"Court {world.mark(f'{state}-court')}",
            authority_reference=world.mark(f"{state}-court-number"),
            about=f"Remove what says {world.mark(f'{state}-order')}.",
        )
    done = f"It was removed, {world.mark('order-outcome')}."
    settled = moderation.settle_order(make.actor(owner), world.orders["settled"], "done", done, clock.now())
    world.orders["settled"] = settled


def _accounts(world: World) -> None:
    author, now = world.people["author"], clock.now()
    links = {"change-email": world.mark("mailed-secret"), "reset": world.mark("reset-secret")}
    world.secrets |= links
    with transaction() as session:
        for purpose, secret in links.items():
            address = f"{world.mark('new-email')}@example.org" if purpose == "change-email" else author.email
            link = MailedLink(
                purpose=purpose, token_hash=hashed(secret), person_id=author.id, email=address, expires_at=now + HOUR
            )
            session.add(link)
        session.add(
            Session(
                token_hash=world.mark("session-hash"),
                person_id=author.id,
                expires_at=now + HOUR,
                browser=f"{world.mark('browser')} on Linux",
                network=world.mark("network"),
            )
        )
        secret_hash = f"$argon2id${world.mark('password-hash')}"
        judge = update(Person).where(Person.id == world.people["judge"].id)
        session.execute(judge.values(password_hash=secret_hash))
        mail.enqueue("sweep", author.email or "", "About you", f"Only for you: {world.mark('letter')}.")
    # The reporter must not be known to whom they muted; whom the subscriber muted stands on their list alone.
    mute(make.actor(world.people["reporter"]), author, muted=True)
    for muted in (author, world.people["judge"]):
        mute(make.actor(world.people["subscriber"]), muted, muted=True)
    _factors(world)


def _factors(world: World) -> None:
    author, judge = world.people["author"], world.people["judge"]
    make.second_factor(author)
    own, others = make.passkey(author, f"Key {world.mark('passkey-name')}"), make.passkey(judge, "Key of the judge")
    world.passkeys = {"own": own, "others": others}
    with transaction() as session:
        passkey = session.get_one(Passkey, own.id)
        passkey.credential_id, passkey.user_handle = world.mark("passkey-id"), world.mark("passkey-handle")
        passkey.public_key = world.mark("passkey-key")
        app = AuthenticatorApp(person_id=judge.id, secret=world.mark("app-key"), last_step=0, added_at=clock.now())
        code = RecoveryCode(person_id=judge.id, salt=world.mark("code-salt"), code_hash=world.mark("code-hash"))
        kept = session.scalars(select(Session).where(Session.person_id == author.id)).one()
        form = KeptForm(session_id=kept.id, path="/settings/offers", fields=world.mark("kept-form"))
        session.add_all([app, code, form])


def _drafts(world: World) -> None:
    story = world.stories["open"]
    kept = comments.NewComment(body=f"I was writing {world.mark('draft')}.")
    comments.keep_draft(make.actor(world.people["lapsed"]), story, kept, None)
    left = comments.NewComment(body=f"I left {world.mark('visitors-draft')}.")
    world.secrets["draft"] = comments.keep_draft(VISITOR, story, left, None)


def _checks(world: World) -> None:
    """A version of a check, and a change that was tried and has found comments of every kind."""
    owner = make.actor(world.people["owner"])
    values = dict(CATALOGUE["shouting"].default.values)
    why = f"Louder, {world.mark('check-reason')}."
    save_check(owner, "shouting", Wanted(enabled=True, values=values | {"signs": 9}, reason=why, based_on=1))
    why = f"Fewer, {world.mark('replay-reason')}."
    wanted = Wanted(enabled=True, values={"most": 9}, reason=why, based_on=1)
    replay = moderation.ask_replay(owner, "links", wanted, {"most": 3})
    kinds = ("published", "held", "held-in-draft", "removed", "withdrawn", "in-draft", "in-gone")
    found = Result.of(replay.result)
    found.newly += [world.comments[kind].id for kind in kinds]
    with transaction() as session:
        stored = session.get_one(Replay, replay.id)
        stored.state, stored.result, stored.looked_at, stored.total = "done", found.to_json(), 7, 7
    world.replays.append(replay.id)


def _hide_stories(world: World) -> None:
    draft, gone = world.stories["draft"], world.stories["gone"]
    stories.withdraw(SYSTEM, gone, f"It was not ours: {world.mark('gone-reason')}.")
    with transaction() as session:
        session.execute(update(Story).where(Story.id == draft.id).values(status="draft", published_at=None))
    for name, story in world.stories.items():
        world.stories[name] = db.session.get_one(Story, story.id, populate_existing=True)
    for name, comment in world.comments.items():
        world.comments[name] = db.session.get_one(Comment, comment.id, populate_existing=True)
