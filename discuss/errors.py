"""Every way a request can be refused.

Actions and queries raise these; :mod:`discuss.web.errors` turns them into pages or JSON.
``code`` is for programs and never changes; ``message`` is for people and says what to do next.
"""

from datetime import datetime


class DiscussError(Exception):
    """The common parent: a refusal with a status, a stable code and a sentence."""

    status = 400
    code = "bad_request"
    message = "The request could not be understood. Go back and try again."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)


class BadRequest(DiscussError):
    """The request itself is broken: NUL bytes, wrong encoding, a forged or stale form."""


class NotFound(DiscussError):
    """Absent, or not visible to whoever asks: the two must not be told apart."""

    status, code, message = 404, "not_found", "There is nothing at this address."


class Gone(DiscussError):
    """A story that its editors withdrew."""

    status, code, message = 410, "gone", "This story was withdrawn."


class SignInRequired(DiscussError):
    """Nobody is signed in; pages answer with a way to sign in, programs get 401."""

    status, code, message = 401, "sign_in_required", "Sign in first."


class NotPermitted(DiscussError):
    """This person may not do this."""

    status, code, message = 403, "not_permitted", "Your account may not do this."

    def __init__(self, message: str | None = None, *, missing: str = "") -> None:
        super().__init__(message)
        self.missing = missing  # the policy's word for what is missing, e.g. "suspended" or "closed"


class ProofRequired(NotPermitted):
    """This person may do this after showing once more who they are; pages lead there and back."""

    code, message = "proof_required", "Show once more that it is you, then send this again."


class SubscriptionRequired(NotPermitted):
    """This person may do this after confirming an address or subscribing; ``missing`` says which."""

    status, code, message = 402, "subscription_required", "Subscribe to comment."


class Conflict(DiscussError):
    """Somebody else changed the thing meanwhile."""

    status, code, message = 409, "conflict", "This was changed by somebody else meanwhile. Load the page again."


class ParentGone(Conflict):
    """The comment being answered is no longer there."""

    code, message = "parent_gone", "The comment you are answering is no longer there. Your text is kept."


class TooLarge(DiscussError):
    """More was sent than any form here can need."""

    status, code, message = 413, "too_large", "That is too much at once. Shorten it and send it again."


class Invalid(DiscussError):
    """A form with faults; ``fields`` maps each field's name to its sentences ('' is the form as a whole)."""

    status, code, message = 422, "invalid", "There is a problem. See the notes at the fields."

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in fields.values() for sentence in sentences))
        self.fields = fields


class TooFast(DiscussError):
    """A pace or rate limit; ``retry_at`` says when the next try can succeed."""

    status, code, message = 429, "too_fast", "Too many tries in a short time."

    def __init__(self, message: str | None, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class CannotStore(DiscussError):
    """The database cannot take the change now; what was typed is given back."""

    status, code, message = (
        503,
        "cannot_store",
        "This cannot be stored right now. Your text is kept. Try again in a minute.",
    )
