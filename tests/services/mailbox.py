"""Where the tests find mail: a folder of ``.eml`` files, or a mail server that keeps what it is sent."""

import asyncio
import email
import re
import socket
import threading
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """Mail written into a folder, oldest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self, recipient: str = "") -> list[EmailMessage]:
        """Return every mail, or those to one address."""
        mails = [_read(file.read_bytes()) for file in sorted(self.folder.glob("*.eml"))]
        return [mail for mail in mails if not recipient or mail["To"] == recipient]

    def last(self, recipient: str) -> EmailMessage:
        """Return the newest mail to an address, and fail if there is none."""
        found = self.all(recipient)
        if not found:
            raise AssertionError(f"no mail to {recipient}; there is mail to {[mail['To'] for mail in self.all()]}")
        return found[-1]


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    return body.get_content() if body else ""


def links_in(mail: EmailMessage) -> list[str]:
    """Return the addresses in a mail, in order."""
    return re.findall(r"https?://\S+", text_of(mail))


class MailServer:
    """A real SMTP server on this machine.

    ``answer`` is what it says to each mail, e.g. ``"451 later"``, or ``""`` to hang up after it; ``hears`` is False to
    hang up before it; ``seconds`` is how long it thinks about each, and once it has one it waits for ``may_answer``.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.offered: list[EmailMessage] = []  # those that it refused as well
        self.answer = "250 OK"
        self.hears = True
        self.seconds = 0.0
        self.may_answer = threading.Event()
        self.may_answer.set()
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.url = f"smtp://127.0.0.1:{port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take whoever is written to, or hang up before any mail was sent."""
        if not self.hears:
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail, or refuse it."""
        await asyncio.sleep(self.seconds)
        self.offered.append(_read(envelope.content))
        while not self.may_answer.is_set():
            await asyncio.sleep(0.01)
        if self.answer == "":
            server.transport.abort()
            return "421 gone"
        if self.answer.startswith("250"):
            self.mails.append(_read(envelope.content))
        return self.answer


def _read(content: bytes) -> EmailMessage:
    mail = email.message_from_bytes(content, policy=default)
    if not isinstance(mail, EmailMessage):
        raise TypeError("not a mail")
    return mail
