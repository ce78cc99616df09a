"""What is too much or cannot be shown, said before the costly work. The limits of a comment stand here."""

import re

from discuss.errors import Invalid
from discuss.markup import characters, parsing

LONGEST = 10_000  # characters; an owner may allow fewer. It bounds what is quadratic in any Markdown parser.
LINES = 300
LINKS = 20
MENTIONS = 10
DEPTH = 20  # quotes in quotes; a list counts twice, for itself and its item
ELEMENTS = 500  # paragraphs, line breaks, styles ... of one comment; a page of many comments must stay small
MARKS_IN_A_ROW = 5  # combining marks on one letter
BRACKETS = 500  # opening ones of any kind; each "[" makes the parser look for its end

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DEEP_LINE = re.compile(
    rf"^(?:[ \t]{{0,3}}(?:>|[-+*](?=[ \t])|[0-9]{{1,9}}[.)](?=[ \t]))){{{DEPTH + 1}}}", re.MULTILINE
)
_OPENING = re.compile(r"[\[({<]")
_ADDRESS_BEGINS = re.compile(r"://|www\.|\]\(", re.IGNORECASE | re.ASCII)


class Refused(Invalid):
    """A text that is not taken; ``code`` says why in a word that never changes, the message what to do next."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__({"body": [message]})
        self.code = code


def check(source: str, limit: int) -> None:
    """Return if ``source`` can become a comment of at most ``limit`` characters, else raise :class:`Refused`.

    Everything that could make parsing costly is refused before it, in linear time; links, mentions and depth are then
    counted exactly.
    """
    checked(source, limit)


def checked(source: str, limit: int) -> parsing.Parsed:
    """Do what :func:`check` does, and return the tokens that it had to make."""
    text = characters.clean_text(source)
    _check_typed(text, min(limit, LONGEST))
    parsed = parsing.parse(text)
    _check_parsed(parsed)
    return parsed


def _check_typed(text: str, limit: int) -> None:
    if len(text) > limit:
        over = len(text) - limit
        raise Refused("too_long", f"Shorten your comment by {over:,} character{'s' if over > 1 else ''}.")
    if _UNSHOWABLE.search(text):
        raise Refused(
            "unshowable", "Your comment holds a character that cannot be shown. Type the words instead of pasting them."
        )
    if (lines := text.count("\n") + 1) > LINES:
        raise Refused("too_many_lines", f"Your comment has {lines} lines. Use {LINES} at most.")
    if characters.longest_run_of_marks(text) > MARKS_IN_A_ROW:
        raise Refused(
            "stacked_marks",
            f"Your comment has a letter with more than {MARKS_IN_A_ROW} marks on it. Remove some of them.",
        )
    if _DEEP_LINE.search(text):
        raise _too_deep()
    if len(_OPENING.findall(text)) > BRACKETS:
        raise Refused(
            "too_many_brackets", f"Your comment has more than {BRACKETS} opening brackets. Remove some of them."
        )
    if len(_ADDRESS_BEGINS.findall(text)) > 3 * LINKS:
        raise Refused("too_many_links", f"Your comment has many more than {LINKS} links. Keep {LINKS} at most.")


def _check_parsed(parsed: parsing.Parsed) -> None:
    if characters.is_blank(parsed.words):
        raise Refused("empty", "Write something before you post.")
    mentions = sum(href.startswith("/") for href in parsed.hrefs)
    links = len(parsed.hrefs) - mentions
    if links > LINKS:
        raise Refused("too_many_links", f"Your comment has {links} links. Keep {LINKS} at most.")
    if mentions > MENTIONS:
        raise Refused(
            "too_many_mentions", f"Your comment mentions people {mentions} times. Keep {MENTIONS} mentions at most."
        )
    if parsed.depth > DEPTH:
        raise _too_deep()
    if parsed.elements > ELEMENTS:
        raise Refused(
            "too_much_markup", "Your comment has too many quotes, lists, lines or styles. Remove some of them."
        )


def _too_deep() -> Refused:
    return Refused("too_deep", "Your comment has quotes or lists too deep inside each other. Use fewer levels.")
