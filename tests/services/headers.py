"""What the headers of every answer must say, word for word: a policy with a hole in it still looks like a policy."""

from werkzeug.test import TestResponse

FIXED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STAFF = ("/moderation", "/editor", "/settings")


def assert_guarded(answer: TestResponse) -> None:
    """Fail unless an answer carries each of them, and does not let addresses of staff pages travel."""
    staff = answer.request.path.startswith(STAFF)
    wanted = FIXED | {"Referrer-Policy": "same-origin" if staff else "strict-origin-when-cross-origin"}
    assert {name: answer.headers.get(name) for name in wanted} == wanted
