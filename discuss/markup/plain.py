"""Comments without markup: for excerpts, mail, feeds and screening. Text is made from tokens, never from HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from discuss.markup import parsing, refusals
from discuss.markup.characters import clean_text

_BLANKS = re.compile(r"\s+")


def to_text(source: str, limit: int | None = None) -> str:
    """Return what a reader of ``source`` reads, as plain text that must still be escaped where it is put into HTML.

    Without ``limit``: paragraphs with a blank line between, quotes behind "> ", list items behind their marks.
    With ``limit``: one line of at most so many characters (1 or more), cut between words, without quotes of others
    unless nothing else is there. Never raises; a text that would be refused is returned as typed, cleaned.
    """
    try:
        blocks = list(_blocks(refusals.checked(source, refusals.LONGEST).tokens))
    except refusals.Refused:
        blocks = [_Block(clean_text(source))]
    if limit is None:
        return _joined(blocks)
    own = [block for block in blocks if not block.quotes] or blocks
    return _shortened(_BLANKS.sub(" ", " ".join(block.mark + block.text for block in own)).strip(), limit)


def without_links(text: str) -> str:
    """Return plain text in which no mail program finds an address to make a link of.

    Words of people go out under the site's name in mails; what they link to must not.
    """
    text = text.replace("://", "[:]//")
    text = re.sub(r"(?<=\w)\.(?=[^\W\d]{2})", "[.]", text)
    return re.sub(r"(?<=\S)@(?=\S)", "[at]", text)


def mentions(source: str) -> list[str]:
    """Return the handles mentioned in ``source``, each once, in reading order; at most 10, none if it is refused."""
    prefix = "/people/"
    return list(dict.fromkeys(href.removeprefix(prefix) for href in _hrefs(source) if href.startswith(prefix)))


def links(source: str) -> list[str]:
    """Return the addresses that ``source`` links to, in ASCII, each once, in reading order; none if it is refused."""
    return list(dict.fromkeys(href for href in _hrefs(source) if not href.startswith("/")))


def _hrefs(source: str) -> list[str]:
    try:
        return refusals.checked(source, refusals.LONGEST).hrefs
    except refusals.Refused:
        return []


@dataclass
class _Block:
    """A paragraph or code block and where it stands."""

    text: str
    quotes: int = 0
    indent: int = 0  # blanks, for what stands in lists
    mark: str = ""  # of the list item that begins here
    tight: bool = False  # stands in a list without blank lines

    def spelled(self) -> str:
        lines = self.text.split("\n")
        first, further = " " * self.indent + self.mark, " " * (self.indent + len(self.mark))
        spelled = (first + lines[0], *(further + line for line in lines[1:]))
        return "\n".join("> " * self.quotes + line for line in spelled)


@dataclass
class _Place:
    """Where a walk over the tokens is."""

    quotes: int = 0
    numbers: list[int | None] = field(default_factory=list)  # of each open list: its next number, None for bullets
    marks: list[str] = field(default_factory=list)  # of each open item
    mark_due: bool = False  # nothing of the innermost item was seen yet

    def enter(self, token: Token) -> None:
        match token.type:
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "bullet_list_open":
                self.numbers.append(None)
            case "ordered_list_open":
                self.numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
            case "list_item_open":
                number = self.numbers[-1]
                self.marks.append("- " if number is None else f"{number}. ")
                self.numbers[-1] = None if number is None else number + 1
                self.mark_due = True
            case "list_item_close":
                self.marks.pop()
                self.mark_due = False

    def block(self, text: str, *, tight: bool) -> _Block:
        mark = self.marks[-1] if self.mark_due else ""
        self.mark_due = False
        return _Block(text, self.quotes, len("".join(self.marks)) - len(mark), mark, tight)


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    place = _Place()
    hidden = False
    for token in tokens:
        place.enter(token)
        if token.type == "paragraph_open":
            hidden = token.hidden
        if text := parsing.text_of(token):
            yield place.block(text, tight=hidden and token.type == "inline")


def _joined(blocks: Sequence[_Block]) -> str:
    text = blocks[0].spelled() if blocks else ""
    for above, block in pairwise(blocks):
        text += ("\n" if above.tight and block.tight else "\n\n") + block.spelled()
    return text


def _shortened(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    words = line[:limit].rpartition(" ")[0]
    return (words if len(words) > limit // 2 else line[: limit - 1]).rstrip(" ,;:.\u200d") + "…"
