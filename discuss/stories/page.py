"""A story as its page shows it: plain values in the page's order, empty parts left out."""

from dataclasses import dataclass
from datetime import date, datetime

from discuss.stories.models import Element, Story
from discuss.stories.raid import SLOW, Raid, time_between

NOISE_WORDS = {1: "Quiet", 2: "Low", 3: "Medium", 4: "High", 5: "Extreme"}
NOISE_MEANINGS = {
    1: "Few voices, facts lead",
    2: "Calm, some repetition",
    3: "Lively, facts keep up",
    4: "Loud, few new facts",
    5: "Very loud, hardly anything new",
}
QUOTE = 70  # characters of a part that stand for it


@dataclass(frozen=True)
class Part:
    """One element: a point, a side, an event, a paragraph."""

    public_id: str
    text: str
    label: str = ""
    slug: str = ""
    happened_on: date | None = None
    comment_count: int = 0
    disclaimer: str = ""


@dataclass(frozen=True)
class Noise:
    """The noise level, 1 to 5, its word, and the editors' sentence about it."""

    level: int
    word: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StoryView:
    """Everything the story page says above the discussion."""

    id: int
    slug: str
    headline: str
    topic: str
    status: str
    access: str
    published_at: datetime | None
    updated_at: datetime
    revision: int
    discussion_open: bool
    closed_at: datetime | None
    closes_at: datetime | None
    comment_count: int
    last_comment_at: datetime | None
    thread_version: int
    pinned_id: int | None
    seconds_between: int  # one person's comments, 0 when not slowed down
    slow_mode: str  # the same in words, where that is all there is to say; '' when not slowed down, or in raid mode
    raid: Raid | None
    why: str
    points: list[Part]
    expert: list[Part]
    plain: list[Part]
    sides: list[Part]
    noise: Noise | None
    forecast: Part | None
    events: list[Part]

    @property
    def parts(self) -> list[Part]:
        """The parts that comments can be about, in the page's order."""
        return [*self.points, *self.sides, *([self.forecast] if self.forecast else []), *self.events]

    def part_name(self, public_id: str) -> str:
        """Return what the part with this id is called on the page, '' if it is not there any more."""
        for number, point in enumerate(self.points, 1):
            if point.public_id == public_id:
                return f"Key point {number}"
        if side := next((side for side in self.sides if side.public_id == public_id), None):
            return f"Side: {side.label}"
        if self.forecast and self.forecast.public_id == public_id:
            return "Forecast"
        return "Timeline" if any(event.public_id == public_id for event in self.events) else ""

    def part_words(self, public_id: str) -> str:
        """Return how a comment quotes the part it is about: an event's title, else the beginning of its text."""
        part = next((part for part in self.parts if part.public_id == public_id), None)
        if part is None:
            return ""
        return shortened(part.text if part in self.sides else part.label or part.text, QUOTE)

    def about_label(self, public_id: str) -> str:
        """Return how lists of choices name a part: a point with its number, a side or an event by its title."""
        part = next((part for part in self.parts if part.public_id == public_id), None)
        if part is None:
            return ""
        number = f"{self.points.index(part) + 1}. " if part in self.points else ""
        return number + shortened(part.label or part.text, QUOTE)

    def side_label(self, slug: str) -> str:
        """Return a side's name, '' for none."""
        return next((side.label for side in self.sides if side.slug == slug), slug.capitalize() if slug else "")


def shortened(text: str, limit: int) -> str:
    """Cut ``text`` at a word so that it has at most ``limit`` characters, with an ellipsis if anything was cut."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def present(story: Story, elements: list[Element]) -> StoryView:
    """Put a story and its present elements together for the page."""
    kinds: dict[str, list[Part]] = {}
    for element in elements:
        kinds.setdefault(element.kind, []).append(_part(element))
    why = kinds.get("why", [])
    note = kinds.get("noise", [])
    raid = story.raid
    return StoryView(
        id=story.id,
        slug=story.slug,
        headline=story.headline,
        topic=story.topic,
        status=story.status,
        access=story.access,
        published_at=story.published_at,
        updated_at=story.updated_at,
        revision=story.revision,
        discussion_open=story.discussion_open,
        closed_at=story.closed_at,
        closes_at=story.closes_at,
        comment_count=story.comment_count,
        last_comment_at=story.last_comment_at,
        thread_version=story.thread_version,
        pinned_id=story.pinned_id,
        seconds_between=story.seconds_between,
        slow_mode=time_between(story.seconds_between)
        if story.seconds_between and not (raid and raid.mode == SLOW)
        else "",
        raid=raid,
        why=why[0].text if why else "",
        points=kinds.get("point", []),
        expert=kinds.get("expert", []),
        plain=kinds.get("plain", []),
        sides=kinds.get("side", []),
        noise=Noise(story.noise_level, NOISE_WORDS[story.noise_level], note[0].text if note else "")
        if story.noise_level
        else None,
        forecast=next(iter(kinds.get("forecast", [])), None),
        events=kinds.get("event", []),
    )


def _part(element: Element) -> Part:
    return Part(
        public_id=element.public_id,
        text=element.text,
        label=element.label,
        slug=element.slug,
        happened_on=element.happened_on,
        comment_count=element.comment_count,
        disclaimer=element.disclaimer,
    )
