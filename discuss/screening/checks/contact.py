"""Newcomers who ask to be contacted elsewhere: how children and others are drawn out of sight."""

import re

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Setting
from discuss.screening.verdict import Outcome, Said

_MAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}\.\w{2,24}", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)\+?\d(?:[ ()/.-]{0,2}\d){8,13}(?!\d)")
_SERVICE = re.compile(r"\b(?:whats\s?app|telegram|discord|snapchat|signal|insta(?:gram)?|kik|skype)\b", re.IGNORECASE)
_HIDDEN_LINK = re.compile(r"\bhxxps?\s?:\s?//|\bhttps?(?:\s:\s?|:\s)//|\bwww(?:\s\.|\.\s)", re.IGNORECASE)


def contact(draft: Draft, setting: Setting) -> Said | None:
    """Hold a newcomer's addresses, telephone numbers, names of messengers and disguised links."""
    if not draft.newcomer:
        return None
    found = [m.span() for pattern in (_MAIL, _PHONE, _SERVICE, _HIDDEN_LINK) for m in pattern.finditer(draft.body)]
    if not found:
        return None
    message = "A moderator looks first at contact details in an account's first comments."
    return Said(Outcome.HOLD, "Contact details by a newcomer.", message, tuple(sorted(found)))


CONTACT = Check(
    name="contact",
    title="Contact details",
    does=(
        "Holds e-mail addresses, telephone numbers, names of messengers and disguised links "
        "in the first comments of an account."
    ),
    look=contact,
)
