"""When two texts are the same to a reader: compared without case, marks, blanks, hidden and look-alike characters."""

import unicodedata

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


def folded(text: str) -> tuple[str, list[int]]:
    """Return ``text`` as it is compared, and for each of its characters the place in ``text`` that it comes from."""
    characters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for character in unicodedata.normalize("NFKD", original).casefold():
            if unicodedata.category(character) in {"Mn", "Cf", "Me"}:
                continue
            characters.append(character.translate(LOOK_ALIKE))
            places.append(place)
    return "".join(characters), places


def alike(text: str) -> str:
    """Return what two texts that say the same have in common: letters and digits only."""
    return "".join(character for character in folded(text)[0] if character.isalnum())
