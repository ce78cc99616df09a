"""Words on the owner's lists."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from discuss.screening.check import Check
from discuss.screening.draft import Draft
from discuss.screening.parameters import Setting, Words
from discuss.screening.verdict import Outcome, Said
from discuss.screening.words import Match

_TOKEN = re.compile(r"\S+")
_PUNYCODE = re.compile(r"xn--([a-z0-9-]{1,59})", re.IGNORECASE)
HOW = "One word or phrase a line. A * at the end stands for any ending; capitals and accents make no difference."


def words(draft: Draft, setting: Setting) -> Said | None:
    """Refuse banned words, naming them; hold suspect ones. The lists come with the draft, read and ready."""
    found = [*draft.word_lists.matches(draft.body), *_in_disguise(draft)]
    banned = [match for match in found if match.listed == "banned"]
    if banned:
        named = ", ".join(sorted({f"“{draft.body[slice(*match.span)]}”" for match in banned}))
        spans = tuple(match.span for match in banned)
        message = f"This site does not publish {named}. Say it in other words."
        return Said(Outcome.REJECT, f"Banned words: {named}.", message, spans)
    if found:
        named = ", ".join(sorted({match.entry for match in found}))
        message = "A moderator looks at this comment first, because of its words."
        return Said(Outcome.HOLD, f"Suspect words: {named}.", message, tuple(m.span for m in found))
    return None


def _in_disguise(draft: Draft) -> Iterator[Match]:
    """Find what addresses say once percent signs and punycode are read as browsers read them, redirectors included."""
    for token in _TOKEN.finditer(draft.body):
        if "%" not in token[0] and "xn--" not in token[0].lower():
            continue
        plain = _PUNYCODE.sub(_own_letters, unquote(unquote(token[0])))
        for match in draft.word_lists.matches(plain):
            yield replace(match, span=token.span())


def _own_letters(label: re.Match[str]) -> str:
    try:
        return label[1].encode("ascii").decode("punycode")
    except UnicodeError:
        return label[0]


WORDS = Check(
    name="words",
    title="Words",
    does="Refuses a text with a banned word and names it to the author; holds a text with a suspect one.",
    parameters=(
        Words(name="banned", label="Banned words", default="", listed="banned", hint=f"The comment is refused. {HOW}"),
        Words(name="suspect", label="Suspect words", default="", listed="suspect", hint=f"The comment is held. {HOW}"),
    ),
    look=words,
)
