"""The codes of authenticator apps: six digits that change every half minute (RFC 6238)."""

from itertools import groupby

import pyotp
import segno

from discuss import clock

SECONDS = 30  # a code lives this long; its number is called a step
EARLY, LATE = -1, 1  # a clock may be off by one step either way


def new_key() -> str:
    """Return 160 random bits as apps take them: in base 32."""
    return pyotp.random_base32()


def step_of(key: str, code: str) -> int | None:
    """Return the step whose code this is, if it is the present one or its neighbour."""
    app = pyotp.TOTP(key, interval=SECONDS)
    now = app.timecode(clock.now())
    steps = (now, now + EARLY, now + LATE)
    return next((step for step in steps if pyotp.utils.strings_equal(app.generate_otp(step), code)), None)


def setup_address(key: str, email: str, site_name: str) -> str:
    """Return what the picture says: key, account and site."""
    return pyotp.TOTP(key, interval=SECONDS).provisioning_uri(name=email, issuer_name=site_name)


def picture(text: str) -> tuple[int, str]:
    """Return a QR code of ``text`` as the side of a square and the path, in it, of all that is dark."""
    code = segno.make(text, micro=False, error="m")
    path = []
    for y, row in enumerate(code.matrix_iter(border=4)):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(code.matrix) + 8, "".join(path)
