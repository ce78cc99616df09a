"""One story in its three forms, and how to change one place of it."""

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


ENDINGS = {"text": "story.txt", "markdown": "story.md", "json": "story.json"}
SHOWN = [re.sub(r"^- ", "", line) for line in PAGE_TEXT.split("Join the Discussion", maxsplit=1)[0].splitlines()]
