"""Mail about decisions: the person it concerns learns what was decided, by which rule and why."""

from dataclasses import dataclass

from sqlalchemy import select

from discuss import mail
from discuss.accounts.models import Person
from discuss.db import db
from discuss.decisions import Decision
from discuss.decisions.rules import house_rules

SUBJECTS = {
    "approve": "Your comment is published",
    "remove": "Your comment was removed",
    "restore": "Your comment is back",
    "accept-edit": "Your change is published",
    "refuse-edit": "Your change was not published",
    "suspend": "Your account is paused",
    "unsuspend": "Your account is open again",
}


@dataclass(frozen=True)
class Letters:
    """Writes the letters of one site."""

    base_url: str
    site_name: str

    def tell(self, event_id: int, actor_id: int | None, payload: dict[str, object]) -> None:
        """React to a decision: one mail to the person it is about, if it changes something for them."""
        decision = db.session.get(Decision, payload["decision_id"])
        if decision is None or decision.action not in SUBJECTS or decision.person_id is None:
            return
        if db.session.scalar(select(Decision.id).where(Decision.undoes_id == decision.id)) is not None:
            return  # taken back before anybody was told
        person = db.session.get(Person, decision.person_id)
        if person is None or not person.email or person.email_confirmed_at is None:
            return
        cause = f"event:{event_id}:person:{person.id}"
        mail.enqueue(cause, person.email, SUBJECTS[decision.action], self._text(person, decision))

    def _text(self, person: Person, decision: Decision) -> str:
        lines = [f"Hello {person.name},", "", f"{SUBJECTS[decision.action]}."]
        if decision.until is not None:
            lines.append(f"You can read, but not write, until {decision.until:%d %B %Y, %H:%M} UTC.")
        if decision.rule is not None:
            rule = house_rules()[decision.rule]
            lines.append(f"Rule {rule.number}: {rule.title}.")
        lines += ["", "The reason:", decision.reason, ""]
        lines.append("A moderator decided this. No software took part in the decision.")
        lines += ["", "The decision:", f"{self.base_url}/decisions/{decision.id}", "", f"-- {self.site_name}"]
        return "\n".join(lines)
