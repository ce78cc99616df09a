"""Where to go next: a path on this site, or nothing."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

LONGEST = 600  # characters; every address of ours is shorter


def safe_next(given: str | None, default: str = "/") -> str:
    r"""Return ``given`` if it is a plain path on this site, else ``default``.

    Refuses whatever any browser could read as another host: ``//host``, ``/\\host``, control characters and tabs
    inside, schemes, encoded slashes at the front, and overlong values.
    """
    if not given or len(given) > LONGEST or not given.startswith("/"):
        return default
    plain = unicodedata.normalize("NFKC", unquote(given))
    for form in (given, plain):
        if re.match(r"^[/\\]{2}", form) or "\\" in form or any(unicodedata.category(c).startswith("C") for c in form):
            return default
        try:
            parts = urlsplit(form)
        except ValueError:
            return default
        if parts.scheme or parts.netloc:
            return default
    return given
