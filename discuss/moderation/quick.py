"""What is filled in where something urgent is hidden by one click, or removed by a click and a confirmation. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quick:
    """A rule, the reason why it is hidden at once, and one to begin with when it is removed."""

    rule: int
    hidden: str
    reason: str


# By the categories of ``models.URGENT``. "Nothing unlawful" fits both, unless the owner has worded it otherwise.
QUICK = {
    "child-safety": Quick(
        7,
        "Your comment may put a child in danger, so it is hidden until somebody has looked at it again.",
        "Your comment may put a child in danger, so it was removed at once.",
    ),
    "threat": Quick(
        7,
        "Your comment may threaten somebody's life or safety, so it is hidden until somebody has looked at it again.",
        "Your comment threatens somebody's life or safety, so it was removed at once.",
    ),
}
