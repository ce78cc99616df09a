"""How often somebody may try to show a second factor: counted by account, wherever and with whatever they try."""

from discuss.accounts import actions
from discuss.accounts.views import login
from discuss.errors import TooFast
from discuss.web import limits
from discuss.web.viewer import viewer

# Five at once are for typing badly. A thousand a day, which that would allow, are enough to guess one day.
RULES = ("second-factor-account", "second-factor-day")


def count(person_id: int) -> None:
    """Count a try before it is looked at. Raises :class:`TooFast` when none is left, and tells the person by mail."""
    try:
        for rule in RULES:
            limits.spend(rule, str(person_id))
    except TooFast:
        actions.warn_of_guessing(viewer(), person_id, login.letters())
        raise


def give_back(person_id: int) -> None:
    """Take back a try that turned out well."""
    for rule in RULES:
        limits.give_back(rule, str(person_id))
