"""What happens on the demo site after comments were written, through the same actions as in life."""

import itertools
from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlalchemy import select

from discuss import clock
from discuss.accounts.identity import actor_for
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.comments.screened import CommentSettings
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.acts import ALONE
from discuss.demo.outline import DemoComment, DeskLine, Step
from discuss.moderation import actions as moderation
from discuss.moderation.agreement import VERDICTS
from discuss.moderation.letters import NoticeLetters
from discuss.moderation.models import Appeal, Notice, Order, Proposal, SecondLook
from discuss.moderation.rulings import Ruling
from discuss.policy import VISITOR, Actor
from discuss.screening.words import DEFAULT_FILE, WordLists
from discuss.stories.models import Story

MODERATORS = ("mo-eriksen", "yara-haddad", "pavel-novak")
WORDS = WordLists.parse(DEFAULT_FILE.read_text(encoding="utf-8"))
SETTINGS = CommentSettings(limit=2000, pace=False, words=lambda: WORDS)
LETTERS = NoticeLetters(base_url="http://demo.example", site_name="Discuss")


class Desk:
    """Does what the threads and the list of the desk say, at the moment that the clock says."""

    def __init__(self, people: dict[str, Person], stories: dict[str, Story]) -> None:
        self.people, self.stories = people, stories
        self.comments: dict[int, Comment] = {}  # by the identity of their lines
        self.decisions: dict[int, Decision] = {}  # the latest about a line's comment that can be looked at or appealed
        self.restrictions: dict[str, Decision] = {}  # the latest about an account
        self.turns = itertools.count()

    def to_comment(self, line: DemoComment, step: Step) -> None:
        """Do one thing to a comment. Raises ValueError for one that there is not."""
        comment = self.comments[id(line)]
        db.session.flush()
        db.session.expire(comment)  # replies and counters have changed it by statements of their own
        if step.word in ALONE["comment"]:
            self._decide(line, comment, step)
            return
        known: dict[str, Callable[[DemoComment, Comment, Step], object]] = {
            "report": self._report, "edit": self._edit, "withdraw": self._withdraw, "undo": self._undo,
            "claim": self._claim, "note": self._note, "appeal": self._appeal, "uphold": self._answer,
            "overturn": self._answer, "look": self._look, "notice": self._notice, "close": self._close_notice,
            "propose": self._propose,
        }  # fmt: skip
        if step.word not in known:
            raise ValueError(f"nothing that happens to a comment: {step.word} ({line.body[:40]})")
        known[step.word](line, comment, step)

    def actor(self, handle: str) -> Actor:
        """Return somebody as they are at this moment."""
        return actor_for(self.people[handle])

    def _somebody(self, step: Step, avoided: int | None, among: tuple[str, ...] = MODERATORS) -> Actor:
        """Return whom the step names, else one of the others in turn."""
        if step.by:
            return VISITOR if step.by == "nobody" else self.actor(step.by)
        free = [handle for handle in among if self.people[handle].id != avoided]
        return self.actor(free[next(self.turns) % len(free)])

    def _decide(self, line: DemoComment, comment: Comment, step: Step) -> None:
        rule = int(step.needs[0]) if step.needs else None
        ruling = Ruling(action=step.word, rule=rule, reason=step.words, version=comment.version)
        actor = self._somebody(step, comment.author_id)
        self.decisions[id(line)] = moderation.decide(actor, comment, ruling)

    def _report(self, line: DemoComment, comment: Comment, step: Step) -> None:
        readers = tuple(handle for handle, person in self.people.items() if person.role == "reader")
        reporter = self._somebody(step, comment.author_id, readers)
        moderation.report(reporter, comment, moderation.Complaint(category=step.needs[0], explanation=step.words))

    def _edit(self, line: DemoComment, comment: Comment, step: Step) -> None:
        comments.edit(self.actor(line.handle), comment, step.words, SETTINGS)

    def _withdraw(self, line: DemoComment, comment: Comment, step: Step) -> None:
        comments.withdraw(self.actor(line.handle), comment)

    def _undo(self, line: DemoComment, comment: Comment, step: Step) -> None:
        decision = self.decisions[id(line)]
        decider = next(handle for handle, person in self.people.items() if person.id == decision.actor_id)
        moderation.undo(self.actor(decider), decision)

    def _claim(self, line: DemoComment, comment: Comment, step: Step) -> None:
        moderation.claim(self._somebody(step, comment.author_id), comment)

    def _note(self, line: DemoComment, comment: Comment, step: Step) -> None:
        moderation.note(self._somebody(step, comment.author_id), comment, step.words)

    def _appeal(self, line: DemoComment, comment: Comment, step: Step) -> None:
        moderation.appeal(self.actor(line.handle), self.decisions[id(line)], step.words)

    def _answer(self, line: DemoComment, comment: Comment, step: Step) -> None:
        decision = self.decisions[id(line)]
        appeal = db.session.scalars(select(Appeal).where(Appeal.decision_id == decision.id)).one()
        moderation.answer(self._somebody(step, decision.actor_id), appeal, step.word, step.words)

    def _look(self, line: DemoComment, comment: Comment, step: Step) -> None:
        decision = self.decisions[id(line)]
        if decision.action not in VERDICTS:
            raise ValueError(f"{decision.action} is not looked at again")
        look = SecondLook(decision_id=decision.id, drawn_at=clock.now() - timedelta(hours=1))
        db.session.add(look)
        if not step.needs:
            db.session.flush()
            return
        deciders = set(db.session.scalars(select(Decision.actor_id).where(Decision.comment_id == comment.id)))
        blind = tuple(handle for handle in MODERATORS if self.people[handle].id not in deciders)
        second = self._somebody(step, None, blind)
        look.person_id, look.taken_at = second.id, clock.now() - timedelta(minutes=1)
        db.session.flush()
        rule = int(step.needs[1]) if len(step.needs) > 1 else None
        moderation.look_again(second, decision, step.needs[0], rule)

    def _notice(self, line: DemoComment, comment: Comment, step: Step) -> None:
        filer = None if step.by == "nobody" else self.people[step.by]
        slug = next(slug for slug, story in self.stories.items() if story.id == comment.story_id)
        given = moderation.NewNotice(
            address=f"/stories/{slug}/comments/{comment.id}",
            category=step.needs[0],
            explanation=step.words,
            name=filer.name if filer else "",
            email=(filer.email or "") if filer else "",
            good_faith=True,
        )
        moderation.file_notice(VISITOR, given, LETTERS)

    def _close_notice(self, line: DemoComment, comment: Comment, step: Step) -> None:
        notice = db.session.scalars(select(Notice).where(Notice.comment_id == comment.id)).one()
        moderation.decide_notice(self.actor(step.by), notice, step.needs[0], step.words)

    def _propose(self, line: DemoComment, comment: Comment, step: Step) -> None:
        moderation.propose(self.actor(step.by), comment, int(step.needs[0]), step.words)

    def at_the_desk(self, line: DeskLine) -> None:
        """Do one thing to an account, a discussion or an order. Raises ValueError for one that there is not."""
        step, subject = line.step, line.subject
        actor = self.actor(step.by)
        if step.word in ALONE["story"]:
            moderation.decide_story(actor, self.stories[subject], _about_story(step))
        elif step.word == "keep-latest":
            self._keep_latest(actor, self.stories[subject], int(step.needs[0]))
        elif step.word in {"order", "confirm-order", "settle-order"}:
            _about_order(actor, subject, step)
        else:
            self._to_account(actor, subject, step)

    def _keep_latest(self, actor: Actor, story: Story, number: int) -> None:
        waiting = (
            select(Comment.id, Comment.version)
            .where(Comment.story_id == story.id, Comment.status == "published", Comment.reviewed_at.is_(None))
            .order_by(Comment.id.desc())
            .limit(number)
        )
        picks = [(row.id, row.version) for row in db.session.execute(waiting)]
        self._together(picks)
        moderation.decide_many(actor, picks, Ruling(action="keep"))

    def _to_account(self, actor: Actor, handle: str, step: Step) -> None:
        person = self.people[handle]
        rule = int(step.needs[0]) if step.needs else None
        if step.word in ALONE["account"]:
            self.restrictions[handle] = moderation.decide_account(actor, person, _about(step, rule))
        elif step.word == "note":
            moderation.note(actor, person, step.words)
        elif step.word == "read":
            moderation.acknowledge(actor, self.restrictions[handle])
        elif step.word == "appeal":
            moderation.appeal(actor, self.restrictions[handle], step.words)
        elif step.word == "propose-ban":
            moderation.propose(actor, person, rule, step.words)
        elif step.word == "confirm":
            proposal = db.session.scalars(select(Proposal).where(Proposal.person_id == person.id)).one()
            settled = moderation.settle(actor, proposal, confirmed=True)
            self.restrictions[handle] = db.session.get_one(Decision, settled.decision_id)
        elif step.word == "remove-all":
            written = select(Comment.id, Comment.version).where(
                Comment.author_id == person.id, Comment.status == "published"
            )
            picks = [(row.id, row.version) for row in db.session.execute(written)]
            self._together(picks)
            ruling = Ruling(action="remove", rule=rule, reason=step.words)
            moderation.decide_many(actor, picks, ruling, scope="account")
        else:
            raise ValueError(f"nothing that is done to an account: {step.word}")

    def _together(self, picks: list[tuple[int, int]]) -> None:
        db.session.flush()
        for comment in self.comments.values():
            if comment.id in {number for number, _ in picks}:
                db.session.expire(comment)


def _about_story(step: Step) -> Ruling:
    """Return a ruling about a discussion: slow mode needs its seconds, raid mode what it does, hours and a rule."""
    if step.word == "raid":
        mode, hours, rule = step.needs
        until = clock.now() + timedelta(hours=int(hours))
        return Ruling(action="raid", reason=step.words, mode=mode, until=until, rule=int(rule))
    return Ruling(action=step.word, reason=step.words, seconds=int(step.needs[0]) if step.needs else None)


def _about_order(actor: Actor, authority: str, step: Step) -> None:
    """Record the order of an authority, with kind, category, country and file number, or say what came of it."""
    if step.word == "order":
        kind, category, country, number = step.needs
        given = moderation.NewOrder(
            authority=authority,
            authority_reference=number,
            country=country,
            kind=kind,
            category=category,
            about=step.words,
            received_at=clock.now(),
        )
        moderation.record_order(actor, given)
        return
    order = db.session.scalars(select(Order).where(Order.authority == authority)).one()
    if step.word == "confirm-order":
        moderation.confirm_order(actor, order, clock.now())
    else:
        moderation.settle_order(actor, order, step.needs[0], step.words, clock.now())


def _about(step: Step, rule: int | None) -> Ruling:
    """Return a ruling about an account; a pause ends with a day, as forms say it."""
    until = None
    if step.word == "suspend":
        day = (clock.now() + timedelta(days=int(step.needs[1]))).date()
        until = datetime.combine(day, time(), clock.now().tzinfo) + timedelta(days=1)
    return Ruling(action=step.word, rule=rule, reason=step.words, until=until)
