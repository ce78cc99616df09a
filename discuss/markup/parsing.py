"""From typed text to tokens: the Markdown that comments may use, links found in plain text, mentions.

Not used from markdown-it: raw HTML, images, headings, tables, rules, reference definitions (their text is shown as it
was typed) and entities, so that a hidden character cannot come in by its number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from discuss.markup import addresses
from discuss.markup.characters import is_blank

# markdown-it drops what is nested deeper than this, so it must lie above the depth that check() refuses.
PARSED_DEPTH = 40
STYLE_DEPTH = 5  # emphasis inside emphasis; deeper styles are left out, the text stays
HOST_CLASS = "host"

# One pass finds both. A URL swallows everything up to a blank, so no character is looked at twice.
_FOUND = re.compile(
    r"(?<![\w@/.])(?P<url>(?i:https?://|www\.)[^\s<>\"`\\^{|}\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]+)"
    r"|(?<![\w@/.:+=&-])@(?P<handle>[A-Za-z0-9_-]{3,30})(?![\w@-]|\.\w)"
)
_TRAILING = frozenset(".,;:!?*_~)]'\"")
_CONTAINERS = frozenset({"blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"})
_CODE_BLOCKS = frozenset({"fence", "code_block"})
_STYLES = frozenset({"em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close"})
_LINKS = frozenset({"link_open", "link_close"})


class _CommentMarkdown(MarkdownIt):
    """markdown-it with our rule about addresses in place of its own."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # markdown-it's name
        return addresses.destination(url) or ""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return bool(url)

    def normalizeLinkText(self, url: str) -> str:  # noqa: N802
        # Its own decodes percent signs, which brings hidden characters back.
        return url


@dataclass(frozen=True)
class Parsed:
    """Tokens in reading order, to be read only."""

    tokens: Sequence[Token]

    @property
    def depth(self) -> int:
        """How many quotes and lists stand inside each other; a list counts twice, for itself and its item."""
        return max((token.level + 1 for token in self.tokens if token.type in _CONTAINERS), default=0)

    @property
    def inline(self) -> list[Token]:
        """The tokens within paragraphs, those of all blocks in one row."""
        return [child for token in self.tokens for child in token.children or ()]

    @property
    def words(self) -> str:
        """What readers see of the text, in one piece: empty for quotes and lists with nothing in them."""
        return " ".join(map(text_of, self.tokens))

    @property
    def elements(self) -> int:
        """How many HTML elements this becomes."""
        tokens = [token for token in self.tokens if not token.hidden] + self.inline
        return sum(2 if token.type in _CODE_BLOCKS else _is_element(token) for token in tokens)

    @property
    def hrefs(self) -> list[str]:
        """Where links and mentions lead, in reading order."""
        return [str(token.attrs["href"]) for token in self.inline if token.type == "link_open"]


# One comment is checked, rendered, screened and excerpted in a row: four times the same tokens.
@lru_cache(maxsize=8)
def parse(text: str) -> Parsed:
    """Return the tokens of ``text``, which must have passed :func:`discuss.markup.characters.clean_text`."""
    return Parsed(_markdown.parse(text))


def to_markup(parsed: Parsed) -> str:
    """Return the HTML of ``parsed``, not yet sanitized."""
    return str(_markdown.renderer.render(parsed.tokens, _markdown.options, {}))


def text_of(token: Token) -> str:
    """Return what readers see of one block; '' for what only opens or closes others."""
    if token.type in _CODE_BLOCKS:
        return token.content.rstrip("\n")
    if token.type == "hr":
        return token.markup
    return "".join(map(_text_within, token.children or ()))


def _text_within(token: Token) -> str:
    return "\n" if token.type.endswith("break") else token.content


def _is_element(token: Token) -> bool:
    return token.nesting == 1 or token.type in {"softbreak", "hardbreak", "code_inline", "hr"}


def _finish(state: StateCore) -> None:
    """Core rule: decide about links and styles, find addresses and mentions, forget the languages of code blocks."""
    for token in state.tokens:
        token.info = ""  # it would become a class
        token.markup = token.markup[:3] if token.type == "hr" else token.markup
        if token.type == "inline":
            token.children = _with_found(_with_decided(token.children or []))


def _with_decided(children: list[Token]) -> list[Token]:
    """Leave out links without destination, links in links and styles too deep; say after a link where it leads."""
    out: list[Token] = []
    kept: list[int] = []  # of each open element: where it stands in ``out``, or -1 if it was left out
    in_link = False
    for token in children:
        if token.type not in _STYLES | _LINKS:
            out.append(token)
        elif token.nesting == 1:
            is_link = token.type == "link_open"
            keep = not in_link and bool(token.attrs.get("href")) if is_link else len(kept) < STYLE_DEPTH
            kept.append(len(out) if keep else -1)
            if keep:
                in_link = in_link or is_link
                token.attrs = {"href": token.attrs["href"]} if is_link else {}  # without the title
                out.append(token)
        elif (opened := kept.pop()) >= 0:
            if token.type == "link_close":
                in_link = False
                out += _link_end(out[opened:], token)
            else:
                out.append(token)
    return out


def _link_end(link: list[Token], close: Token) -> list[Token]:
    """Return what follows the text of a link: its end and, unless the text says so itself, the place where it leads."""
    place = addresses.shown(str(link[0].attrs["href"]))
    text = "".join(map(_text_within, link))
    if is_blank(text):
        return [_text(place), close]
    if addresses.says(text, place):
        return [close]
    host = Token("host_open", "bdi", 1, attrs={"class": HOST_CLASS})
    return [close, _text(" "), host, _text(f"({place})"), Token("host_close", "bdi", -1)]


def _with_found(children: list[Token]) -> list[Token]:
    """Turn addresses and mentions in plain text into links."""
    out: list[Token] = []
    in_link = False
    for token in children:
        if token.type in _LINKS:
            in_link = token.nesting == 1
        if token.type == "text" and not in_link:
            before = out[-1].content[-1:] if out else ""
            out += _split(before, token)
        else:
            out.append(token)
    return out


def _split(before: str, token: Token) -> list[Token]:
    text = before + token.content
    done = len(before)
    out: list[Token] = []
    for match in _FOUND.finditer(text, done):
        if match["url"]:
            shown = _trimmed(match["url"])
            href = addresses.destination(shown if "://" in shown[:8] else f"https://{shown}")
        else:
            shown, href = match[0], f"/people/{match['handle'].lower()}"
        if href:
            out += [_text(text[done : match.start()]), *_link(href, shown)]
            done = match.start() + len(shown)
    return [*out, _text(text[done:])] if out else [token]


def _link(href: str, shown: str) -> list[Token]:
    opened, closed = Token("link_open", "a", 1, attrs={"href": href}), Token("link_close", "a", -1)
    if href.startswith("/"):
        return [opened, _text(shown), closed]
    return [opened, _text(shown), *_link_end([opened, _text(shown)], closed)]


def _trimmed(url: str) -> str:
    """Return ``url`` without the punctuation of the sentence it stands in; a bracket stays if it was opened within."""
    surplus = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    end = len(url)
    while end and url[end - 1] in _TRAILING:
        if url[end - 1] in surplus:
            if surplus[url[end - 1]] <= 0:
                break
            surplus[url[end - 1]] -= 1
        end -= 1
    return url[:end]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _rule_as_text(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"<p>{escapeHtml(tokens[index].markup)}</p>\n"


def _made() -> MarkdownIt:
    markdown = _CommentMarkdown(
        "commonmark", {"html": False, "breaks": True, "xhtmlOut": False, "maxNesting": PARSED_DEPTH}
    )
    markdown.enable("strikethrough")
    markdown.disable(["heading", "lheading", "html_block", "reference", "image", "html_inline", "entity"])
    # Before text_join: it would merge what was escaped by a backslash with the text around it.
    markdown.core.ruler.before("text_join", "finish", _finish)
    markdown.add_render_rule("hr", _rule_as_text)
    # The rulers fill their tables at first use, and a second thread could see them half full.
    markdown.render("*first*")
    return markdown


_markdown = _made()
