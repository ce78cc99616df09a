"""The text of a story page, as copied from it.

The first line is the headline. Headings stand alone on their lines, in the page's order: ``Why It Matters`` (one
paragraph), ``Key Points`` (lines beginning with ``- ``), ``Sides`` (a name, then its text), ``Noise Level`` (a number
or word, then a sentence, or nothing), ``Forecast`` (the text, then its disclaimer), ``Timeline`` (a title line and a
text line each, newest first; a date may stand on its own line before the title). Between the key points and the sides
stand the paragraphs of the expert summary and, last, the plain-language one. What follows ``Join the Discussion`` is
not part of the story. A line is a paragraph.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from discuss.stories.document import BadStory, Fault, Lines, Part, StoryDocument, checked, slug_of

HEADINGS = {
    "why it matters": "why",
    "key points": "points",
    "sides": "sides",
    "noise level": "noise",
    "forecast": "forecast",
    "timeline": "timeline",
    "join the discussion": "end",
}
ORDER = ("headline", "why", "points", "summary", "sides", "noise", "forecast", "timeline", "end")
KNOWN_SIDES = {"critics": "Critics", "defenders": "Defenders", "neutral": "Neutral"}
LEVELS = {"quiet": 1, "low": 2, "medium": 3, "high": 4, "extreme": 5}
_LEVEL = re.compile(r"([1-5])(?: of 5)?", re.IGNORECASE)


@dataclass
class _Reading:
    headline: str = ""
    section: str = "headline"
    part_lines: list[tuple[Part, int]] = field(default_factory=list)
    summary: list[tuple[str, int]] = field(default_factory=list)
    open: list[tuple[str, int]] = field(default_factory=list)  # lines of the pair that is being read
    happened_on: date | None = None
    date_line: int = 1
    level: int | None = None
    faults: list[Fault] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def read(text: str) -> StoryDocument:
    """Return the story that a page's text holds. Raises :class:`BadStory`."""
    state = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()  # noqa: PLW2901 - only the bare line means anything
        if line and not _take(state, line, number):
            break
    _close_pair(state)
    _date_without_event(state)
    if not state.headline:
        state.faults.append(Fault(1, "the file is empty; its first line is the headline"))
    return _document(state)


def _take(state: _Reading, line: str, number: int) -> bool:
    heading = HEADINGS.get(line.casefold())
    if not state.headline and heading is None:
        state.headline, state.section = line, "summary"
        return True
    if heading is not None:
        return _enter(state, heading, line, number)
    _LINES[state.section](state, line, number)
    return True


def _enter(state: _Reading, heading: str, line: str, number: int) -> bool:
    _close_pair(state)
    _date_without_event(state)
    if not state.headline and "headline" not in state.seen:
        state.seen.add("headline")
        state.faults.append(Fault(number, "the headline is missing; it is the first line"))
    again = heading in state.seen
    reached = max((ORDER.index(name) for name in state.seen), default=0)
    if again:
        state.faults.append(Fault(number, f"the heading “{line}” stands here a second time; remove one"))
    elif ORDER.index(heading) < reached:
        state.faults.append(Fault(number, f"the heading “{line}” stands too late; keep the order of the page"))
    elif heading in {"why", "points"} and state.summary:
        stray = state.summary[0][1]
        state.faults.append(Fault(stray, "no heading takes this text; join it to the line above or move it"))
        state.summary.clear()
    state.seen.add(heading)
    state.section = "refused" if again else heading  # what follows it would be refused once more
    return heading != "end"


def _why(state: _Reading, line: str, number: int) -> None:
    state.part_lines.append((Part("why", line), number))
    state.section = "summary"


def _points(state: _Reading, line: str, number: int) -> None:
    if line == "-" or line.startswith("- "):
        state.part_lines.append((Part("point", line[2:].strip()), number))
        return
    state.section = "summary"
    _summary(state, line, number)


def _summary(state: _Reading, line: str, number: int) -> None:
    state.summary.append((line, number))


def _sides(state: _Reading, line: str, number: int) -> None:
    known = KNOWN_SIDES.get(line.casefold())
    if known or len(state.open) == 2:
        _close_pair(state)
    state.open.append((known or line, number))


def _noise(state: _Reading, line: str, number: int) -> None:
    level = _LEVEL.fullmatch(line)
    if state.level is None and (level or line.casefold() in LEVELS):
        state.level = int(level[1]) if level else LEVELS[line.casefold()]
        return
    if state.level is None:
        state.faults.append(Fault(number, "the noise level must be 1 to 5, or Quiet, Low, Medium, High or Extreme"))
        state.section = "refused"
        return
    state.part_lines.append((Part("noise", line), number))


def _forecast(state: _Reading, line: str, number: int) -> None:
    if len(state.open) == 2:
        state.faults.append(Fault(number, "a forecast has a text line and a disclaimer line; join this one to them"))
        return
    state.open.append((line, number))


def _timeline(state: _Reading, line: str, number: int) -> None:
    on = _date(line)
    if on is not None and len(state.open) == 1:
        state.faults.append(Fault(number, "a date stands before the title of its event; move it there"))
        return
    if on is not None:
        _close_pair(state)
        _date_without_event(state)
        state.happened_on, state.date_line = on, number
        return
    if len(state.open) == 2:
        _close_pair(state)
    state.open.append((line, number))


def _refused(state: _Reading, line: str, number: int) -> None:
    """What belongs to something that was refused is not read."""


_LINES = {
    "refused": _refused,
    "headline": _summary,
    "why": _why,
    "points": _points,
    "summary": _summary,
    "sides": _sides,
    "noise": _noise,
    "forecast": _forecast,
    "timeline": _timeline,
}


def _date_without_event(state: _Reading) -> None:
    if state.happened_on:
        state.faults.append(Fault(state.date_line, "no event follows this date; write its title and text"))
        state.happened_on = None


def _close_pair(state: _Reading) -> None:
    if not state.open:
        return
    (first, line), *rest = state.open
    text = rest[0][0] if rest else ""
    if state.section == "sides":
        if not rest:
            state.faults.append(Fault(line, f"the side “{first}” has no text; write it on the next line"))
        else:
            state.part_lines.append((Part("side", text, label=first, slug=slug_of(first)), line))
    elif state.section == "forecast":
        state.part_lines.append((Part("forecast", first, disclaimer=text), line))
    elif not rest:
        state.faults.append(Fault(line, f"the event “{first}” has no text; write it on the next line"))
    else:
        state.part_lines.append((Part("event", text, label=first, happened_on=state.happened_on), line))
    state.open, state.happened_on = [], None


def _date(line: str) -> date | None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(line, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    return None


def _document(state: _Reading) -> StoryDocument:
    plain = state.summary[-1:] if len(state.summary) > 1 else []
    expert = state.summary[: len(state.summary) - len(plain)]
    found = state.part_lines
    found += [(Part("expert", text), line) for text, line in expert] + [
        (Part("plain", text), line) for text, line in plain
    ]
    order = {
        kind: number
        for number, kind in enumerate(("why", "point", "expert", "plain", "side", "noise", "forecast", "event"))
    }
    found.sort(key=lambda pair: order[pair[0].kind])
    document = StoryDocument(state.headline, tuple(part for part, _ in found), noise_level=state.level)
    lines = Lines(parts=[line for _, line in found])
    try:
        checked(document, lines)
    except BadStory as error:
        # A missing headline has been told already, in better words.
        state.faults += [fault for fault in error.faults if state.headline or "the headline" not in fault.reason]
    if state.faults:
        raise BadStory(state.faults)
    return document


def write(document: StoryDocument) -> str:
    """Return ``document`` as page text. ``formats.write`` makes sure that reading it gives the same."""
    words = {number: word.capitalize() for word, number in LEVELS.items()}
    out = [document.headline]
    for part in document.of("why"):
        out += ["Why It Matters", part.text]
    if document.of("point"):
        out += ["Key Points", *(f"- {part.text}" for part in document.of("point"))]
    out += [part.text for part in (*document.of("expert"), *document.of("plain"))]
    if document.of("side"):
        out.append("Sides")
        for part in document.of("side"):
            out += [part.label, part.text]
    if document.noise_level:
        out += ["Noise Level", words[document.noise_level], *(part.text for part in document.of("noise"))]
    for part in document.of("forecast"):
        out += ["Forecast", part.text, *([part.disclaimer] if part.disclaimer else [])]
    if document.of("event"):
        out.append("Timeline")
        for part in document.of("event"):
            out += [part.happened_on.isoformat()] if part.happened_on else []
            out += [part.label, part.text]
    return "\n".join(out) + "\n"
