"""What the HTML of a comment may be made of, read by another parser and stated without the product's own lists."""

import re
from collections.abc import Iterator
from typing import Any

import html5lib

REL = "nofollow ugc noopener noreferrer"
PLAIN = {"p", "br", "em", "strong", "s", "blockquote", "ul", "ol", "li", "code", "pre", "a", "bdi"}
DEEPEST = 20 + 1 + 5 + 1  # blocks, the paragraph, styles, a link
ADDRESS = re.compile(
    r"https?://[a-z0-9_.-]+(:[0-9]{1,5})?([/?#][!#$%&()*+,./0-9:;=?@A-Z\[\]_a-z~-]*)?"
    r"|mailto:[^@\s<>\"]+@[a-z0-9.-]+"
    r"|/people/[a-z0-9_-]{3,30}"
)


def faults(html: str) -> list[str]:
    """Return what is wrong with ``html`` as the content of a comment; nothing, if all is well."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    fragment = parser.parseFragment(html)
    found = [f"not well formed: {code}" for _, code, _ in parser.errors]
    for element, above in _walk(fragment, ()):
        found += _element_faults(element, above)
    return found


def _walk(element: Any, above: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    for child in element:
        yield child, above
        yield from _walk(child, (*above, str(child.tag)))


def _element_faults(element: Any, above: tuple[str, ...]) -> Iterator[str]:
    tag, attributes = element.tag, dict(element.attrib)
    if tag not in PLAIN:
        yield f"element {tag}"
    if len(above) > DEEPEST:
        yield "too deep"
    match tag:
        case "a":
            if attributes.pop("rel", None) != REL:
                yield "link without rel"
            if not ADDRESS.fullmatch(attributes.pop("href", "")):
                yield f"link {_only(element, 'href')}"
            if "a" in above:
                yield "link in link"
        case "bdi":
            if attributes.pop("class", None) != "host":
                yield f"bdi {_only(element, 'class')}"
        case "ol":
            if not re.fullmatch("[0-9]{1,9}", attributes.pop("start", "1")):
                yield f"ol {element.attrib}"
    if attributes:
        yield f"attributes {attributes} of {tag}"


def _only(element: Any, name: str) -> dict[str, str]:
    return {name: element.attrib[name]} if name in element.attrib else {}
