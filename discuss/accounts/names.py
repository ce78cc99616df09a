"""Names, handles and addresses: what they may hold, and when two of them are the same to the eye."""

import re
import unicodedata

from confusable_homoglyphs import confusables
from email_validator import EmailNotValidError, validate_email

from discuss import markup
from discuss.errors import Invalid
from discuss.markup.characters import longest_run_of_marks

SHORTEST, LONGEST = 2, 40  # characters of a name
LONGEST_EMAIL = 254  # characters, after RFC 5321
MARKS_IN_A_ROW = 4  # combining marks on one letter; Tibetan and pointed Hebrew need as many, towers of them do not fit
HANDLE = re.compile(r"[a-z0-9_-]{3,30}")
DIGITS = frozenset("0123456789")
ALIKE = str.maketrans({"0": "o", "1": "i", "l": "i", "|": "i", "m": "rn"})
SIGNS = " .'-_\u2019\u00b7"  # that names may hold beside letters and digits
RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "moderator",
        "mod",
        "staff",
        "support",
        "help",
        "editor",
        "owner",
        "system",
        "discuss",
        "root",
        "official",
        "team",
        "security",
        "webmaster",
        "postmaster",
        "abuse",
        "anonymous",
        "deleted",
        "deletedaccount",
        "everyone",
        "here",
        "nobody",
    ]
)


def clean_name(text: str, site_name: str = "") -> str:
    """Return a shown name in its one form; nobody may be called ``site_name``.

    Raises :class:`Invalid` (field ``name``), saying what to change.
    """
    # Cut first: normalizing takes time that grows with the square of a run of marks. What is cut is too long anyway.
    name = " ".join(unicodedata.normalize("NFKC", " ".join(text.split())[: 4 * LONGEST]).split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise Invalid({"name": [f"Use {SHORTEST} to {LONGEST} characters."]})
    seen = set(markup.clean_text(name))
    for character in name:
        # Letters, marks, digits, dashes, quotes and blanks: whatever hides, turns or breaks a line is left out, and
        # digits of other scripts, many of which look like letters.
        plain = character in SIGNS or unicodedata.category(character)[0] in "LM" or character in DIGITS
        if not plain or character not in seen:
            raise Invalid({"name": [f"Leave out the character “{_shown(character)}”."]})
    if longest_run_of_marks(name) > MARKS_IN_A_ROW:
        raise Invalid({"name": [f"Use at most {MARKS_IN_A_ROW} marks on one letter."]})
    if not any(unicodedata.category(character)[0] == "L" for character in name):
        raise Invalid({"name": ["Use at least one letter."]})
    if len(_scripts(name)) > 1:
        raise Invalid({"name": ["Use letters of one script only: mixed ones can pose as somebody else."]})
    if skeleton(name) != _looks(name) and _looks(name).isascii():
        # Only its small letters are kept to compare with: a Latin name that comes later would not be taken for it.
        raise Invalid({"name": ["In capitals this name looks like one of Latin letters. Write it with small letters."]})
    alike = look_alikes(name)
    reserved = {skeleton(word) for word in (*RESERVED, site_name)}
    if re.search(r"\w", skeleton(name)) is None or alike & reserved:
        raise Invalid({"name": ["This name is reserved. Choose another one."]})
    return name


def _shown(character: str) -> str:
    return character if character.isprintable() and markup.clean_text(character) else f"U+{ord(character):04X}"


def _scripts(name: str) -> set[str]:
    found = {unicodedata.name(c, "?").split()[0] for c in name if unicodedata.category(c)[0] == "L"}
    # Japanese is written in three scripts at once.
    return {"JAPANESE"} if found <= {"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"} and found else found


def skeleton(name: str) -> str:
    """Return what ``name`` looks like: two with one skeleton look alike (after UTS #39)."""
    return _looks(name.casefold())


def look_alikes(name: str) -> set[str]:
    """Return every skeleton that a taken name must not have: of small letters, and of the letters as they are.

    A Greek capital Tau looks like a Latin T, a small one like no Latin letter.
    """
    return {skeleton(name), _looks(name)}


def _looks(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    letters = []
    for character in plain:
        if unicodedata.category(character) == "Mn":
            continue
        letters.append(_as_ascii(character).casefold())
    return re.sub(r"[\s._'\u2019\u00b7-]+", "", "".join(letters)).translate(ALIKE)


def _as_ascii(character: str) -> str:
    """Return the ASCII letters or digit that ``character`` looks like, or itself; Latin letters too, such as alpha."""
    if character.isascii():
        return character
    forms = [form["c"] for form in confusables.confusables_data.get(character, ())]
    return next((form for form in forms if form.isascii() and form.isalnum()), character)


def clean_handle(text: str) -> str:
    """Return a handle. Raises :class:`Invalid` (field ``handle``)."""
    handle = text.strip().casefold()
    if HANDLE.fullmatch(handle) is None:
        raise Invalid({"handle": ["Use 3 to 30 of the characters a to z, 0 to 9, - and _."]})
    if handle in RESERVED:
        raise Invalid({"handle": ["This handle is reserved. Choose another one."]})
    return handle


def suggest_handle(name: str) -> str:
    """Return a handle made from a name: its Latin letters, or "reader"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    handle = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24]
    return handle if len(handle) >= 3 and handle not in RESERVED else f"reader-{handle}".rstrip("-")


def clean_email(text: str) -> str:
    """Return an address in its one form. Raises :class:`Invalid` (field ``email``)."""
    try:
        # One that is cut off here is too long all the same.
        given = text.strip()[: 2 * LONGEST_EMAIL]
        return validate_email(given, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise Invalid({"email": ["Enter an e-mail address such as name@example.org."]}) from error


def email_key(email: str) -> str:
    """Return what makes two addresses one account: their letters without regard to case."""
    return email.casefold()


def variants_key(email: str) -> str:
    """Return what all spellings of one mailbox share, for counting tries: no dots, no +tag, no case."""
    # No account has a longer one, and normalizing takes time that grows with the square of a run of marks.
    local, _, domain = unicodedata.normalize("NFKC", email[: 2 * LONGEST_EMAIL]).casefold().strip().rpartition("@")
    return f"{local.split('+')[0].replace('.', '')}@{domain}".replace("\0", "")
