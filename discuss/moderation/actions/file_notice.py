"""Give notice of illegal content: no account is needed, and in matters of child safety no name either."""

from dataclasses import dataclass

from sqlalchemy import select

from discuss import clock, events, markup
from discuss.accounts.handed_out import hashed, new_secret
from discuss.accounts.names import clean_email
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.errors import Invalid
from discuss.events.types import NoticeFiled
from discuss.moderation import preserving
from discuss.moderation.letters import NoticeLetters
from discuss.moderation.models import PRESERVED, URGENT, Notice
from discuss.moderation.noticed import Place, place_of
from discuss.moderation.references import new_reference
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

LONGEST = {"address": 500, "law": 300, "explanation": 5000, "name": 100}  # characters
ANONYMOUS = "child-safety"  # the category that asks for neither name nor address (article 16, paragraph 2 c)

# slug -> what the form says; the first two are always looked at first
NOTICE_CATEGORIES = {
    ANONYMOUS: "Sexual abuse or endangering of children",
    "threat": "A threat to somebody's life or safety",
    "terrorism": "Terrorism, or a call for violence",
    "hatred": "Hatred against a group of people",
    "defamation": "Defamation or insult",
    "privacy": "Private details or pictures of somebody",
    "rights": "Somebody else's copyright or other rights",
    "fraud": "Fraud or a scam",
    "other": "Something else that the law forbids",
}


@dataclass(frozen=True, kw_only=True)
class NewNotice:
    """What the form says."""

    address: str
    category: str
    law: str = ""
    explanation: str
    name: str = ""
    email: str = ""
    good_faith: bool = False

    @property
    def danger(self) -> bool:
        """Whether it is about a danger to a child or to somebody's life: that is heard from everybody."""
        return self.category in URGENT

    def checked(self, base_url: str) -> "NewNotice":
        """Return it cleaned. Raises :class:`Invalid` with every fault at once."""
        cleaned = {
            name: markup.clean_text(getattr(self, name)).strip()
            for name in ("address", "law", "explanation", "name", "email")
        }
        faults = {
            name: [f"Shorten this by {len(cleaned[name]) - most} characters."]
            for name, most in LONGEST.items()
            if len(cleaned[name]) > most
        }
        place = place_of(cleaned["address"], base_url)
        if place is None:
            example = f"{base_url}/stories/… or {base_url}/people/…"
            faults["address"] = [
                f"Give the address of the comment or story on this site, or of a person's page: {example}"
            ]
        if self.category not in NOTICE_CATEGORIES:
            faults["category"] = ["Choose what it is about."]
        if not cleaned["explanation"]:
            faults["explanation"] = ["Say why you hold it to be illegal."]
        if not self.good_faith:
            faults["good_faith"] = ["Confirm that you believe what you write to be true and complete."]
        faults |= self._faults_of_the_sender(cleaned["name"], cleaned["email"])
        if faults or place is None:
            raise Invalid(faults)
        cleaned["address"] = place.canonical(cleaned["address"], base_url)
        return NewNotice(category=self.category, good_faith=self.good_faith, **cleaned)

    def _faults_of_the_sender(self, name: str, email: str) -> dict[str, list[str]]:
        faults: dict[str, list[str]] = {}
        only_then = "It can be left out only in matters of child safety."
        if not name and self.category != ANONYMOUS:
            faults["name"] = [f"Give your name. {only_then}"]
        if not email and self.category != ANONYMOUS:
            faults["email"] = [f"Give your e-mail address. {only_then}"]
        if email:
            try:
                clean_email(email)
            except Invalid as error:
                faults |= error.fields
        return faults


def file_notice(actor: Actor, given: NewNotice, letters: NoticeLetters) -> str:
    """Store a notice and its receipt; return the secret of its page. Raises :class:`Invalid`.

    Somebody whose reports are paused is refused, unless it is about a danger. Whether there is such a comment is not
    said: whoever asks must not learn what is hidden.
    """
    require(actor, Permission.NOTICE_FILE, given)
    notice = given.checked(letters.base_url)
    secret = new_secret()
    with transaction() as session:
        comment_id, story_id = _found(notice.address, letters.base_url)
        stored = Notice(
            reference=new_reference("N"),
            token_hash=hashed(secret),
            address=notice.address,
            comment_id=comment_id,
            story_id=story_id,
            category=notice.category,
            law=notice.law,
            explanation=notice.explanation,
            name=notice.name,
            email=notice.email,
            filer_id=actor.id,
            filed_at=clock.now(),
        )
        session.add(stored)
        session.flush()
        removed = session.get(Comment, comment_id) if comment_id and stored.category in PRESERVED else None
        if removed is not None and removed.status == "removed":
            preserving.preserve(removed, "noticed")
        letters.receipt(stored, secret)
        events.record(NoticeFiled(actor_id=None, notice_id=stored.id, category=stored.category))
    return secret


def _found(address: str, base_url: str) -> tuple[int | None, int | None]:
    place = place_of(address, base_url) or Place()
    story_id = db.session.scalar(select(Story.id).where(Story.slug == place.slug))
    comment_id = db.session.scalar(select(Comment.id).where(Comment.id == place.comment, Comment.story_id == story_id))
    return comment_id, story_id
