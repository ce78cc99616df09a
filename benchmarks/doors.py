"""Whether an address has an account is not told by time: the doors asked about known and unknown addresses in turn."""

import itertools
from collections.abc import Callable

from flask.testing import FlaskClient

from benchmarks import sites
from benchmarks.ratio import Ratio, side_by_side

ROUNDS = 150  # each known address once: mails of the day are limited, and used up they would take less time
FORMS = {
    "sign in with a wrong password": ("/sign-in", {"password": "not the password of anybody"}),
    "ask for a new password": ("/reset", {}),
    "sign up": ("/sign-up", {"password": "seven quiet herons wade"}),
}


def measure() -> list[Ratio]:
    """Return how much longer one of the two answers takes: 1 tells nothing."""
    rows = []
    with sites.site() as app:
        client = app.test_client()
        token = (
            client.get("/sign-in")
            .get_data(as_text=True)
            .split('name="csrf_token"')[1]
            .split('value="')[1]
            .split('"')[0]
        )
        for what, (path, form) in FORMS.items():
            known, unknown = (
                _send(client, token, path, form, email) for email in ("p{}@example.org", "x{}@example.org")
            )
            ratio = side_by_side(known, unknown, ROUNDS)
            rows.append(Ratio(f"{what}: known / unknown address, the longer one", max(ratio, 1 / ratio), 1.1))
    return rows


def _send(client: FlaskClient, token: str, path: str, form: dict[str, str], email: str) -> Callable[[], None]:
    numbers = itertools.count(1)

    def send() -> None:
        number = next(numbers)
        name = f"{email[0]} {''.join('abcdefghij'[int(digit)] for digit in str(number))}"
        sent = {"csrf_token": token, "email": email.format(number), "name": name} | form
        answer = client.post(path, data=sent)
        if answer.status_code not in {200, 422} or (path == "/sign-up" and answer.status_code == 422):
            raise AssertionError(f"{path} for {sent['email']}: {answer.status}")

    return send
