"""A story as one form in the page's order: plain values for the template, and back. Nothing here stores anything."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from discuss.errors import Invalid
from discuss.stories.document import BadStory, Lines, Part, StoryDocument, checked, slug_of

LISTS = ("points", "sides", "events")
SIDES = ("Critics", "Defenders", "Neutral")
# Where a fault stands, as the checker counts: the settings' lines, then one a part.
PLACES = ("headline", "slug", "topic", "access", "noise_level")
SETTINGS = {"slug": 2, "topic": 3, "access": 4, "noise": 5}


@dataclass(frozen=True)
class Item:
    """One part of a list in the form; ``key`` is its public id, by which it stays the same through every change."""

    key: str = ""
    label: str = ""
    slug: str = ""
    day: str = ""
    text: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was ever written here."""
        return not (self.key or self.label.strip() or self.text.strip() or self.day)


@dataclass(frozen=True, kw_only=True)
class StoryForm:
    """What stands in the fields, right or wrong."""

    headline: str = ""
    slug: str = ""
    topic: str = ""
    access: str = "subscribers"
    closes_on: str = ""
    why: str = ""
    points: list[Item] = field(default_factory=list)
    expert: str = ""
    plain: str = ""
    sides: list[Item] = field(default_factory=list)
    noise_level: str = ""
    noise: str = ""
    forecast: str = ""
    disclaimer: str = ""
    events: list[Item] = field(default_factory=list)


BLANK = StoryForm(
    points=[Item(), Item(), Item()],
    sides=[Item(label=name, slug=name.lower()) for name in SIDES],
    events=[Item()],
)


def shown(document: StoryDocument) -> StoryForm:
    """Return the fields for a story that is there."""

    def text(kind: str) -> str:
        return "\n\n".join(part.text for part in document.of(kind))

    def items(kind: str) -> list[Item]:
        return [
            Item(
                key=part.public_id,
                label=part.label,
                slug=part.slug,
                day=part.happened_on.isoformat() if part.happened_on else "",
                text=part.text,
            )
            for part in document.of(kind)
        ]

    return StoryForm(
        headline=document.headline,
        slug=document.slug or "",
        topic=document.topic or "",
        access=document.access or "subscribers",
        closes_on=document.closes_on.isoformat() if document.closes_on else "",
        why=text("why"),
        points=items("point"),
        expert=text("expert"),
        plain=text("plain"),
        sides=items("side"),
        noise_level=str(document.noise_level or ""),
        noise=text("noise"),
        forecast=text("forecast"),
        disclaimer="".join(part.disclaimer for part in document.of("forecast")),
        events=items("event"),
    )


def sent(form: MultiDict[str, str]) -> StoryForm:
    """Return the fields as they were sent."""
    values: dict[str, Any] = {name: form.get(name, "") for name in asdict(StoryForm())}
    return StoryForm(**(values | {name: _items(form, name) for name in LISTS}))


def _items(form: MultiDict[str, str], name: str) -> list[Item]:
    columns = [form.getlist(f"{name}-{column}") for column in asdict(Item())]
    longest = max(map(len, columns))
    filled = [column + [""] * (longest - len(column)) for column in columns]
    return [Item(*row) for row in zip(*filled, strict=True)]


def rearranged(form: StoryForm, wish: str) -> StoryForm:
    """Return the form after one press of Add, Up, Down or Remove: ``add:points``, ``up:points:2``.

    A wish that cannot be met (the first one up, an unknown list) changes nothing.
    """
    verb, _, rest = wish.partition(":")
    name, _, number = rest.partition(":")
    if name not in LISTS:
        return form
    items: list[Item] = list(getattr(form, name))
    at = int(number) if number.isdecimal() and len(number) < 5 else len(items)
    if verb == "add":
        items.append(Item())
    elif at < len(items):
        item = items.pop(at)
        if verb in {"up", "down"}:
            items.insert(max(0, at - 1) if verb == "up" else at + 1, item)
        elif verb != "remove":
            return form
    changed: dict[str, Any] = {name: items}
    return replace(form, **changed)


def checklist(form: StoryForm) -> list[tuple[bool, str, str]]:
    """Return what a reader will miss: whether it is there, in words, and the field it belongs to."""
    events = [event for event in form.events if not event.blank]
    sides = [side for side in form.sides if side.text.strip()]
    return [
        (bool(form.why.strip()), "Why it matters", "why"),
        (sum(bool(point.text.strip()) for point in form.points) >= 3, "At least three key points", "points"),
        (bool(form.expert.strip() and form.plain.strip()), "Both summaries", "expert"),
        (len(sides) >= 2 and len(sides) == len(form.sides), "Every side has a position", "sides"),
        (bool(form.noise_level and form.noise.strip()), "A noise level, and why", "noise"),
        (bool(form.forecast.strip()), "A forecast", "forecast"),
        (bool(events) and all(event.day for event in events), "A timeline with dates", "events"),
    ]


def read(form: StoryForm) -> StoryDocument:
    """Return the story in the fields. Raises :class:`Invalid` with every fault at its field."""
    errors: dict[str, list[str]] = {}
    closes_on = _day(form.closes_on, "closes_on", errors)
    placed = list(_parts(form, errors))
    document = StoryDocument(
        headline=_line(form.headline),
        parts=tuple(part for _, part in placed),
        noise_level=int(form.noise_level) if form.noise_level.isdecimal() and len(form.noise_level) == 1 else None,
        slug=form.slug.strip() or None,
        topic=_line(form.topic),
        access=form.access,
        closes_on=closes_on,
    )
    first = len(PLACES) + 1
    try:
        checked(document, Lines(1, dict(SETTINGS), list(range(first, first + len(placed)))))
    except BadStory as bad:
        for fault in bad.faults:
            name = placed[fault.line - first][0] if fault.line >= first else PLACES[fault.line - 1]
            errors.setdefault(name, []).append(f"{fault.reason[:1].upper()}{fault.reason[1:]}.")
    if errors:
        raise Invalid(errors)
    return document


def _parts(form: StoryForm, errors: dict[str, list[str]]) -> Iterator[tuple[str, Part]]:
    """Give each part with the name of its field, in the page's order; what was left empty is no part."""
    if form.why.strip():
        yield "why", Part("why", _line(form.why))
    yield from _listed(form.points, "points", "point", errors)
    for kind, text in (("expert", form.expert), ("plain", form.plain)):
        yield from (
            (kind, Part(kind, _line(paragraph)))
            for paragraph in re.split(r"\n\s*\n", _lines(text))
            if paragraph.strip()
        )
    yield from _listed(form.sides, "sides", "side", errors)
    if form.noise.strip():
        yield "noise", Part("noise", _line(form.noise))
    if form.forecast.strip():
        yield "forecast", Part("forecast", _line(form.forecast), disclaimer=_line(form.disclaimer))
    yield from _listed(form.events, "events", "event", errors)


def _listed(items: list[Item], name: str, kind: str, errors: dict[str, list[str]]) -> Iterator[tuple[str, Part]]:
    for number, item in enumerate(items):
        # A new side is offered with its name; without a position it is none.
        if item.blank or (kind == "side" and not item.key and not item.text.strip()):
            continue
        place = f"{name}-{number}"
        label = _line(item.label)
        slug = (item.slug or slug_of(label)) if kind == "side" else ""
        yield place, Part(kind, _line(item.text), label, slug, _day(item.day, place, errors), public_id=item.key)


def _day(given: str, name: str, errors: dict[str, list[str]]) -> date | None:
    try:
        return date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        errors.setdefault(name, []).append("Enter the day as year-month-day, for instance 2026-11-05.")
        return None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(text: str) -> str:
    """Return a text as the one line that a part is: fields wrap where it pleases them."""
    return re.sub(r"\s*\n\s*", " ", _lines(text).strip())
