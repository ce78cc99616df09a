"""What a removal of something urgent is filled in with, so that a click and a confirmation are enough. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quick:
    """A rule and a reason to begin with; both can be changed before it is confirmed."""

    rule: int
    reason: str


# By the categories of ``models.URGENT``. "Nothing unlawful" fits both, unless the owner has worded it otherwise.
QUICK = {
    "child-safety": Quick(7, "Your comment may put a child in danger, so it was removed at once."),
    "threat": Quick(7, "Your comment threatens somebody's life or safety, so it was removed at once."),
}
