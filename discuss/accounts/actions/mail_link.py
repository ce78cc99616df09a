"""Mail a secret that proves who reads an address."""

from sqlalchemy import update

from discuss import clock, mail
from discuss.accounts.handed_out import hashed, new_secret
from discuss.accounts.letters import Letters
from discuss.accounts.models import TOKEN_LIFE, MailedLink, Person
from discuss.db import db

COUNTED = (mail.LINK, mail.ALREADY_HERE)  # causes of the mails that anybody who types an address has sent there
MOST = 5  # mails to one address a day: enough for a lost one, too few to annoy anybody


def may_mail(email: str) -> bool:
    """Say whether this address may be written to again today; the page says the same either way."""
    return mail.written_today(email, *COUNTED) < MOST


def mail_link(purpose: str, person: Person, email: str, letters: Letters, next_path: str = "") -> None:
    """Make a link in the current transaction and put its mail into the outbox. Older ones of its kind die."""
    if not may_mail(email):
        return
    now = clock.now()
    db.session.execute(
        update(MailedLink)
        .where(MailedLink.person_id == person.id, MailedLink.purpose == purpose, MailedLink.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    secret = new_secret()
    link = MailedLink(
        token_hash=hashed(secret),
        purpose=purpose,
        person_id=person.id,
        email=email,
        next_path=next_path,
        created_at=now,
        expires_at=now + TOKEN_LIFE,
    )
    db.session.add(link)
    db.session.flush()
    if purpose == "confirm":
        letters.confirm(link.id, email, secret)
    elif purpose == "reset":
        letters.reset(link.id, email, secret)
    else:
        # Anybody may type any address here: in small letters all spellings of one share its mails of the day.
        letters.change_email(link.id, email.lower(), secret)
