"""Tell somebody that others try to show that they are this person, and fail."""

from discuss import clock
from discuss.accounts.letters import Letters
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.policy import Actor


def warn_of_guessing(actor: Actor, person_id: int, letters: Letters) -> None:
    """Write to the person, once a day however often it happens: whoever guesses knows their password already."""
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)  # two at once write one letter
        letters.guessed(f"guessed:{person_id}:{clock.now():%Y%m%d}", person.email or "")
