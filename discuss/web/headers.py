"""The headers of every answer: a static content security policy, no referrers leaked, nothing personal cached."""

from flask import Flask, Response, request

from discuss.config import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STAFF_PREFIXES = ("/moderation", "/editor", "/settings")


def register(app: Flask, settings: Settings) -> None:
    """Set the headers on every answer, errors included."""

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers[name] = value
        # An address of the desk can name a person: it must not travel to a linked site. CSRF protection over https
        # needs the referrer on this one, so "no-referrer" would break every form.
        staff = request.path.startswith(STAFF_PREFIXES)
        response.headers["Referrer-Policy"] = "same-origin" if staff else "strict-origin-when-cross-origin"
        if settings.production:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        response.headers.setdefault("Cache-Control", "private, no-store")
        if "no-store" in response.headers["Cache-Control"]:
            response.vary.add("Cookie")
        return response
