"""When two texts are the same to a reader: compared without case, marks, blanks, hidden and look-alike characters."""

import unicodedata
from functools import lru_cache
from hashlib import blake2b

# Letters of other scripts that pass for Latin ones, and digits that pass for letters. The common ones are enough to
# make a repeated text or a listed word recognisable; whoever goes further is looked at as a newcomer or by a report.
LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("абвгдеёзийкопрстухікјѕԁһɡ", "abbrдee3uйkoпpctyxlkjsdhg", strict=True)),
        **dict(zip("αβεικνορτυχ", "abelkvoptux", strict=True)),
        **dict(zip("0134579@$|", "oleastgasl", strict=True)),
        "i": "l",  # 1 stands for both, so both are one
    }
)

SHORTEST = 20  # letters; "I agree" is not a campaign
KNOWN = 4096  # characters
USUAL = 2_000  # characters of a text that is remembered: a thousand of them stay small


def folded(text: str) -> tuple[str, list[int]]:
    """Return ``text`` as it is compared, and for each of its characters the place in ``text`` that it comes from."""
    characters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for character in _compared(original):
            characters.append(character)
            places.append(place)
    return "".join(characters), places


@lru_cache(maxsize=KNOWN)
def _compared(original: str) -> str:
    """Return what one character is compared as: nothing, one character, or several."""
    return "".join(
        character.translate(LOOK_ALIKE)
        for character in unicodedata.normalize("NFKD", original).casefold()
        if unicodedata.category(character) not in {"Mn", "Cf", "Me"}
    )


def likeness(text: str) -> str | None:
    """Return what texts that say the same share, and others do not, in few letters; None for what many say anyway."""
    said = alike(text)
    return blake2b(said.encode(), digest_size=8).hexdigest() if len(said) >= SHORTEST else None


class _Letters(dict[int, str]):
    """What each character comes to when only letters and digits are compared, worked out when first asked for."""

    def __missing__(self, code: int) -> str:
        """Work it out; what was known is let go before it becomes much."""
        if len(self) >= KNOWN:
            self.clear()
        kept = self[code] = "".join(character for character in _compared(chr(code)) if character.isalnum())
        return kept


_letters = _Letters()


def alike(text: str) -> str:
    """Return what two texts that say the same have in common: letters and digits only."""
    return _remembered(text) if len(text) <= USUAL else text.translate(_letters)


@lru_cache(maxsize=1024)  # each post is compared with the same last ones of its author and of all
def _remembered(text: str) -> str:
    return text.translate(_letters)
