"""JSON after ``story.schema.json``, which stands beside this file and is published with the product."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from discuss.stories.document import BadStory, Fault, Lines, Part, StoryDocument, checked, day_of, slug_of

SCHEMA = json.loads(Path(__file__).with_name("story.schema.json").read_text(encoding="utf-8"))
DEEPEST = 10  # levels; the schema has five
DIGITS = 18
TOO_DEEP = "this is nested deeper than any story"
_validator = Draft202012Validator(SCHEMA)


def read(text: str) -> StoryDocument:
    """Return the story in a JSON text. Raises :class:`BadStory`."""
    said = _parsed(text)
    places = _Places(text)
    faults = [Fault(places.line(error.absolute_path), _sentence(error)) for error in _validator.iter_errors(said)]
    if faults:
        raise BadStory(faults)
    return _document(said, places)


def _parsed(text: str) -> Any:
    twice = False

    def noticed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        said = dict(pairs)
        twice = twice or len(said) < len(pairs)
        return said

    try:
        # More digits than any number here may have: Python refuses to read some thousands of them.
        said = json.loads(text, object_pairs_hook=noticed, parse_int=lambda digits: int(digits[:DIGITS]))
    except json.JSONDecodeError as error:
        raise BadStory([Fault(error.lineno, f"this is no JSON: {error.msg}")]) from error
    except RecursionError as error:
        raise BadStory([Fault(1, TOO_DEEP)]) from error
    if _deeper_than(said, DEEPEST):
        raise BadStory([Fault(1, TOO_DEEP)])
    if twice:
        raise BadStory(_Places(text).said_twice())
    return said


def _deeper_than(said: Any, levels: int) -> bool:
    level = [said]
    for _ in range(levels):
        inside = [
            value.values() if isinstance(value, dict) else value for value in level if isinstance(value, dict | list)
        ]
        level = [value for values in inside for value in values]
    return bool(level)


class _Places:
    """Knows on which line a value stands. JSON is YAML, and YAML's parser remembers; it is slow, so asked late."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def root(self) -> yaml.Node | None:
        """The file as YAML's parser sees it, None where the two differ."""
        try:
            return yaml.compose(self.text.replace("\t", " "), yaml.SafeLoader)
        except yaml.YAMLError:
            return None

    def line(self, path: Iterable[str | int]) -> int:
        """Return the line of the value at ``path``, or of what is nearest above it."""
        node = self.root
        for step in path:
            below = _below(node, step)
            if below is None:
                break
            node = below
        return node.start_mark.line + 1 if node is not None else 1

    def said_twice(self) -> list[Fault]:
        """Return a fault for each name that an object holds already."""
        found, left = [], [self.root]
        while left:
            node = left.pop()
            if isinstance(node, yaml.MappingNode):
                names = set()
                for key, value in node.value:
                    if key.value in names:
                        reason = f"the name “{key.value[:60]}” stands twice in one object; remove one"
                        found.append(Fault(key.start_mark.line + 1, reason))
                    names.add(key.value)
                    left.append(value)
            elif isinstance(node, yaml.SequenceNode):
                left += node.value
        return found or [Fault(1, "a name stands twice in one object; remove one")]


def _below(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _sentence(error: Any) -> str:
    where = ".".join(str(step) for step in error.absolute_path) or "the story"
    message = str(error.message)
    return f"{where}: {message if len(message) < 160 else message[:157] + '…'}"


def _document(said: dict[str, Any], places: _Places) -> StoryDocument:
    found: list[tuple[Part, tuple[str | int, ...]]] = []
    faults: list[Fault] = []

    def day(given: str | None, *path: str | int) -> date | None:
        try:
            return day_of(given) if given else None
        except ValueError:
            faults.append(Fault(places.line(path), f"{given} is no day; change it"))
            return None

    if said.get("why"):
        found.append((Part("why", said["why"]), ("why",)))
    for number, point in enumerate(said.get("key_points", [])):
        found.append((Part("point", point["text"], public_id=point.get("id", "")), ("key_points", number)))
    for kind in ("expert", "plain"):
        found += [(Part(kind, text), (kind, number)) for number, text in enumerate(said.get(kind, []))]
    for number, side in enumerate(said.get("sides", [])):
        slug = side.get("side") or slug_of(side["label"])
        part = Part("side", side["text"], label=side["label"], slug=slug, public_id=side.get("id", ""))
        found.append((part, ("sides", number)))
    noise = said.get("noise") or {}
    if noise.get("note"):
        found.append((Part("noise", noise["note"]), ("noise",)))
    if said.get("forecast"):
        part = Part("forecast", said["forecast"]["text"], disclaimer=said["forecast"].get("disclaimer", ""))
        found.append((part, ("forecast",)))
    for number, event in enumerate(said.get("timeline", [])):
        on = day(event.get("date"), "timeline", number)
        part = Part("event", event["text"], label=event["title"], happened_on=on, public_id=event.get("id", ""))
        found.append((part, ("timeline", number)))
    document = StoryDocument(
        headline=said["headline"],
        parts=tuple(part for part, _ in found),
        noise_level=int(noise["level"]) if noise else None,  # 2.0 is a whole number to the schema
        slug=said.get("slug"),
        topic=said.get("topic"),
        access=said.get("access"),
        closes_on=day(said.get("closes_on"), "closes_on"),
    )
    try:
        checked(document, Lines())
    except BadStory:
        faults += _with_lines(document, [path for _, path in found], places)
    if faults:
        raise BadStory(faults)
    return document


def _with_lines(document: StoryDocument, paths: list[tuple[str | int, ...]], places: _Places) -> list[Fault]:
    """Return the faults of a document again, now with the lines they stand on."""
    at = {name: places.line((name,)) for name in ("slug", "topic", "access", "noise", "closes_on")}
    try:
        checked(document, Lines(places.line(("headline",)), at, [places.line(path) for path in paths]))
    except BadStory as error:
        return error.faults
    return []


def write(document: StoryDocument) -> str:
    """Return ``document`` as JSON after the schema."""
    said: dict[str, Any] = {"headline": document.headline}
    for name in ("slug", "topic", "access"):
        if getattr(document, name) is not None:
            said[name] = getattr(document, name)
    if document.closes_on:
        said["closes_on"] = document.closes_on.isoformat()
    for part in document.of("why"):
        said["why"] = part.text
    if document.of("point"):
        said["key_points"] = [_with_id(part, text=part.text) for part in document.of("point")]
    for kind in ("expert", "plain"):
        if document.of(kind):
            said[kind] = [part.text for part in document.of(kind)]
    if document.of("side"):
        said["sides"] = [
            _with_id(part, side=part.slug, label=part.label, text=part.text) for part in document.of("side")
        ]
    said |= _outlook(document)
    if document.of("event"):
        said["timeline"] = [_event(part) for part in document.of("event")]
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _outlook(document: StoryDocument) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if document.noise_level:
        said["noise"] = {"level": document.noise_level}
        for part in document.of("noise"):
            said["noise"]["note"] = part.text
    for part in document.of("forecast"):
        said["forecast"] = {"text": part.text} | ({"disclaimer": part.disclaimer} if part.disclaimer else {})
    return said


def _event(part: Part) -> dict[str, str]:
    day = {"date": part.happened_on.isoformat()} if part.happened_on else {}
    return _with_id(part, title=part.label, text=part.text, **day)


def _with_id(part: Part, **said: str) -> dict[str, str]:
    return ({"id": part.public_id} if part.public_id else {}) | said
