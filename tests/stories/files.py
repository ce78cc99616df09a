"""One story in its three forms, and thirty-seven broken files with the line and the reason of each."""

import json
import re

HEADLINE = "A lighthouse goes dark and two harbours argue"

PAGE_TEXT = """A lighthouse goes dark and two harbours argue
Why It Matters
Forty boats a night steered by it, and nobody has said who pays for what comes instead.
Key Points
- The lamp was switched off in March.
- Satellite positions reach every licensed boat, but not the small ones.
- The northern harbour has offered half of the repair.
The authority's report weighs the cost of the tower against eleven years without an accident.
Its own engineers disagree about what would have prevented one.
The light was old and dear. Most boats do not need it any more. Some still do.
Sides
Critics
Taking away a light before the replacement works is the wrong order.
Defenders
The money saves more lives as a second rescue boat.
Neutral
Both counts leave out boats under eight metres, so nobody knows.
Noise Level
Forecast
A smaller lamp on the northern pier is likely before winter.
This forecast is an estimate by the editors, not a fact.
Timeline
2026-03-02
The lamp is switched off
The survey had found cracks in two of four walls.
The harbours write together
It is their first common letter in thirty years.
Join the Discussion
Be the first to share your perspective. Subscribe to comment.
Related stories
"""

MARKDOWN = """---
headline: A lighthouse goes dark and two harbours argue
slug: lighthouse
topic: Coast
access: subscribers
closes_on: 2027-01-31
noise_level: 3
---

## Why it matters

Forty boats a night steered by it.

## Key points

- The lamp was switched off in March. {#p1}
- Satellite positions reach every licensed boat. {#p2}

## Expert summary

The report weighs the cost of the tower.

## Plain language

The light was old and dear.

## Sides

### Critics

It is the wrong order.

### Defenders

A rescue boat saves more lives.

## Noise level

Two harbours write to every paper.

## Forecast

A smaller lamp is likely before winter.

An estimate, not a fact.

## Timeline

### 2026-03-02: The lamp is switched off

The survey had found cracks.
"""

JSON = {
    "headline": HEADLINE,
    "slug": "lighthouse",
    "why": "Forty boats a night steered by it.",
}


def text(old: str, new: str) -> str:
    """The page text with one change."""
    return _changed(PAGE_TEXT, old, new)


def markdown(old: str, new: str) -> str:
    """The Markdown with one change."""
    return _changed(MARKDOWN, old, new)


def _changed(whole: str, old: str, new: str) -> str:
    if whole.count(old) != 1:
        raise AssertionError(f"{old!r} stands {whole.count(old)} times in the file")
    return whole.replace(old, new)


def line_of(whole: str, words: str) -> int:
    """The number of the first line that holds these words."""
    return next(n for n, line in enumerate(whole.split("\n"), 1) if words in line)


def as_json(document: dict[str, object]) -> str:
    """A JSON file, a value a line."""
    return json.dumps(document, indent=1, ensure_ascii=False)


LONG = "word " * 900

BROKEN: dict[str, tuple[str, str, int, str]] = {
    # What is wrong: form, file, line of the fault, part of the reason.
    "nothing": ("text", "", 1, "the file is empty"),
    "only a heading": ("text", "Key Points\n- One.\n", 1, "the headline is missing"),
    "a heading twice": ("text", text("Sides\nCritics", "Key Points\nSides\nCritics"), 11, "a second time"),
    "headings in another order": (
        "text", text("Timeline\n2026", "Why It Matters\nLate.\nTimeline\n2026"), 22, "a second time",
    ),
    "an empty key point": ("text", text("- The northern harbour has offered half of the repair.", "-"), 7, "is empty"),
    "a side without text": (
        "text",
        text("Both counts leave out boats under eight metres, so nobody knows.\n", ""),
        16,
        "has no text",
    ),
    "a noise level of six": ("text", text("Noise Level\n", "Noise Level\n6\n"), 19, "1 to 5"),
    "a noise level in other words": ("text", text("Noise Level\n", "Noise Level\nvery loud\n"), 19, "1 to 5"),
    "three lines of forecast": ("text", text("not a fact.\n", "not a fact.\nAnd more.\n"), 22, "join this one"),
    "an event without text": (
        "text",
        text("It is their first common letter in thirty years.\n", ""),
        26,
        "has no text",
    ),
    "a headline of 300 characters": ("text", text(HEADLINE, "A" * 300), 1, "shorten it by 100"),
    "a paragraph of 4,500 characters": ("text", text("Some still do.", LONG), 10, "longer than 4000"),
    "a hidden character": ("text", text("The light was old", "The light\u202e was old"), 10, "U+202E"),
    "the same key point twice": (
        "text",
        text("The northern harbour has offered half of the repair.", "The lamp was switched off in March."),
        7,
        "a second time",
    ),
    "no front matter": (
        "markdown",
        markdown("---\nheadline", "headline").replace("3\n---\n", "3\n"),
        1,
        "front matter is missing",
    ),
    "front matter without end": ("markdown", markdown("noise_level: 3\n---", "noise_level: 3"), 1, "does not end"),
    "front matter that is no YAML": ("markdown", markdown("topic: Coast", "topic: [Coast"), 5, "no YAML"),
    "a setting that is none": ("markdown", markdown("topic: Coast", "colour: Coast"), 4, "no setting colour"),
    "a setting twice": ("markdown", markdown("topic: Coast", "topic: Coast\ntopic: Sea"), 5, "a second time"),
    "an access that is none": (
        "markdown",
        markdown("access: subscribers", "access: everybody"),
        5,
        "access must be one of",
    ),
    "a slug with blanks": ("markdown", markdown("slug: lighthouse", "slug: The Lighthouse"), 3, "the slug may hold"),
    "a noise level in words": ("markdown", markdown("noise_level: 3", "noise_level: loud"), 7, "number from 1 to 5"),
    "a noise level of nine": ("markdown", markdown("noise_level: 3", "noise_level: 9"), 7, "from 1 to 5"),
    "a day that is none": ("markdown", markdown("2026-03-02: The", "2026-02-31: The"), 49, "is no day"),
    "a closing day in words": ("markdown", markdown("2027-01-31", "in spring"), 6, "must be a day"),
    "a section that is none": ("markdown", markdown("## Forecast", "## Weather"), 41, "no section “Weather”"),
    "text before the first heading": (
        "markdown",
        markdown("## Why it matters", "Words.\n\n## Why it matters"),
        10,
        "before the first heading",
    ),
    "a key point without a dash": ("markdown", markdown("- Satellite", "Satellite"), 17, "begins with “- ”"),
    "a name under key points": ("markdown", markdown("- Satellite", "### Satellite"), 17, "belongs under Sides"),
    "an id twice": ("markdown", markdown("{#p2}", "{#p1}"), 17, "used twice"),
    "an unfinished object": ("json", '{"headline": "One"', 1, "no JSON"),
    "a name twice": ("json", '{\n"headline": "One",\n"headline": "Two"\n}', 2, "stands twice"),
    "a list": ("json", '{"headline": ["One"]}', 1, "headline"),
    "a name that is none": ("json", as_json(JSON | {"colour": "red"}), 1, "colour"),
    "no headline": ("json", as_json({k: v for k, v in JSON.items() if k != "headline"}), 1, "headline"),
    "a number for a text": ("json", as_json(JSON | {"why": 4}), 4, "why"),
    "a depth of 5,000": ("json", '{"headline": ' + "[" * 5000 + "]" * 5000 + "}", 1, ""),
}  # fmt: skip

ENDINGS = {"text": "story.txt", "markdown": "story.md", "json": "story.json"}
SHOWN = [re.sub(r"^- ", "", line) for line in PAGE_TEXT.split("Join the Discussion", maxsplit=1)[0].splitlines()]
