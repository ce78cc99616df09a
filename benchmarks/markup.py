"""Hostile comments against a plain one of 1 KiB: what refusing them costs, and rendering the worst that is taken."""

import time
from collections.abc import Callable
from functools import partial

from benchmarks.ratio import Ratio, side_by_side
from discuss import markup
from discuss.markup import parsing

PLAIN = ("Some words of a plain comment, as people write them. " * 20)[:1024]

# Refused before they are parsed, at the highest limit that an owner can set.
REFUSED = {
    "100,000 characters": "Some words. " * 8_334,
    "200 quotes in each other": "> " * 200 + "words",
    "5,000 links": "https://a.example/page " * 5_000,
    "10,000 brackets": "[" * 10_000,
    "5,000 round brackets in each other": "(" * 5_000 + ")" * 5_000,
    "10,000 times NUL": "\x00" * 10_000,
    "10,000 lone surrogates": "\ud800" * 10_000,
    "10,000 combining marks on one letter": "a" + "\u0301\u0316" * 4_999,
    "10,000 lines": "a\n" * 4_999,
}

# As long as a comment can be: what each part of the way finds hardest.
TAKEN = {
    "9,900 characters of words": ("Some words of a comment, as people write them. " * 211)[:9_900],
    "9,900 quotation marks": '"' * 9_900,
    "9,900 ampersands": "&" * 9_900,
    "500 square brackets, never closed": "[ words of a text " * 500,
    "9,900 stars, never closed": "*a **b " * 1_400,
    "backticks of 130 lengths": "".join("`" * length + " " for length in range(1, 131)),
    "an address with 9,900 brackets": "https://a.example/" + ")" * 9_900,
    "9,900 times @": "@" * 9_900,
    "20 links": "[words](https://a.example/page) " * 20,
    "300 lines in 15 quotes each": ("> " * 15 + "a\n") * 300,
}


def measure() -> list[Ratio]:
    """Return how many times longer each takes than rendering the plain comment. Raises Refused for a text not taken."""
    for text in TAKEN.values():
        markup.check(text, 10_000)
    rows = [
        Ratio(f"refuse {name} / render a plain KiB", _times_plain(partial(_refuse, text)), 30)
        for name, text in REFUSED.items()
    ]
    return rows + [
        Ratio(f"render {name} / render a plain KiB", _times_plain(partial(_render, text)), 300)
        for name, text in TAKEN.items()
    ]


def _times_plain(work: Callable[[], None]) -> float:
    return side_by_side(work, _render_plain, timer=time.process_time)


def _refuse(text: str) -> None:
    try:
        markup.check(text, 10_000)
    except markup.Refused:
        return
    raise AssertionError("this text should be refused")


def _render(text: str) -> None:
    parsing.parse.cache_clear()  # it would remember the text of the round before
    markup.render(text)


def _render_plain() -> None:
    _render(PLAIN)
