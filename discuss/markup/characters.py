"""What happens to typed characters before anything else: one spelling for all, and none that hide or reorder text."""

import re
import unicodedata

# The longest run of combining marks that NFC is given. Sorting a run takes quadratic time (40,000 marks: a second), and
# a comment with so many on one letter is refused anyway. Unicode's stream-safe format ends runs at 30 too.
SORTABLE_MARKS = 30

_BLANK = re.compile(r"[\s\u2800]*")  # the Braille pattern without dots is a symbol, but nothing is seen of it
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# Code points that show nothing, or that change the order of what follows, beyond those of the category Cf:
# joiners, fillers and variation selectors. Source: Unicode, DerivedCoreProperties, Default_Ignorable_Code_Point.
_IGNORABLE = frozenset(
    map(
        chr,
        (
            0x034F,
            *range(0x115F, 0x1161),
            *range(0x17B4, 0x17B6),
            *range(0x180B, 0x1810),
            0x3164,
            *range(0xFE00, 0xFE0E),
            0xFFA0,
            *range(0xE0100, 0xE01F0),
        ),
    )
)
# Format characters that are seen: number and verse signs that enclose what follows them.
_SEEN_FORMATS = frozenset(map(chr, (*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD)))
_DECIDED_BY_NEIGHBOURS = frozenset("\u200d\ufe0e\ufe0f")

# What emoji sequences are built from. Source: Unicode, emoji-data, Extended_Pictographic, in whole blocks.
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_LOST_SELECTOR = re.compile(f"(?<![{_EMOJI}#*0-9])[\ufe0e\ufe0f]")
_LOST_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")


def clean_text(source: str) -> str:
    """Return ``source`` as it is stored: NFC, lines ended by LF, no trailing blanks, nothing hidden or reordering.

    Removed are controls of writing direction, zero-width characters (a joiner stays between emoji), private-use and
    unassigned code points. Control characters and lone surrogates stay, for :func:`discuss.markup.check` to refuse.
    Cleaning twice changes nothing. Takes linear time for any text.
    """
    text = _LINE_ENDS.sub("\n", source)
    hidden = {ord(character): None for character in set(text) if _is_hidden(character)}
    if hidden:
        text = text.translate(hidden)
    text = _LOST_JOINER.sub("", _LOST_SELECTOR.sub("", text))
    if longest_run_of_marks(text) <= SORTABLE_MARKS:
        text = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def is_blank(text: str) -> bool:
    """Return whether a reader sees nothing of ``text``, which must be clean."""
    return bool(_BLANK.fullmatch(text))


def longest_run_of_marks(text: str) -> int:
    """Return how many combining marks stand in a row at most."""
    if text.isascii():
        return 0
    marks = {ord(character): "\u0301" for character in set(text) if _is_mark(character)}
    return max(map(len, re.findall("\u0301+", text.translate(marks))), default=0) if marks else 0


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"} or unicodedata.combining(character) > 0


def _is_hidden(character: str) -> bool:
    if character.isascii() or character in _DECIDED_BY_NEIGHBOURS:
        return False
    category = unicodedata.category(character)
    if category == "Cn":
        # Emoji and ideographs newer than the interpreter's tables are not told from what will never be assigned.
        plane, position = divmod(ord(character), 0x10000)
        return not (0x1F000 <= ord(character) <= 0x1FAFF or (plane in {2, 3} and position < 0xFFFE))
    return category == "Co" or (category == "Cf" and character not in _SEEN_FORMATS) or character in _IGNORABLE
