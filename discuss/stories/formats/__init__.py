"""The three forms a story comes in and goes out as: page text, Markdown, JSON."""

from collections.abc import Callable

from discuss.stories.document import LONGEST_FILE, BadStory, Fault, StoryDocument
from discuss.stories.formats import markdown, page_text, structured

READERS: dict[str, Callable[[str], StoryDocument]] = {
    "text": page_text.read,
    "markdown": markdown.read,
    "json": structured.read,
}
WRITERS: dict[str, Callable[[StoryDocument], str]] = {
    "text": page_text.write,
    "markdown": markdown.write,
    "json": structured.write,
}
FORMATS = tuple(READERS)


def read(data: bytes, name: str) -> StoryDocument:
    """Return the story in ``data``; its form is known by the ending of ``name``, else by how it begins.

    Raises :class:`BadStory` with every fault; nothing else, whatever the bytes.
    """
    if len(data) > LONGEST_FILE:
        raise BadStory([Fault(1, f"the file has more than {LONGEST_FILE:,} bytes; it is no story page")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadStory([Fault(line, "this is not UTF-8 text; save the file as UTF-8")]) from error
    return READERS[form_of(text, name)](text.replace("\r\n", "\n").replace("\r", "\n"))


def form_of(text: str, name: str) -> str:
    """Return which of :data:`FORMATS` a file is in."""
    if name.endswith((".md", ".markdown")) or text.startswith("---\n"):
        return "markdown"
    if name.endswith(".json") or text.lstrip().startswith("{"):
        return "json"
    return "text"


def write(document: StoryDocument, form: str) -> str:
    """Return ``document`` in a form. Raises :class:`BadStory` if reading it again would differ."""
    text = WRITERS[form](document)
    try:
        again = READERS[form](text)
    except BadStory as error:
        raise BadStory([Fault(f.line, f"this form cannot say this story: {f.reason}") for f in error.faults]) from error
    if _comparable(again, form) != _comparable(document, form):
        raise BadStory([Fault(1, f"the form {form} cannot say this story; choose json")])
    return text


def _comparable(document: StoryDocument, form: str) -> dict[str, object]:
    said = document.to_dict()
    if form == "text":
        # The page's text says nothing of settings and ids.
        for name in ("slug", "topic", "access", "closes_on"):
            said[name] = None
        for part in said["parts"]:
            part["public_id"] = ""
    return said
