"""Markdown with front matter and the page's headings.

Front matter: ``headline``, ``slug``, ``topic``, ``access``, ``closes_on``, ``noise_level``. Then ``## Why it matters``,
``## Key points`` (a list), ``## Expert summary``, ``## Plain language``, ``## Sides`` with ``### Name`` each,
``## Noise level``, ``## Forecast`` (text, then its disclaimer), ``## Timeline`` with ``### 2026-06-17: Title`` each. An
item, side or event may name its id: ``{#p1}`` at the end of its first line. The texts are plain: no Markdown in them is
interpreted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from discuss.stories.document import BadStory, Fault, Lines, Part, StoryDocument, checked, day_of, slug_of

SECTIONS = {
    "why it matters": "why",
    "key points": "point",
    "expert summary": "expert",
    "plain language": "plain",
    "sides": "side",
    "noise level": "noise",
    "forecast": "forecast",
    "timeline": "event",
}
TITLES = {kind: title.capitalize() for title, kind in SECTIONS.items()}
SETTINGS = ("headline", "slug", "topic", "access", "closes_on", "noise_level")
LONGEST_FRONT = 4000  # characters
# What stands in for settings that cannot be read: the file is refused, but not also for what follows from that.
STAND_IN: dict[str, Any] = {"headline": "-", "noise_level": 1}
UNSAID = {"", "~", "null"}
_ID = re.compile(r"\s*\{#([a-z0-9-]{1,60})\}\s*$")
_DATED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:: ?(.*))?")
_LEVEL = re.compile(r"[0-9]{1,3}")


@dataclass
class _Block:
    """Lines that belong together: a paragraph, an item, or what stands under a heading."""

    kind: str
    lines: list[str]
    line: int
    title: str = ""
    public_id: str = ""


@dataclass
class _Reading:
    faults: list[Fault] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)
    kind: str = ""
    fresh: bool = True  # the next line begins a new block
    astray: bool = False  # what comes now belongs to something that was refused already
    seen: set[str] = field(default_factory=set)


def read(text: str) -> StoryDocument:
    """Return the story in a Markdown file. Raises :class:`BadStory`."""
    state = _Reading()
    front, body, offset = _split(text, state)
    settings, at = _settings(front, state)
    for number, line in enumerate(body.split("\n"), offset):
        _take(state, line.rstrip(), number)
    parts = [pair for pair in map(lambda block: _part(block, state), _joined(state.blocks)) if pair]  # noqa: C417 - reads better
    order = {kind: number for number, kind in enumerate(SECTIONS.values())}
    parts.sort(key=lambda pair: order[pair[0].kind])
    document = StoryDocument(parts=tuple(part for part, _ in parts), **settings)
    lines = Lines(at.get("headline", 1), at | {"noise": at.get("noise_level", 1)}, [line for _, line in parts])
    try:
        checked(document, lines)
    except BadStory as error:
        state.faults += error.faults
    if state.faults:
        raise BadStory(state.faults)
    return document


def _split(text: str, state: _Reading) -> tuple[str, str, int]:
    if not text.startswith("---\n"):
        state.faults.append(Fault(1, "the front matter is missing; begin with a line --- and the headline"))
        state.astray = True
        return "", text, 1
    front, mark, body = text[4:].partition("\n---\n")
    if not mark or len(front) > LONGEST_FRONT:
        state.faults.append(Fault(1, "the front matter does not end; close it with a line ---"))
        return "", "", 1
    return front, body, front.count("\n") + 4


def _settings(front: str, state: _Reading) -> tuple[dict[str, Any], dict[str, int]]:
    if state.faults:
        return STAND_IN, {}
    settings: dict[str, Any] = {"headline": ""}
    at: dict[str, int] = {}
    try:
        # Every value as it is written: to YAML, a headline "No" is a truth value and 2026-02-31 a broken file.
        node = yaml.compose(front, yaml.BaseLoader)
        said = yaml.load(front, yaml.BaseLoader) or {}  # noqa: S506 - it knows texts, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        state.faults.append(
            Fault((mark.line if mark else 0) + 2, "the front matter is no YAML; check colons and quotes")
        )
        return STAND_IN, at
    if not isinstance(said, dict) or not isinstance(node, yaml.MappingNode):
        if front.strip():
            state.faults.append(Fault(2, "the front matter must be lines such as headline: …"))
            return STAND_IN, at
        return settings, at
    for key, _ in node.value:
        name, line = str(key.value), key.start_mark.line + 2
        if name not in SETTINGS:
            state.faults.append(Fault(line, f"there is no setting {name}; use {', '.join(SETTINGS)}"))
        elif name in at:
            state.faults.append(Fault(line, f"{name} stands here a second time; remove one"))
        else:
            at[name] = line
            settings[name] = _typed(name, said.get(name), line, state)
    return settings, at


def _typed(name: str, value: Any, line: int, state: _Reading) -> Any:
    """Return what a setting says; None where it says nothing."""
    if not isinstance(value, str):
        state.faults.append(Fault(line, f"{name} must be one line of text; change it"))
        return STAND_IN.get(name)
    if value in UNSAID and name != "headline":
        return None
    return _READERS.get(name, _text)(value, line, state)


def _text(value: str, line: int, state: _Reading) -> str:
    return value


def _level(value: str, line: int, state: _Reading) -> int:
    if not _LEVEL.fullmatch(value):
        state.faults.append(Fault(line, "noise_level must be a number from 1 to 5; change it"))
        return 1
    return int(value)


def _last_day(value: str, line: int, state: _Reading) -> date | None:
    try:
        return day_of(value)
    except ValueError:
        state.faults.append(Fault(line, "closes_on must be a day such as 2026-06-18; change it"))
        return None


_READERS: dict[str, Callable[[str, int, _Reading], Any]] = {"noise_level": _level, "closes_on": _last_day}


def _take(state: _Reading, line: str, number: int) -> None:
    if line.startswith("## "):
        _section(state, line[3:].strip(), number)
    elif state.astray:
        return
    elif line.startswith("### "):
        _name(state, line[4:].strip(), number)
    elif not line.strip():
        state.fresh = True
    elif not state.kind:
        state.faults.append(Fault(number, "this text stands before the first heading; move it under one"))
        state.astray = True
    elif state.kind == "point":
        _item(state, line, number)
    elif state.fresh and state.kind not in {"side", "event"}:
        state.blocks.append(_Block(state.kind, [line.strip()], number))
        state.fresh = False
    elif state.blocks and state.blocks[-1].kind == state.kind:
        state.blocks[-1].lines.append(line.strip())
    else:
        state.faults.append(Fault(number, "this text has no heading with ###; write the name or title above it"))


def _section(state: _Reading, title: str, number: int) -> None:
    kind = SECTIONS.get(title.casefold())
    state.astray = kind is None or kind in state.seen
    if kind is None:
        state.faults.append(Fault(number, f"there is no section “{title}”; use {', '.join(TITLES.values())}"))
    elif kind in state.seen:
        state.faults.append(Fault(number, f"the heading “{title}” stands here a second time; remove one"))
    state.kind = kind or state.kind
    state.seen.add(state.kind)
    state.fresh = True


def _name(state: _Reading, heading: str, number: int) -> None:
    title, public_id = _named(heading)
    if state.kind not in {"side", "event"}:
        state.faults.append(Fault(number, "a heading with ### belongs under Sides or Timeline; move it"))
        state.astray = True
        return
    state.blocks.append(_Block(state.kind, [], number, title, public_id))
    state.fresh = False


def _item(state: _Reading, line: str, number: int) -> None:
    if line.startswith(("- ", "* ")) or line in {"-", "*"}:
        text, public_id = _named(line[1:].strip())
        state.blocks.append(_Block("point", [text], number, "", public_id))
    elif state.blocks and state.blocks[-1].kind == "point" and line.startswith("  "):
        state.blocks[-1].lines.append(line.strip())
    else:
        state.faults.append(Fault(number, "a key point begins with “- ”; write it so, or move the text"))


def _named(text: str) -> tuple[str, str]:
    found = _ID.search(text)
    return (text[: found.start()].rstrip(), found[1]) if found else (text, "")


def _joined(blocks: list[_Block]) -> list[_Block]:
    """A forecast's second paragraph is its disclaimer."""
    joined: list[_Block] = []
    for block in blocks:
        if block.kind == "forecast" and joined and joined[-1].kind == "forecast" and not joined[-1].title:
            joined[-1].title = " ".join(block.lines)
        else:
            joined.append(block)
    return joined


def _part(block: _Block, state: _Reading) -> tuple[Part, int] | None:
    text = " ".join(block.lines)
    if block.kind == "side":
        return Part("side", text, label=block.title, slug=slug_of(block.title), public_id=block.public_id), block.line
    if block.kind == "forecast":
        return Part("forecast", text, disclaimer=block.title), block.line
    if block.kind == "event":
        dated = _DATED.fullmatch(block.title)
        try:
            on = day_of(dated[1]) if dated else None
        except ValueError:
            state.faults.append(Fault(block.line, f"{block.title[:10]} is no day; change it"))
            return None
        title = (dated[2] or "") if dated else block.title
        return Part("event", text, label=title, happened_on=on, public_id=block.public_id), block.line
    return Part(block.kind, text, public_id=block.public_id), block.line


def write(document: StoryDocument) -> str:
    """Return ``document`` as Markdown. ``formats.write`` makes sure that reading it gives the same."""
    front = {name: getattr(document, name) for name in SETTINGS if getattr(document, name) is not None}
    out = ["---", yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000).strip(), "---"]
    for title, kind in SECTIONS.items():
        if document.of(kind):
            out += ["", f"## {title.capitalize()}"]
        for part in document.of(kind):
            out += _written(part)
    return "\n".join(out) + "\n"


def _written(part: Part) -> list[str]:
    anchor = f" {{#{part.public_id}}}" if part.public_id else ""
    if part.kind == "point":
        return ["", f"- {part.text}{anchor}"]
    if part.kind == "side":
        return ["", f"### {part.label}{anchor}", "", part.text]
    if part.kind == "event":
        day = f"{part.happened_on.isoformat()}: " if part.happened_on else ""
        return ["", f"### {day}{part.label}{anchor}", "", part.text]
    if part.kind == "forecast" and part.disclaimer:
        return ["", part.text, "", part.disclaimer]
    return ["", part.text]
