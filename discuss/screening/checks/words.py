"""Words on the owner's lists."""

from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome

VERSION = 1


def words(draft: Draft) -> Finding | None:
    """Refuse banned words, naming them; hold suspect ones."""
    found = draft.word_lists.matches(draft.body)
    banned = [match for match in found if match.listed == "banned"]
    if banned:
        named = ", ".join(sorted({f"“{draft.body[slice(*match.span)]}”" for match in banned}))
        spans = tuple(match.span for match in banned)
        message = f"This site does not publish {named}. Say it in other words."
        return Finding("words", VERSION, Outcome.REJECT, f"Banned words: {named}.", message, spans)
    if found:
        named = ", ".join(sorted({match.entry for match in found}))
        message = "A moderator looks at this comment first, because of its words."
        return Finding(
            "words", VERSION, Outcome.HOLD, f"Suspect words: {named}.", message, tuple(m.span for m in found)
        )
    return None
