"""What people do at the doors of the site, as the tests of accounts do it again and again."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import urlsplit

import html5lib
from sqlalchemy import select

from discuss.accounts.models import Person
from discuss.db import db
from tests.services.mailbox import links_in
from tests.services.visitor import TOKEN_PAGE, csrf_token

NEW_PASSWORD = "seven quiet herons wade"  # unlike that of the factories, and good enough


def sign_up(visitor, email="ada@example.org", name="Ada Quarry", password=NEW_PASSWORD, **more):
    """Send the sign-up form and return the answer."""
    form = {"email": email, "name": name, "password": password} | more
    return visitor.post("/sign-up", form, page="/sign-up")


def send_sign_in(visitor, email, password, **more):
    """Send the sign-in form and return the answer, whatever it is."""
    return visitor.post("/sign-in", {"email": email, "password": password} | more, page="/sign-in")


def path_in(mail, beginning):
    """Return the path of the first link in a mail that begins with ``beginning``."""
    paths = [urlsplit(link).path for link in links_in(mail)]
    found = [path for path in paths if path.startswith(beginning)]
    if not found:
        raise AssertionError(f"no link to {beginning} among {paths}")
    return found[0]


def person_with(email):
    """Return the account with this address as the database has it now, or None."""
    db.session.rollback()
    # A row that this session made itself would otherwise be returned as it was made.
    now = select(Person).where(Person.email_key == email.casefold()).execution_options(populate_existing=True)
    return db.session.scalar(now)


def called(email):
    """Return what :meth:`Visitor.sign_in` needs, for an address whose row the test does not have."""
    return SimpleNamespace(email=email)


def is_signed_in(visitor):
    """Say whether the site knows this browser: one's own account page opens."""
    answer = visitor.get("/account/profile")
    if answer.status_code not in {200, 303}:
        raise AssertionError(f"/account/profile is answered {answer.status_code}")
    return answer.status_code == 200


def cookie(visitor, settings):
    """Return the value of the session cookie."""
    found = visitor.client.get_cookie(settings.cookie_name)
    return found.value if found else ""


def with_cookie(visitor, settings, value):
    """Give a browser a session cookie, as a thief would."""
    visitor.client.set_cookie(settings.cookie_name, value)
    return visitor


def alerts(answer):
    """Return the words of everything on a page that is announced at once."""
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    return " ".join(" ".join(part.itertext()) for part in tree.iter() if part.get("role") == "alert")


def fields(answer):
    """Return the values of the inputs on a page, by name."""
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    return {field.get("name"): field.get("value", "") for field in tree.iter("input")}


def pressed_at_once(visitors, path, form=None):
    """Have several browsers send the same form in the same moment; return the statuses of the answers."""
    for one in visitors:
        one.token = csrf_token(one.get(TOKEN_PAGE))
    db.session.rollback()
    with ThreadPoolExecutor(len(visitors)) as pool:
        waiting = [pool.submit(_send, one, path, form) for one in visitors]
        return [one.result() for one in waiting]


def _send(visitor, path, form):
    return visitor.post(path, form).status_code
