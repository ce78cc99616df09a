"""The words the table is written in: small questions about an actor and a subject.

Each carries the word for what is missing when its answer is no; ``check`` turns the word into a refusal.
"""

from collections.abc import Callable
from typing import Any

from discuss.policy.actor import Actor, Level, Membership, Role

Question = Callable[[Actor, Any], bool]
MISSING: dict[Question, str] = {}


def missing_when_no(word: str) -> Callable[[Question], Question]:
    """Name what is missing when the answer is no."""

    def mark(question: Question) -> Question:
        MISSING[question] = word
        return question

    return mark


@missing_when_no("sign-in")
def signed_in(actor: Actor, subject: Any) -> bool:
    return actor.signed_in


@missing_when_no("banned")
def not_banned(actor: Actor, subject: Any) -> bool:
    return not actor.banned


@missing_when_no("suspended")
def not_suspended(actor: Actor, subject: Any) -> bool:
    return not actor.suspended


@missing_when_no("warned")
def not_warned(actor: Actor, subject: Any) -> bool:
    return not actor.warned


@missing_when_no("unconfirmed")
def confirmed(actor: Actor, subject: Any) -> bool:
    return actor.confirmed


@missing_when_no("subscription")
def at_the_storys_level(actor: Actor, story: Any) -> bool:
    """Members need no plan; staff need none either: they answer for the site."""
    needed = {"members": Level.MEMBERS, "paid": Level.PAID}.get(story.access, Level.SUBSCRIBERS)
    if needed is Level.MEMBERS or staff(actor, story):
        return True
    return actor.membership in {Membership.ACTIVE, Membership.GRACE} and actor.level >= needed


@missing_when_no("off")
def discussion_offered(actor: Actor, story: Any) -> bool:
    return bool(story.access != "off" and story.status == "published")


@missing_when_no("closed")
def discussion_open(actor: Actor, story: Any) -> bool:
    return bool(story.discussion_open)


@missing_when_no("read-only")
def not_read_only(actor: Actor, story: Any) -> bool:
    """Nobody writes while raid mode says so, staff neither: as where a discussion is closed."""
    return bool(story.raid is None or not story.raid.read_only)


@missing_when_no("too-new")
def here_long_enough(actor: Actor, story: Any) -> bool:
    """Raid mode keeps out whoever has just come; staff answer for the site."""
    return bool(story.raid is None or staff(actor, story) or not story.raid.keeps_out(actor.joined))


@missing_when_no("staff")
def staff(actor: Actor, subject: Any) -> bool:
    return actor.staff


@missing_when_no("moderator")
def moderator(actor: Actor, subject: Any) -> bool:
    return actor.office in {Role.MODERATOR, Role.OWNER}


@missing_when_no("editor")
def editor(actor: Actor, subject: Any) -> bool:
    return actor.office in {Role.EDITOR, Role.OWNER}


@missing_when_no("owner")
def owner(actor: Actor, subject: Any) -> bool:
    return actor.office is Role.OWNER


@missing_when_no("second-factor")
def second_factor(actor: Actor, subject: Any) -> bool:
    """Stands on every line that a role opens: ``table`` puts it there."""
    return not actor.factor_missing


@missing_when_no("system")
def system(actor: Actor, subject: Any) -> bool:
    return actor.role is Role.SYSTEM


@missing_when_no("not-visible")
def story_public(actor: Actor, story: Any) -> bool:
    return bool(story.status in {"published", "withdrawn"})


@missing_when_no("not-visible")
def published(actor: Actor, comment: Any) -> bool:
    return bool(comment.status == "published")


@missing_when_no("too-late")
def still_there(actor: Actor, comment: Any) -> bool:
    return bool(comment.status in {"published", "held"})


@missing_when_no("not-yours")
def own(actor: Actor, comment: Any) -> bool:
    return bool(actor.signed_in and comment.author_id == actor.id)


@missing_when_no("own")
def not_own(actor: Actor, comment: Any) -> bool:
    return not own(actor, comment)


@missing_when_no("reports-paused")
def reports_heard(actor: Actor, subject: Any) -> bool:
    return not actor.reports_paused


@missing_when_no("reports-paused")
def of_danger(actor: Actor, notice: Any) -> bool:
    """What endangers a child or somebody's life is heard from everybody."""
    return bool(notice is not None and notice.danger)


@missing_when_no("not-yours")
def about_oneself(actor: Actor, decision: Any) -> bool:
    return bool(actor.signed_in and decision.person_id == actor.id)


@missing_when_no("not-restricted")
def about_oneself_and_restricting(actor: Actor, decision: Any) -> bool:
    return bool(about_oneself(actor, decision) and decision.restricts)


@missing_when_no("appeal-over")
def in_time_to_appeal(actor: Actor, decision: Any) -> bool:
    return bool(decision.can_still_be_appealed)


@missing_when_no("decider")
def not_its_decider(actor: Actor, appealed: Any) -> bool:
    return actor.id not in appealed.decider_ids


@missing_when_no("own")
def not_about_oneself(actor: Actor, appealed: Any) -> bool:
    return not about_oneself(actor, appealed)


@missing_when_no("not-yours")
def decided_by_oneself(actor: Actor, decision: Any) -> bool:
    return bool(actor.signed_in and decision.actor_id == actor.id)


@missing_when_no("decider")
def decided_by_another(actor: Actor, decision: Any) -> bool:
    return not decided_by_oneself(actor, decision)


@missing_when_no("own")
def proposed_by_another(actor: Actor, proposal: Any) -> bool:
    return bool(actor.id != proposal.proposed_by)


@missing_when_no("filer")
def filed_by_another(actor: Actor, notice: Any) -> bool:
    return bool(actor.id != notice.filer_id)


@missing_when_no("urgent")
def handles_urgent(actor: Actor, subject: Any) -> bool:
    return actor.urgent


@missing_when_no("own")
def not_oneself(actor: Actor, person: Any) -> bool:
    return bool(actor.id != person.id)


@missing_when_no("same-rank")
def below_oneself(actor: Actor, person: Any) -> bool:
    """Moderators act on readers; only an owner acts on other staff. Nobody acts on their own rank or above."""
    return bool(person.role == Role.READER or (actor.office is Role.OWNER and person.role != Role.OWNER))
